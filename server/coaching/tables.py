"""Notes from a manager to a person, and those that a manager pins under a standard."""

from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table

from server.deals.tables import DealRow
from server.people.tables import Person


class NoteRow(Table, tablename="note"):
    """What a manager wrote to a person, about one deal or about none. The person sees it from the moment it is written.

    `tag` is step, number or both; `behaviour` and `inspection` say what it follows, empty for what follows nothing.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    by = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    deal = ForeignKey(DealRow, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    tag = Varchar(length=20, default="")
    behaviour = Varchar(length=80, default="")
    inspection = UUID(null=True, default=None, index=True)
    words = Text(default="")
    at = Timestamptz(null=True, default=None)


class PinRow(Table, tablename="pin"):
    """A manager's own note under a behaviour, for their team, until `ended_at`.

    `open_key` is manager and behaviour while it stands and another id afterwards, so that one stands at a time.
    """

    id = UUID(primary_key=True, default=None)
    by = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    behaviour = Varchar(length=80)
    words = Text(default="")
    at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    open_key = Varchar(length=120)
    pinned_once = Unique(["open_key"])
