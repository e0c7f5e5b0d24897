"""Gaps worked out from what is held about people, many at once, and remembered for the hour."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from server.gaps import estimate, priority
from server.gaps.book import Rules
from server.gaps.estimate import Estimate
from server.gaps.priority import Gap
from server.gaps.queries.focus import leading
from server.gaps.queries.held import REMEMBERED, Held, held_each, nothing
from server.gaps.queries.snapshots import is_kept, newest, rules
from server.gaps.standing import readings
from server.lately import Lately
from server.lessons import queries as lessons
from server.process.map import Process

NOTHING_NEEDED: Mapping[str, float] = {}

HOUR = 3_600.0
"""Gaps are told as of the hour that has begun, in seconds, so that within it everybody is told the same. In an hour, time alone takes a thousandth
or two from a chance, and that only on the day of an answer. What is answered or seen is told at once.
"""


async def worked_out(
    needed_by: Mapping[UUID, Mapping[str, float]], now: datetime, *, counts_only: bool = False
) -> dict[UUID, tuple[Gap, ...]]:
    """The gaps of each of these people, what to reinforce first. `needed_by` says how much the open deals of each are about to need a behaviour.

    With `counts_only` they are counts alone, in the order of the process. Of whom nothing new is known within an hour, nothing is worked out again.
    Three statements at most for a hundred people, one where there is no news, and one more for those of whom nothing is known at all.
    """
    process, at = (await lessons.current()).academy.process, now.timestamp() // HOUR * HOUR
    held = await held_each(list(needed_by), process, at)
    number = await newest() if len(held) < len(needed_by) else 0
    leads = await leading()
    found = {}
    for person, needed in needed_by.items():
        one = held.get(person) or nothing(number)
        about = (at, leads, tuple(needed.items()))
        kept = _worked_out.get((person, counts_only))
        if kept is None or kept.held is not one or kept.process is not process or kept.about != about:
            gaps = await _work_out(person, one, process, at, needed, leads)
            told = priority.counts_only(gaps, _places(process)) if counts_only else gaps
            kept = _worked_out[person, counts_only] = WorkedOut(one, process, about, told)
        found[person] = kept.gaps
    while len(_worked_out) > REMEMBERED:
        del _worked_out[next(iter(_worked_out))]
    return found


class WorkedOut(NamedTuple):
    """The gaps of a person from what was held of them, `about` one hour, one focus and one set of deals."""

    held: Held
    process: Process | None
    about: tuple[object, ...]
    gaps: tuple[Gap, ...]


_worked_out: dict[tuple[UUID, bool], WorkedOut] = {}
"""By person, and whether as counts only."""

_does: Lately[list[Estimate]] = Lately(REMEMBERED)
"""What each person does."""


async def _work_out(
    person: UUID, held: Held, process: Process | None, at: float, needed: Mapping[str, float], leads: str
) -> tuple[Gap, ...]:
    behaviours, under = process.behaviours if process else (), await _rules(held)
    # What somebody answers moves nothing of what they do, which is half of the work.
    does = _does.get(person, estimate.do_each, estimate.done(held.line), tuple([one.id for one in behaviours]), at, *under)
    return priority.judged(readings(held.line, does, held.counts, held.shown, under, at, behaviours, needed, leads))


async def rules_of(person: UUID) -> Rules:
    """What this person's gaps were worked out under, or would be now."""
    kept = _worked_out.get((person, False))
    return await _rules(kept.held) if kept else await rules(await newest())


async def _rules(held: Held) -> Rules:
    """What the person was folded under; the newest snapshot if theirs is gone after a restore in parts."""
    return await rules(held.snapshot if await is_kept(held.snapshot) else await newest())


def _places(process: Process | None) -> Mapping[str, int]:
    """The order of the process."""
    return {behaviour.id: place for place, behaviour in enumerate(process.behaviours)} if process else {}
