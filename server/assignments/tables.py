"""Lessons that somebody was asked to take."""

from piccolo.columns import UUID, Text, Timestamptz, Varchar
from piccolo.table import Table


class AssignmentRow(Table, tablename="assignment"):
    """One lesson given to one person. It is open while neither `done_at` nor `withdrawn_at` is set.

    `open_key` is person and lesson while it is open and its own id afterwards, so that the same lesson is open once.
    """

    id = UUID(primary_key=True, default=None)
    person = UUID(null=True, default=None, index=True)
    lesson = Varchar(length=80)
    by = UUID(null=True, default=None, index=True)
    reason = Text(default="")
    due_at = Timestamptz(null=True, default=None)
    made_at = Timestamptz(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    open_key = Varchar(length=120, unique=True)
