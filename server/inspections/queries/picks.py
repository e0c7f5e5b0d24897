"""The deals that were picked for a team's week."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from server.db import P, Prepared, of_row
from server.inspections.sampling import SLOTS, Slot
from server.inspections.tables import PickRow
from server.sentences.pick_reasons import AtRisk, ByLot, LongestWithout, Why

REASONS: Mapping[str, type[LongestWithout] | type[ByLot] | type[AtRisk]] = {
    "coverage": LongestWithout,
    "random": ByLot,
    "risk": AtRisk,
}


class Picked(Struct, frozen=True, kw_only=True):
    """A deal picked for a slot of a week, and why. One that was swapped has `swapped_at` and the words that were said."""

    id: UUID
    team: UUID
    week: str
    slot: Slot
    deal: UUID
    why: Why
    made_at: datetime
    swapped_at: datetime | None
    swap_words: str


async def picked(team: UUID, week: str) -> list[Picked]:
    """Every pick of this week, in the order of the slots, those that were swapped among them. Whoever asks does this team's weekly work."""
    found = [_picked(row) for row in await OF_WEEK(team=team, week=week)]
    return sorted(found, key=lambda one: (SLOTS.index(one.slot), one.made_at, one.id))


async def pick(id: UUID) -> Picked | None:
    """This pick, or None."""
    rows = await BY_ID(id=id)
    return _picked(rows[0]) if rows else None


async def is_picked(deal: UUID, slot: str, now: datetime) -> bool:
    """Whether this deal holds this slot of somebody's week, so that a sheet of it may say that nobody chose the deal."""
    return bool(await HELD(deal=deal, slot=slot, since=now - WEEK))


WEEK = timedelta(days=8)
"""A pick that was made on a Monday is inspected by the Monday after at the latest."""


def _picked(row: Mapping[str, Any]) -> Picked:
    return of_row(Picked, row, why=msgspec.json.decode(row["why"], type=REASONS[row["slot"]]))


OF_WEEK = Prepared(lambda: PickRow.select().where(PickRow.team == P("team"), PickRow.week == P("week")))
BY_ID = Prepared(lambda: PickRow.select().where(PickRow.id == P("id")))
HELD = Prepared(
    lambda: PickRow.select(PickRow.id).where(
        PickRow.deal == P("deal"), PickRow.slot == P("slot"), PickRow.swapped_at.is_null(), PickRow.made_at >= P("since")
    )
)
