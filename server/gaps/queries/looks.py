"""What was seen of people on their deals within half a year: what it comes to by behaviour, and what was missing on which deal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from server.db import Statement
from server.gaps.shown import Group, Shown, shown
from server.gaps.tally import DAY, WINDOW
from server.process.map import Behaviour


async def shown_each(persons: Sequence[UUID], behaviours: Sequence[Behaviour], now: float) -> Mapping[UUID, Mapping[str, Shown]]:
    """By person and behaviour, in one statement however many there are; nothing for what nobody looked at."""
    if not persons:
        return {}
    oldest = _oldest(now)
    found: dict[UUID, dict[str, list[Group]]] = {}
    for row in await _groups(len(persons))(*[oldest] * COUNTED.count("{}"), *persons, oldest):
        group = Group(tuple(row["missing"].split()), row["deals"], row["shown"], row["claimed"], row["fair"], row["fair_shown"])
        found.setdefault(row["person"], {}).setdefault(row["behaviour"], []).append(group)
    return {
        person: {one.id: shown(groups[one.id], one.clauses) for one in behaviours if one.id in groups}
        for person, groups in found.items()
    }


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
    marks = ", ".join(["{}"] * persons)
    return Statement(
        f'SELECT {COUNTED} FROM "gap_deal" WHERE "person" IN ({marks}) AND "looked" >= {{}} GROUP BY "person", "behaviour", "missing"'  # noqa: S608  # constants
    )


COUNTED = (
    '"person", "behaviour", "missing", '
    'SUM(CASE WHEN "seen" >= {} THEN 1 ELSE 0 END) AS "deals", '
    'SUM(CASE WHEN "seen" >= {} AND "met" >= 1 THEN 1 ELSE 0 END) AS "shown", '
    'SUM(CASE WHEN "seen" >= {} AND "fair" THEN 1 ELSE 0 END) AS "fair", '
    'SUM(CASE WHEN "seen" >= {} AND "fair" AND "met" >= 1 THEN 1 ELSE 0 END) AS "fair_shown", '
    'SUM(CASE WHEN "seen" IS NULL OR "seen" < {} THEN 1 ELSE 0 END) AS "claimed"'
)


@cache
def _missing(behaviours: int) -> Statement:
    marks = ", ".join(["{}"] * behaviours)
    return Statement(
        'SELECT "behaviour", "deal", "missing" FROM "gap_deal" '  # noqa: S608  # placeholders
        f'WHERE "person" = {{}} AND "behaviour" IN ({marks}) AND "looked" >= {{}} AND "missing" <> \'\''
    )
