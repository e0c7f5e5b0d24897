"""When a deal is to be looked at again, by the stage it claims. Leave and public holidays stop every clock."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from msgspec import Struct

Kind = Literal["full", "delta", "sample", "none"]


class Cadence(Struct, frozen=True):
    """How often the deals that claim a stage are looked at.

    `full`: on entry, then every `days`. `delta`: full on entry, then a delta check every `days`. `sample`: one deal of each rep every `days`,
    by lot. `none`: never by the calendar.
    """

    kind: Kind
    days: int = 0


USUAL: Mapping[str, Cadence] = MappingProxyType(
    {
        "engage": Cadence("sample", 30),
        "discover": Cadence("sample", 30),
        "align": Cadence("full", 21),
        "prove": Cadence("full", 21),
        "propose": Cadence("full", 21),
        "commit": Cadence("delta", 7),
        "launch": Cadence("none"),
    }
)
"""What holds for the stages of the reference process. `academy.yml` may say otherwise for each stage, and says it for a company's own."""

OWN = Cadence("full", 21)
"""A stage that nobody said anything about."""


class Watched(Struct, frozen=True, kw_only=True):
    """An open deal as its clock sees it: the day it claimed its stage, and the days of its last full and of its last look of any kind."""

    deal: UUID
    owner: UUID
    stage: str
    entered: date
    full: date | None = None
    looked: date | None = None
    forecast: bool = False


class Due(Struct, frozen=True, kw_only=True):
    """A look that is to be taken on the day `on`. `entry`: because the deal came into its stage; else because its clock ran out."""

    deal: UUID
    owner: UUID
    kind: Literal["full", "delta", "sample"]
    on: date
    entry: bool = False


Stopped = Callable[[UUID], Collection[date]]
"""The days on which the clock of a person's deals stands: public holidays, their leave, and that of who would look."""


def of(stage: str, said: Mapping[str, Cadence]) -> Cadence:
    """The cadence of a stage: as the academy says it, else the usual one."""
    return said.get(stage) or USUAL.get(stage, OWN)


def read(said: Mapping[str, str]) -> Mapping[str, Cadence]:
    """Cadences from the words of `academy.yml`, such as `full 21`, `delta 7`, `sample 30` or `none`. Its compiler has checked the words."""
    found = {}
    for stage, words in said.items():
        kind, _, days = words.partition(" ")
        found[stage] = Cadence(kind, int(days or 0))  # type: ignore[arg-type]  # the compiler lets no other word through
    return found


def of_each(stages: Iterable[str], said: Mapping[str, Cadence]) -> Mapping[str, Cadence]:
    """The cadence of each of these stages."""
    return {stage: of(stage, said) for stage in stages}


def clock(deal: Watched, said: Mapping[str, Cadence]) -> Cadence:
    """The cadence of a deal: that of its stage, or, for a deal of the forecast, a delta check as often as the stage that has it most often.

    `said` has every stage of the process; where none of them has delta checks, the usual ones hold.
    """
    own = of(deal.stage, said)
    if not deal.forecast or own.kind == "delta":
        return own
    return Cadence("delta", min((one.days for one in said.values() if one.kind == "delta"), default=USUAL["commit"].days))


def dues(deals: Sequence[Watched], said: Mapping[str, Cadence], stopped: Stopped, seed: UUID) -> tuple[Due, ...]:
    """What is to be looked at and from which day on, the earliest first: one for each deal with a clock, and one early deal of each rep."""
    found = [due for deal in deals if (due := _due(deal, clock(deal, said), stopped(deal.owner))) is not None]
    early = [deal for deal in deals if clock(deal, said).kind == "sample"]
    found += _samples(early, said, stopped, seed)
    return tuple(sorted(found, key=lambda due: (due.on, str(due.deal))))


def later(start: date, days: int, stopped: Collection[date]) -> date:
    """The day that is `days` days after `start`, days on which the clock stands not counted; never one of them itself."""
    day, left = start, days
    while left > 0 or day in stopped:
        day += timedelta(days=1)
        left -= day not in stopped
    return day


def within(deal: Watched, said: Mapping[str, Cadence], stopped: Collection[date], today: date) -> bool | None:
    """Whether an open deal was looked at within the cadence of its stage; None where the stage has no clock for each deal, and while a deal that
    nobody has looked at since it came there still has time.
    """
    due = _due(deal, clock(deal, said), stopped)
    if due is None:
        return None
    in_time = due.on >= today
    return None if in_time and due.entry else in_time


def _due(deal: Watched, held: Cadence, stopped: Collection[date]) -> Due | None:
    if held.kind not in {"full", "delta"}:
        return None
    last = deal.full if held.kind == "full" else deal.looked
    if deal.full is None or deal.full < deal.entered or last is None:
        return Due(deal=deal.deal, owner=deal.owner, kind="full", on=later(deal.entered, 0, stopped), entry=True)
    kind: Literal["full", "delta"] = "full" if held.kind == "full" else "delta"
    return Due(deal=deal.deal, owner=deal.owner, kind=kind, on=later(last, held.days, stopped))


def _samples(early: Sequence[Watched], said: Mapping[str, Cadence], stopped: Stopped, seed: UUID) -> Iterable[Due]:
    """One early deal of each rep, drawn by lot among those that were never looked at, if there are any."""
    by_owner: dict[UUID, list[Watched]] = {}
    for deal in early:
        by_owner.setdefault(deal.owner, []).append(deal)
    for owner, own in by_owner.items():
        days = min(clock(deal, said).days for deal in own)
        last = max((deal.full for deal in own if deal.full), default=None)
        first = min(deal.entered for deal in own)
        on = later(last, days, stopped(owner)) if last else later(first, 0, stopped(owner))
        unseen = [deal for deal in own if deal.full is None] or own
        drawn = min(unseen, key=lambda deal: sha256(f"{seed} {deal.deal}".encode()).digest())
        yield Due(deal=drawn.deal, owner=owner, kind="sample", on=on, entry=last is None)
