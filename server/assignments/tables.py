"""Lessons that somebody was asked to take."""

from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table

from server.people.tables import Person


class AssignmentRow(Table, tablename="assignment"):
    """One lesson given to one person. It is open while neither `done_at` nor `withdrawn_at` is set.

    `open_key` is person and lesson while it is open and its own id afterwards, so that the same lesson is open once.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    lesson = Varchar(length=80)
    by = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    reason = Text(default="")
    due_at = Timestamptz(null=True, default=None)
    made_at = Timestamptz(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    open_key = Varchar(length=120)
    open_once = Unique(["open_key"])
