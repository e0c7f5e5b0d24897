"""The ledger's tables."""

from piccolo.columns import UUID, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class FactRow(Table, tablename="fact"):
    """One fact. `number` counts the facts about one person, 1, 2, …; facts about nobody have none."""

    id = UUID(primary_key=True, default=None)
    at = Timestamptz(null=True, default=None)
    kind = Varchar(length=40)
    version = Integer(default=1)
    person = UUID(null=True, default=None)
    number = Integer(null=True, default=None)
    actor = UUID(null=True, default=None)
    team = UUID(null=True, default=None)
    digest = Varchar(length=64, default="")
    body = Text(default="")
    person_number = Unique(["person", "number"])
    fact_kind = Unique(["kind", "at", "id"])
    """No rule of its own, but the index by which the few acts of admins are found among the answers of everybody."""


class FactHead(Table, tablename="fact_head"):
    """The number of the newest fact about each person."""

    person = UUID(primary_key=True, default=None)
    last = Integer(default=0)
