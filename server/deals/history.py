"""What the history of a deal shows: the flags of a deal, each with its reason (signals S2 to S6 and S13 of the domain).

A flag says where to look. It is no judgement of anybody, and feeds no number.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final, Protocol

from msgspec import Struct

from server.deals.gates import stages
from server.process.map import Motion, Process
from server.sentences.flag_reasons import (
    Corrected,
    FlagReason,
    NoStep,
    Overstated,
    Passed,
    SingleThread,
    Skipped,
    Slid,
    Slipped,
    Stalled,
)

SHORTLY: Final = timedelta(days=3)
"""A claim that moves back within this time after an inspection was corrected by it."""

WITHOUT_STEP: Final = 7
"""Days without an accepted next step after which a deal has stalled, whatever its stage."""

TIMES: Final = 2
"""How often a close date may move later before that says something."""

THREADS_FROM: Final = "align"
"""The stage of the reference process from which one buyer name in the evidence is too few."""

OWN_THREADS_FROM: Final = 3
"""The same in a process without that stage: its third one, or the last of fewer. The first two are for the one who wants to talk."""


class Claimed(Protocol):
    """A stage that a deal claimed from `at` on; `derived`: by then at the latest."""

    @property
    def at(self) -> datetime:
        """Since when."""

    @property
    def stage(self) -> str:
        """Which one."""

    @property
    def derived(self) -> bool:
        """Whether only two files tell."""


class Dated(Protocol):
    """A close date that was said from `at` on."""

    @property
    def day(self) -> date | None:
        """Which one."""


class Concluded(Protocol):
    """What the evidence supports: a stage, how many stages the claim is beyond it, and the first gate that is not met."""

    @property
    def supported(self) -> str:
        """The stage."""

    @property
    def gap(self) -> int:
        """Claimed less supported."""

    @property
    def missing(self) -> str:
        """The behaviour."""


def flags(
    process: Process,
    motion: str,
    claims: Sequence[Claimed],
    dates: Sequence[Dated],
    *,
    now: datetime,
    today: date,
    concluded: Concluded | None = None,
    inspected: Iterable[datetime] = (),
    stepless: int | None = None,
    buyers: int | None = None,
    paused: int = 0,
) -> tuple[FlagReason, ...]:
    """The flags of an open deal, the gravest first. None for a deal whose kind the process has no more.

    `claims` and `dates` stand oldest first; a claim of a stage that another took over counts as one of that. `concluded` is the conclusion of its
    last inspection, `inspected` when it was inspected. `stepless` counts the days since it had a next step that a buyer accepted, `buyers` the
    buyers whom its evidence names; None where nobody knows. `paused` days of leave and holidays do not count for standing still.
    """
    kind = process.motion.get(motion)
    if kind is None or not claims:
        return ()
    claims = _counted(process, claims)
    found = (
        _overstated(claims, concluded),
        _slid(process, kind, claims, inspected),
        _skipped(process, kind, claims, concluded),
        _slipped(dates, today),
        _stalled(kind, claims, now, paused) or _stepless(stepless),
        _single_thread(process, kind, claims, buyers),
    )
    return tuple(flag for flag in found if flag is not None)


def corrected(process: Process, motion: str, claims: Sequence[Claimed], inspected: Iterable[datetime]) -> Corrected | None:
    """The last move of the claim when it went back after an inspection, which is good."""
    kind = process.motion.get(motion)
    moved = _back(process, kind, _counted(process, claims)) if kind else None
    if moved is None or not _just_before(moved[1].at, inspected):
        return None
    return Corrected(before=moved[0].stage, after=moved[1].stage, at=moved[1].at)


class Counted(Struct, frozen=True, kw_only=True):
    """A claim under the stage that counts for it now."""

    at: datetime
    stage: str
    derived: bool


def _counted(process: Process, claims: Sequence[Claimed]) -> tuple[Counted, ...]:
    """The claims with the stages that took over theirs, so that two of them which are one now are no move."""
    found: list[Counted] = []
    before = ""
    for one in claims:
        stage = process.now(one.stage)
        if not found or found[-1].stage != stage or before == one.stage:
            found.append(Counted(at=one.at, stage=stage, derived=one.derived))
        before = one.stage
    return tuple(found)


def _overstated(claims: Sequence[Claimed], concluded: Concluded | None) -> Overstated | None:
    if concluded is None or concluded.gap < 1:
        return None
    return Overstated(claimed=claims[-1].stage, supported=concluded.supported, gap=concluded.gap, missing=concluded.missing)


def _slid(process: Process, motion: Motion, claims: Sequence[Claimed], inspected: Iterable[datetime]) -> Slid | None:
    moved = _back(process, motion, claims)
    if moved is None or _just_before(moved[1].at, inspected):
        return None
    return Slid(before=moved[0].stage, after=moved[1].stage, at=moved[1].at)


def _back(process: Process, motion: Motion, claims: Sequence[Claimed]) -> tuple[Claimed, Claimed] | None:
    """The last move of the claim, if it went back."""
    kept = stages(process, motion)
    if len(claims) < 2 or claims[-1].stage not in kept or claims[-2].stage not in kept:
        return None
    return (claims[-2], claims[-1]) if kept.index(claims[-1].stage) < kept.index(claims[-2].stage) else None


def _just_before(at: datetime, inspected: Iterable[datetime]) -> bool:
    return any(at - SHORTLY <= looked <= at for looked in inspected)


def _skipped(process: Process, motion: Motion, claims: Sequence[Claimed], concluded: Concluded | None) -> Skipped | None:
    """The last jump over a stage that was never claimed before it, unless the evidence has reached where it went, or the claim went back below."""
    kept = stages(process, motion)
    seen: set[str] = set()
    jump: Skipped | None = None
    for one, other in pairwise(claims):
        seen.add(one.stage)
        if one.stage not in kept or other.stage not in kept:
            continue
        over = tuple(stage for stage in kept[kept.index(one.stage) + 1 : kept.index(other.stage)] if stage not in seen)
        if over:
            jump = Skipped(before=one.stage, after=other.stage, over=over, at=other.at, derived=other.derived)
        elif jump is not None and kept.index(other.stage) < kept.index(jump.after):
            jump = None
    if jump is None or concluded is None or concluded.supported not in kept:
        return jump
    return None if kept.index(concluded.supported) >= kept.index(jump.after) else jump


def _slipped(dates: Sequence[Dated], today: date) -> Slipped | Passed | None:
    days = [one.day for one in dates if one.day is not None]
    if dates and (last := dates[-1].day) is not None and last < today:
        return Passed(day=last)
    times = sum(later > earlier for earlier, later in pairwise(days))
    return Slipped(times=times, day=days[-1]) if times >= TIMES else None


def _stalled(motion: Motion, claims: Sequence[Claimed], now: datetime, paused: int) -> Stalled | None:
    stage = claims[-1].stage
    usual = motion.max_days.get(stage)
    days = (now - claims[-1].at).days - paused
    return Stalled(stage=stage, days=days, usual=usual) if usual is not None and days > usual else None


def _stepless(days: int | None) -> NoStep | None:
    return NoStep(days=days) if days is not None and days >= WITHOUT_STEP else None


def _single_thread(process: Process, motion: Motion, claims: Sequence[Claimed], buyers: int | None) -> SingleThread | None:
    stage = claims[-1].stage
    # A kind of deal that one role decides alone asks for no second person.
    if buyers != 1 or stage not in process.stage or len(motion.required_roles) == 1:
        return None
    return SingleThread() if process.place(stage) >= threads_from(process) else None


def threads_from(process: Process) -> int:
    """The place of the stage from which a deal needs a second person, counted from 1."""
    aligned = process.now(THREADS_FROM)
    return process.place(aligned) if aligned in process.stage else min(OWN_THREADS_FROM, len(process.stages))
