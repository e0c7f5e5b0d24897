"""The rules that all signals share: how the level of a count is told, what is outside, and what is silent. There is no second definition. Pure.

A level stands beside the floor that the academy set (`server/lessons/compiler/floors.py`); a change comes from a chart and never from two figures
side by side. No two signals are ever added up to one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

from server.drift.chart import Change
from server.drift.points import Count
from server.inspections.standard import DECISION
from server.process.map import Process

Level = Literal["good", "low", "few"]
"""The first of the two words; `few` while there are too few cases to tell."""

FEWEST: Final = 8
"""Cases below which a level is not told."""


class Recency(Struct, frozen=True, kw_only=True):
    """S7 of the teams that somebody leads: of their open deals with a cadence, how many were looked at within it. `floor` in percent.

    It is how things stand now and not what was judged week by week, so it has a level and no chart.
    """

    manager: UUID
    teams: tuple[str, ...]
    count: Count
    floor: float

    @property
    def level(self) -> Level:
        """The only word of it."""
        return level(self.count, self.floor)


class Quiet(Struct, frozen=True):
    """A behaviour in use that nobody asked for in so many days; None where nobody ever did."""

    behaviour: str
    days: int | None


class Silent(Struct, frozen=True):
    """S16: behaviours in use, and those of them that nobody asked for."""

    used: int
    quiet: tuple[Quiet, ...] = ()

    @property
    def count(self) -> Count:
        """Behaviours that are asked for."""
        return Count(self.used - len(self.quiet), self.used)


def level(count: Count, floor: float | None) -> Level:
    """From eight cases on, whether the share reaches the floor; without a floor, whether every case is as it should be."""
    if floor is None:
        return "few" if not count.n else "good" if count.met == count.n else "low"
    if count.n < FEWEST:
        return "few"
    return "good" if 100 * count.met >= floor * count.n else "low"


def percent(count: Count, floor: float | None = None) -> int | None:
    """The level as a whole number, which is under the floor whenever the count is; None below eight cases."""
    if count.n < FEWEST:
        return None
    told = round(100 * count.met / count.n)
    return min(told, ceil(floor) - 1) if floor is not None and level(count, floor) == "low" else told


def fine(level: Level, change: Change | None) -> bool:
    """A tick stands only where both words are good."""
    return level == "good" and change in {"steady", "rising", None}


def outside(level: Level, change: Change | None) -> bool:
    """Low, or falling, or both."""
    return level == "low" or change == "falling"


def severity(level: Level, change: Change | None, count: Count, floor: float | None) -> tuple[int, float]:
    """Smaller is worse. For any signal, also those that are charted beside the six."""
    both = 2 * (change == "falling") + (level == "low")
    share = 100 * count.met / count.n if count.n else 100.0
    return -both, share - (100.0 if floor is None else floor)


def in_use(process: Process, claimed: Iterable[str], focus: Collection[str] | None = None) -> tuple[str, ...]:
    """The behaviours that a sheet may ask for: in the first quarter those in focus, else everything up to the furthest stage that an open deal
    claims, but the look back at a decision, which only a decided deal asks for.
    """
    if focus:
        return tuple(one for one in focus if one in process.behaviour)
    furthest = max((process.place(stage) for stage in claimed if stage in process.stage), default=0)
    return tuple(one.id for one in process.behaviours if one.id != DECISION and process.place(one.stage) <= furthest)


def silent(
    used: Sequence[str], asked: Mapping[str, datetime], since: datetime | None, now: datetime, days: float
) -> Silent | None:
    """Those in use that nobody asked for in more than so many days, in the order of the process.

    None while nobody has inspected for that long: what was never asked for is no sign before. `asked` is when each was asked for last, `since` when
    somebody inspected first.
    """
    if since is None or now - since < timedelta(days=days):
        return None
    quiet = (
        Quiet(one, (now - asked[one]).days if one in asked else None) for one in used if not _heard(asked.get(one), now, days)
    )
    return Silent(len(used), tuple(quiet))


def _heard(at: datetime | None, now: datetime, days: float) -> bool:
    return at is not None and now - at <= timedelta(days=days)
