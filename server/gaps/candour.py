"""Whether what was said came true: chances given before the answers were known, beside what the answers were.

"When we said 80%, it was so 78 of 100 times (n 412)." A chance counts only if the shared terms it was made with had not seen the answer.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from server.gaps.book import Rules
from server.gaps.estimate import Line, fold
from server.gaps.evidence import KNOW, WHOLE, Evidence

STEPS = 10
"""Chances are said in tens of percent: 80% stands for 75 up to 85."""

SAID = 8
"""The step that the one line is about, if enough was said there."""

ENOUGH = 20
"""Answers without which nothing is told."""


class Step(NamedTuple):
    """`n` answers whose chance was said as this many tens of percent; `so` is the sum of their marks."""

    n: int = 0
    so: float = 0.0


NOTHING: tuple[Step, ...] = (Step(),) * (STEPS + 1)


class Told(NamedTuple):
    """When about `said` percent were said, it was so `so` of 100 times, over `n` answers."""

    said: int
    so: int
    n: int


def foretold(pieces: Iterable[Evidence], rules: Rules, *, since: float) -> Iterator[tuple[float, float]]:
    """The chance before each whole answer after `since`, and its mark. The pieces are those of one person, in their order."""
    line = Line()
    for piece in pieces:
        met = fold(line, piece, rules.shared, rules.prior)
        if met and piece.channel == KNOW and piece.weight >= WHOLE and piece.at > since:
            yield met.p, piece.y


def added(steps: Sequence[Step], pairs: Iterable[tuple[float, float]]) -> tuple[Step, ...]:
    """The steps with these chances and marks."""
    n, so = [step.n for step in steps], [step.so for step in steps]
    for p, y in pairs:
        step = min(STEPS, max(0, int(p * STEPS + 0.5)))
        n[step] += 1
        so[step] += y
    return tuple(map(Step, n, so))


def told(steps: Sequence[Step]) -> Told | None:
    """The one line: about 80% if that was said often enough, else about what was said most; None while nothing was."""
    if not steps:
        return None
    most = max(range(len(steps)), key=lambda step: steps[step].n)
    step = SAID if steps[SAID].n >= ENOUGH else most
    n, so = steps[step]
    return Told(said=step * 100 // STEPS, so=round(100 * so / n), n=n) if n >= ENOUGH else None
