"""Notes from a manager to a person."""

from piccolo.columns import UUID, ForeignKey, Text, Timestamptz
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.table import Table

from server.deals.tables import DealRow
from server.people.tables import Person


class NoteRow(Table, tablename="note"):
    """What a manager wrote to a person, about one deal or about none. The person sees it from the moment it is written."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    by = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    deal = ForeignKey(DealRow, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    words = Text(default="")
    at = Timestamptz(null=True, default=None)
