"""The six signals, as rules on counts: what each counts, how its level is told, and what is worst. There is no second definition of any. Pure.

A level stands beside the floor that the academy set (`lessons/compiler/floors.py`); a change comes from a chart and never from two figures side by
side. No two signals are ever added up to one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import ClassVar, Final, Literal
from uuid import UUID

from msgspec import Struct

from server.drift.chart import Change
from server.drift.points import Count
from server.inspections.standard import DECISION
from server.process.map import Process

Level = Literal["good", "low", "few"]
"""The first of the two words; `few` while there are too few cases to tell."""

Next = Literal["correct-claims", "look", "coach-step", "promise-less", "coach-behaviour", "ask"]
"""What to do about it: correct the claims, look at the deals, coach the step, promise less and sooner, coach the behaviour, ask for it."""

FEWEST: Final = 8
"""Cases below which a level is not told."""

TOP: Final = 3
"""How many are told first."""


class Accuracy(Struct, frozen=True):
    """S1: of fully verified deals, how many claim what their evidence supports, and how many claim more or less."""

    exact: int
    over: int = 0
    under: int = 0
    floor: ClassVar[str] = "stage_accuracy"
    then: ClassVar[Next] = "correct-claims"

    @property
    def count(self) -> Count:
        """Claims that hold."""
        return Count(self.exact, self.exact + self.over + self.under)


class Recency(Struct, frozen=True):
    """S7: of open deals with a cadence, how many were looked at within it, and how many were not."""

    in_time: int
    late: int = 0
    floor: ClassVar[str] = "inspection_recency"
    then: ClassVar[Next] = "look"

    @property
    def count(self) -> Count:
        """Deals that were looked at in time."""
        return Count(self.in_time, self.in_time + self.late)


class Anchor(Struct, frozen=True):
    """S9: notes that their writers tagged *the step* or *both*, and those tagged *the number*."""

    step: int
    number: int = 0
    floor: ClassVar[str] = "coaching_anchor"
    then: ClassVar[Next] = "coach-step"

    @property
    def count(self) -> Count:
        """Notes on the step."""
        return Count(self.step, self.step + self.number)


class Kept(Struct, frozen=True):
    """S10: promises that were due: kept on time with proof, and not."""

    kept: int
    missed: int = 0
    floor: ClassVar[str] = "commitments_kept"
    then: ClassVar[Next] = "promise-less"

    @property
    def count(self) -> Count:
        """Promises that were kept."""
        return Count(self.kept, self.kept + self.missed)


class Knowing(Struct, frozen=True):
    """S11: of the reps of whom both is known of a behaviour, how many know it and do not show it (*coach*), by the gap model and nothing else."""

    behaviour: str
    coach: int
    others: int = 0
    floor: ClassVar[str] = ""
    then: ClassVar[Next] = "coach-behaviour"

    @property
    def count(self) -> Count:
        """Reps who are not of that kind."""
        return Count(self.others, self.others + self.coach)


class Quiet(Struct, frozen=True):
    """A behaviour in use that nobody asked for in so many days; None where nobody ever did."""

    behaviour: str
    days: int | None


class Silent(Struct, frozen=True):
    """S16: behaviours in use, and those of them that nobody asked for."""

    used: int
    quiet: tuple[Quiet, ...] = ()
    floor: ClassVar[str] = ""
    then: ClassVar[Next] = "ask"

    @property
    def count(self) -> Count:
        """Behaviours that are asked for."""
        return Count(self.used - len(self.quiet), self.used)


Reason = Accuracy | Recency | Anchor | Kept | Knowing | Silent
"""What a signal counts, which is also why it says what it says."""


class Signal(Struct, frozen=True, kw_only=True):
    """One signal of a team, or of the company where there is none. `floor` in percent, None for those that have none: there one case is enough.

    `change` is what its chart says, None where nothing is charted.
    """

    reason: Reason
    floor: float | None
    change: Change | None = None
    team: UUID | None = None

    @property
    def count(self) -> Count:
        """Of how many cases how many are as they should be."""
        return self.reason.count

    @property
    def level(self) -> Level:
        """The first of the two words."""
        return level(self.count, self.floor)

    @property
    def fine(self) -> bool:
        """Whether it may carry a tick: both words are good."""
        return fine(self.level, self.change)

    @property
    def outside(self) -> bool:
        """Whether it is told: it is low, or it falls."""
        return outside(self.level, self.change)

    @property
    def then(self) -> Next:
        """What to do about it."""
        return self.reason.then


def signal(reason: Reason, thresholds: Mapping[str, float], change: Change | None = None, team: UUID | None = None) -> Signal:
    """A signal with the floor that the academy set. Raises KeyError where it has a floor and none is set."""
    return Signal(reason=reason, floor=thresholds[reason.floor] if reason.floor else None, change=change, team=team)


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


def worst_first(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """What is low and falls, what falls, what is low, and then the rest; in each what is furthest below its floor first."""
    return tuple(sorted(signals, key=lambda one: (*severity(one.level, one.change, one.count, one.floor), one.reason.then)))


def severity(level: Level, change: Change | None, count: Count, floor: float | None) -> tuple[int, float]:
    """Smaller is worse. For any signal, also those that are charted beside the six."""
    both = 2 * (change == "falling") + (level == "low")
    share = 100 * count.met / count.n if count.n else 100.0
    return -both, share - (100.0 if floor is None else floor)


def top(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """At most three of those that are outside, the worst first."""
    return tuple(one for one in worst_first(signals) if one.outside)[:TOP]


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
