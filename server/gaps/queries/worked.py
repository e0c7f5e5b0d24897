"""Gaps worked out from what is kept about people, many at once in a few statements, and remembered for a minute."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from server.db import Statement
from server.gaps import priority
from server.gaps.book import Book, Rules
from server.gaps.priority import Gap
from server.gaps.queries.books import Open, estimated_each
from server.gaps.queries.looks import shown_each
from server.gaps.queries.snapshots import is_kept, newest, rules
from server.gaps.standing import readings
from server.lessons import queries as lessons

NOTHING_NEEDED: Mapping[str, float] = {}

REMEMBERED = 1024
"""People whose gaps are kept in memory."""


async def worked_out(
    needed_by: Mapping[UUID, Mapping[str, float]], now: datetime, *, counts_only: bool = False
) -> dict[UUID, tuple[Gap, ...]]:
    """The gaps of each of these people, what to reinforce first. `needed_by` says how much the open deals of each are about to need a behaviour.

    With `counts_only` they are counts alone, in the order of the process. Of whom nothing new is known within a minute, nothing is worked out again.
    Four statements at most, however many people there are, and one more for those of whom nothing is known at all.
    """
    moment = (int(now.timestamp() // 60), (await lessons.current()).hash)
    about = {person: (*moment, tuple(needed.items())) for person, needed in needed_by.items()}
    known = {
        person: old for person in needed_by if (old := _worked_out.get((person, counts_only))) and old.about == about[person]
    }
    kept = await _standing(known)
    found = {person: old.gaps for person, old in kept.items()}
    fresh = [person for person in needed_by if person not in kept]
    for person, (opened, gaps) in (await _work_out(fresh, needed_by, now)).items():
        found[person] = priority.counts_only(gaps, await _places()) if counts_only else gaps
        _worked_out[person, counts_only] = WorkedOut(opened.folded, opened.snapshot, about[person], found[person])
    while len(_worked_out) > REMEMBERED:
        del _worked_out[next(iter(_worked_out))]
    return found


class WorkedOut(NamedTuple):
    """The gaps of a person as the fact `folded` and the snapshot left them, `about` one minute, one academy and one set of deals."""

    folded: int
    snapshot: int
    about: tuple[object, ...]
    gaps: tuple[Gap, ...]


_worked_out: dict[tuple[UUID, bool], WorkedOut] = {}
"""By person, and whether as counts only."""


async def _places() -> Mapping[str, int]:
    """The order of the process."""
    process = (await lessons.current()).academy.process
    return {behaviour.id: place for place, behaviour in enumerate(process.behaviours)} if process else {}


async def _standing(kept: Mapping[UUID, WorkedOut]) -> Mapping[UUID, WorkedOut]:
    """Those of them about whom nothing new is known, and after whom nothing was settled."""
    if not kept:
        return {}
    stands = {row["person"]: (row["folded"], row["snapshot"]) for row in await _stands(len(kept))(*kept)}
    if len(stands) < len(kept):
        unknown = (0, await newest())
        stands = {person: stands.get(person, unknown) for person in kept}
    return {person: old for person, old in kept.items() if stands[person] == (old.folded, old.snapshot)}


async def _work_out(
    persons: Sequence[UUID], needed_by: Mapping[UUID, Mapping[str, float]], now: datetime
) -> Mapping[UUID, tuple[Open, tuple[Gap, ...]]]:
    if not persons:
        return {}
    process = (await lessons.current()).academy.process
    behaviours, at = process.behaviours if process else (), now.timestamp()
    books, shown = await estimated_each(persons), await shown_each(persons, behaviours, at)
    found = {}
    for person in persons:
        opened = books.get(person) or Open(Book(), await newest(), 0)
        read = readings(opened.book, await _rules(opened), at, behaviours, shown.get(person, {}), needed_by[person])
        found[person] = (opened, priority.judged(read))
    return found


async def _rules(opened: Open) -> Rules:
    """What the person was folded under; the newest snapshot if theirs is gone after a restore in parts."""
    return await rules(opened.snapshot if await is_kept(opened.snapshot) else await newest())


@cache
def _stands(persons: int) -> Statement:
    marks = ", ".join(["{}"] * persons)
    return Statement(f'SELECT "person", "folded", "snapshot" FROM "gap_person" WHERE "person" IN ({marks})')  # noqa: S608  # placeholders
