"""Deals and every stage they claimed."""

from piccolo.columns import UUID, BigInt, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table

from server.people.tables import Person


class DealRow(Table, tablename="deal"):
    """One opportunity. `stage` is what its owner claims; `amount` is in minor units; an open deal has no `closed_at` and no outcome."""

    id = UUID(primary_key=True, default=None)
    owner = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    name = Text(default="")
    motion = Varchar(length=80)
    stage = Varchar(length=80)
    amount = BigInt(null=True, default=None)
    currency = Varchar(length=3)
    close_date = Date(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    outcome = Varchar(length=20, default="")
    added_by = UUID(null=True, default=None)
    added_at = Timestamptz(null=True, default=None)
    process = Varchar(length=80)
    process_version = Integer(default=1)


class DealStage(Table, tablename="deal_stage"):
    """One stage that a deal claimed, from `at` until the next row, under the process of that day."""

    id = UUID(primary_key=True, default=None)
    deal = ForeignKey(DealRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    at = Timestamptz(null=True, default=None)
    stage = Varchar(length=80)
    by = UUID(null=True, default=None)
    process = Varchar(length=80)
    process_version = Integer(default=1)


class DealTending(Table, tablename="deal_tending"):
    """What came of the one deal that a person's day held: `answer` is done or not-now, with its reason in words. One for each day of theirs."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    day = Date(null=True, default=None)
    deal = ForeignKey(DealRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    answer = Varchar(length=10, default="")
    reason = Text(default="")
    at = Timestamptz(null=True, default=None)
    one_a_day = Unique(["person", "day"])
