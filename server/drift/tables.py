"""What leaders said of signals."""

from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table

from server.people.tables import Person


class TurnRow(Table, tablename="turn"):
    """Somebody acted on a signal, or accepted its level as the new one (`did`), with words in one line.

    `open_key` is the signal and the day in the zone of its team while it holds and its own id afterwards, so that one is said a day.
    """

    id = UUID(primary_key=True, default=None)
    kind = Varchar(length=20)
    about = Varchar(length=80, default="")
    team = UUID(null=True, default=None)
    did = Varchar(length=20)
    words = Text(default="")
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    at = Timestamptz(null=True, default=None, index=True)
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawn_by = UUID(null=True, default=None)
    open_key = Varchar(length=180)
    one_turn_a_day = Unique(["open_key"])
