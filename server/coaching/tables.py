"""Notes from a manager to a person."""

from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table


class NoteRow(Table, tablename="note"):
    """What a manager wrote to a person, about one deal or about none. The person sees it from the moment it is written."""

    id = UUID(primary_key=True, default=None)
    person = UUID(null=True, default=None, index=True)
    by = UUID(null=True, default=None, index=True)
    deal = UUID(null=True, default=None)
    words = Text(default="")
    at = Timestamptz(null=True, default=None)
