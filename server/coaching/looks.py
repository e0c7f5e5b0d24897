"""The re-inspection clock: when a behaviour is to be looked at again after something was done about its gap, and whether doing moved. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from msgspec import Struct

from server.inspections import cadence
from server.inspections.cadence import Cadence
from server.process.map import Process

FEW: Final = 5
"""Deals below which counts alone are told, and no cause is thought of."""

POOL: Final = 20
"""People below which nothing is told of all who took a lesson."""

BEFORE: Final = timedelta(days=180)
"""How far back doing is counted before something was done about it, as everywhere."""


class Seen(NamedTuple):
    """A look that counts: when, on which deal, and how much was shown, 0 to 1."""

    at: datetime
    deal: UUID
    y: float


class Count(NamedTuple):
    """On how many `of` the deals it was shown."""

    shown: int
    of: int


class Moved(Struct, frozen=True):
    """Doing before and since something was done about it, in counts of deals."""

    before: Count
    since: Count

    @property
    def few(self) -> bool:
        """Whether there are too few deals on either side to think of a cause."""
        return min(self.before.of, self.since.of) < FEW


class Pooled(Struct, frozen=True):
    """The same over everybody who took a lesson, without names: of so many `people`."""

    moved: Moved
    people: int


def days(process: Process, behaviour: str, said: Mapping[str, Cadence]) -> int:
    """After how many days a behaviour is looked at again: as often as deals of its own stage are, in days of the usual clock where they have none.

    A behaviour that the process has no more is looked at as one of a stage that nobody said anything about.
    """
    found = process.behaviour.get(behaviour)
    held = cadence.of(found.stage, said) if found else cadence.OWN
    return held.days or cadence.OWN.days


def due(done: date, days: int, stopped: Collection[date] = ()) -> date:
    """The day of the next look: so many days after something was done about it, days on which the clock stands not counted."""
    return cadence.later(done, days, stopped)


def moved(seen: Iterable[Seen], pivot: datetime) -> Moved:
    """What was shown in the half year before `pivot`, and since: the newest look at each deal on either side. A look at the pivot itself is since."""
    before: dict[UUID, Seen] = {}
    since: dict[UUID, Seen] = {}
    for look in sorted(seen, key=lambda one: one.at):
        if look.at >= pivot:
            since[look.deal] = look
        elif look.at >= pivot - BEFORE:
            before[look.deal] = look
    return Moved(_count(before.values()), _count(since.values()))


def pooled(each: Mapping[UUID, Iterable[Seen]], pivots: Mapping[UUID, datetime]) -> Pooled | None:
    """All people together who were looked at before and since, each by their own pivot; None for fewer than twenty of them."""
    found = [moved(seen, pivots[person]) for person, seen in each.items() if person in pivots]
    both = [one for one in found if one.before.of and one.since.of]
    if len(both) < POOL:
        return None
    return Pooled(Moved(_all(one.before for one in both), _all(one.since for one in both)), len(both))


def _count(seen: Iterable[Seen]) -> Count:
    looks = list(seen)
    return Count(sum(look.y >= 1.0 for look in looks), len(looks))


def _all(counts: Iterable[Count]) -> Count:
    every = list(counts)
    return Count(sum(one.shown for one in every), sum(one.of for one in every))
