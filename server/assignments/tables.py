"""Lessons and paths that somebody was asked to take."""

from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table

from server.people.tables import Person


class AssignmentRow(Table, tablename="assignment"):
    """One lesson or one path given to one person. It is open while neither `done_at` nor `withdrawn_at` is set.

    Of a `path`, `lesson` is the one that comes next. `behaviour` and `inspection` say which gap it follows. `open_key` is person and lesson or
    path while it is open and its own id afterwards, so that the same one is open once.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    lesson = Varchar(length=80)
    by = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    path = Varchar(length=80, default="")
    reason = Text(default="")
    behaviour = Varchar(length=80, default="")
    inspection = UUID(null=True, default=None, index=True)
    due_at = Timestamptz(null=True, default=None)
    made_at = Timestamptz(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    open_key = Varchar(length=130)
    open_once = Unique(["open_key"])
