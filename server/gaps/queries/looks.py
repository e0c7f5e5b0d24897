"""What was seen of people on their deals within half a year: what it comes to by behaviour, and what was missing on which deal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from operator import itemgetter
from uuid import UUID

from server.db import Statement, blanks
from server.gaps.shown import Group, Shown, shown
from server.gaps.tally import DAY, WINDOW
from server.process.map import Behaviour


async def shown_each(persons: Sequence[UUID], behaviours: Sequence[Behaviour], now: float) -> Mapping[UUID, Mapping[str, Shown]]:
    """By person and behaviour, in one statement however many there are; nothing for what nobody looked at."""
    if not persons:
        return {}
    found: dict[UUID, dict[str, list[Group]]] = {}
    for person, behaviour, missing, state, deals in map(
        COLUMNS, await _groups(len(persons))(_oldest(now), *persons, _oldest(now))
    ):
        found.setdefault(person, {}).setdefault(behaviour, []).append(_group(missing, state, deals))
    return {
        person: {one.id: shown(groups[one.id], one.clauses) for one in behaviours if one.id in groups}
        for person, groups in found.items()
    }


COLUMNS = itemgetter("person", "behaviour", "missing", "state", "deals")


@lru_cache(maxsize=4096)
def _group(missing: str, state: int, deals: int) -> Group:
    """Deals in one state: it adds up COUNTS, ALL and FAIR. Kept, because few of them differ."""
    clauses = tuple(missing.split())
    if state < COUNTS:
        return Group(clauses, 0, 0, deals, 0, 0)
    whole, fair = deals if state & ALL else 0, state & FAIR
    return Group(clauses, deals, whole, 0, deals if fair else 0, whole if fair else 0)


COUNTS, ALL, FAIR = 4, 2, 1
"""Of a deal: it holds a look that counts; all was shown then; nobody chose it."""


async def missing(person: UUID, behaviours: Sequence[str], now: datetime) -> Mapping[str, Mapping[UUID, tuple[str, ...]]]:
    """The clauses for which the newest look at the person's deals found nothing, by behaviour and deal; deals without any are left out."""
    found: dict[str, dict[UUID, tuple[str, ...]]] = {}
    for row in await _missing(len(behaviours))(person, *behaviours, _oldest(now.timestamp())) if behaviours else ():
        found.setdefault(row["behaviour"], {})[UUID(row["deal"])] = tuple(row["missing"].split())
    return found


def _oldest(now: float) -> float:
    """When the first of the days began that are counted."""
    return float((now // DAY - WINDOW + 1) * DAY)


@cache
def _groups(persons: int) -> Statement:
    marks = blanks(persons)
    return Statement(
        f'SELECT "person", "behaviour", "missing", {STATE} AS "state", COUNT(*) AS "deals" FROM "gap_deal" '  # noqa: S608  # constants
        f'WHERE "person" IN ({marks}) AND "looked" >= {{}} GROUP BY 1, 2, 3, 4'
    )


STATE = (
    '(CASE WHEN "seen" >= {} THEN 4 ELSE 0 END) + (CASE WHEN "met" >= 1 THEN 2 ELSE 0 END) + (CASE WHEN "fair" THEN 1 ELSE 0 END)'
)


@cache
def _missing(behaviours: int) -> Statement:
    marks = blanks(behaviours)
    return Statement(
        'SELECT "behaviour", "deal", "missing" FROM "gap_deal" '  # noqa: S608  # placeholders
        f'WHERE "person" = {{}} AND "behaviour" IN ({marks}) AND "looked" >= {{}} AND "missing" <> \'\''
    )
