"""How a clause read, from which day on: what its agreement is counted by, whatever number its behaviour had."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from server.lessons.compiler.process.changes import same_meaning
from server.process.map import Clause, Process


class Spell(Struct, frozen=True, kw_only=True):
    """A clause in these words from `since` on. `anew`: it asked for something else before, so nothing of before is laid beside it."""

    since: datetime
    text: str
    anew: bool = False


Spells = Mapping[tuple[str, str], Sequence[Spell]]
"""By behaviour and clause, oldest first."""


def spells(served: Iterable[tuple[datetime, Process]]) -> Spells:
    """Every wording of every clause, from the processes that were in force, oldest first. Behaviours are the same by their ids.

    A clause that was away and came back in the same words goes on; in other words it is told as reworded.
    """
    found: dict[tuple[str, str], list[Spell]] = {}
    last: dict[tuple[str, str], Clause] = {}
    for since, process in served:
        for behaviour in process.behaviours:
            for clause in behaviour.clauses:
                key, before = (behaviour.id, clause.id), last.get((behaviour.id, clause.id))
                last[key] = clause
                if before is None or _meaning(before) != _meaning(clause) or before.text != clause.text:
                    found.setdefault(key, []).append(Spell(since=since, text=clause.text, anew=_anew(before, clause)))
    return found


def number(known: Sequence[Spell], at: datetime) -> int:
    """Which of the wordings was in force at that moment, from 1; the first before any was loaded. Raises IndexError for none."""
    if not known:
        raise IndexError("A clause that was never loaded has no wording.")
    return max(1, bisect_right([one.since for one in known], at))


def number_of_all(known: Sequence[Spell], moments: Iterable[datetime]) -> int | None:
    """Which of the wordings was in force at each of these moments; None when it was not the same one. Raises IndexError for no wording."""
    numbers = {number(known, at) for at in moments}
    return numbers.pop() if len(numbers) == 1 else None


def first_alike(known: Sequence[Spell]) -> int:
    """The number of the oldest wording that the newest may be laid beside: itself when it asks for something else than all before."""
    return max((place for place, one in enumerate(known, start=1) if one.anew), default=1)


def _anew(before: Clause | None, now: Clause) -> bool:
    return before is not None and (_meaning(before) != _meaning(now) or not same_meaning(before.text, now.text))


def _meaning(clause: Clause) -> tuple[object, ...]:
    """All of a clause but its words and its place in the file."""
    return clause.source, clause.timed, clause.na
