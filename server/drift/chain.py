"""How long a sum of evidence takes to reach a limit: a Markov chain over its whole steps, solved exactly. Pure."""

from collections import deque
from collections.abc import Sequence
from functools import lru_cache
from math import comb, exp, gcd, lgamma, log
from typing import Final

from msgspec import Struct

RARE: Final = 1e-10
"""A chance that is left out."""

NEVER: Final = 1e9
"""Points that no run is longer than."""

EXACT: Final = 1000
"""Answers of a point above which a number of ways to pick some of them is no float any more."""


class Score(Struct, frozen=True):
    """What answers do to the sum: one that was not met adds `miss` steps, one that was met takes `hit`."""

    miss: int
    hit: int

    @property
    def steps(self) -> int:
        """Steps to one whole answer."""
        return self.miss + self.hit

    def of(self, met: int, n: int) -> int:
        """What `met` of `n` answers do together, in steps."""
        return (n - met) * self.miss - met * self.hit


def run_length(p: float, scores: Score, n: int, limit: int) -> float:
    """How many points it takes on average until the sum reaches the limit, from zero, where each of `n` answers is met with probability `p`."""
    chain = _chain(p, scores, n)
    size = -(-limit // chain.moves.unit)
    while len(chain.lengths) < size:
        chain.grow()
    return chain.lengths[size - 1]


class Chain:
    """The mean run lengths of all limits at once: `lengths[h]` is that of the limit h + 1, in states.

    With Q the moves among the sums below a limit they solve (I - Q) L = 1. What is known of one limit is the upper left part of what is known of the
    next, so that one elimination, row by row, serves all: with I - Q = A B, A lower with ones and B upper, the run length from zero is the sum over
    the rows of what solves A y = 1 times what solves B' w = (1, 0, 0, …).
    """

    __slots__ = ("_left", "_row", "_rows", "_seen", "lengths", "moves")

    def __init__(self, moves: "Moves") -> None:
        self.moves = moves
        self.lengths: list[float] = []
        kept = [(misses * moves.stride, chance) for misses, chance in enumerate(moves.chances) if chance >= RARE]
        up = max(0, kept[-1][0] - moves.back)
        self._row = [0.0] * (moves.back + up + 1)
        self._row[moves.back] = 1.0
        for place, chance in kept:
            self._row[place] -= chance
        # The last rows of B, each as far as it reaches beyond its diagonal and divided by it, with its y; and what they leave to the w to come.
        self._rows: deque[tuple[list[float], float]] = deque(maxlen=moves.back)
        self._left = deque([0.0] * up)
        self._seen = 0

    def grow(self) -> None:
        """Adds the next limit."""
        back, at = self.moves.back, self._seen
        row, y = self._row.copy(), 1.0
        below = max(0, back - at)
        # Below zero the sum does not go: those moves lead to zero, which may be this very row.
        row[below] += sum(row[:below])
        for place, (upper, earlier) in enumerate(self._rows, start=below):
            if factor := row[place]:
                reach = slice(place + 1, place + 1 + len(upper))
                row[reach] = [here - factor * there for here, there in zip(row[reach], upper, strict=True)]
                y -= factor * earlier
        diagonal = row[back]
        w = ((0.0 if at else 1.0) - (self._left.popleft() if self._left else 0.0)) / diagonal
        upper = row[back + 1 :]
        if upper:
            self._left.append(0.0)
        for place, value in enumerate(upper):
            self._left[place] += value * w
        self._rows.append(([value / diagonal for value in upper], y / diagonal))
        length = (self.lengths[-1] if self.lengths else 0.0) + w * y
        # So far out nothing is left of the digits, and nobody waits that long.
        self.lengths.append(length if 0.0 < length < NEVER else NEVER)
        self._seen += 1


@lru_cache(maxsize=16)
def _chain(p: float, scores: Score, n: int) -> Chain:
    """Kept while one limit is looked for, which asks five of them again and again; each has some thousand numbers."""
    return Chain(Moves.of(p, scores, n))


class Moves(Struct, frozen=True):
    """What one point may do to the sum: with `chances[misses]` it moves by `misses * stride - back`. A state is as many steps as all moves share."""

    chances: tuple[float, ...]
    stride: int
    back: int
    unit: int

    @classmethod
    def of(cls, p: float, scores: Score, n: int) -> "Moves":
        """The moves of `n` answers of which each is met with probability `p`."""
        unit = gcd(scores.steps, n * scores.hit)
        chances = tuple(_chance(p, n, misses) for misses in range(n + 1))
        return cls(chances, scores.steps // unit, n * scores.hit // unit, unit)

    def start(self, limit: int) -> list[float]:
        """The chances of the sums below the limit: it is zero."""
        return [1.0, *[0.0] * (-(-limit // self.unit) - 1)]

    def after(self, at: Sequence[float]) -> list[float]:
        """The chances of the sums after one more point; those that reached the limit are gone."""
        size, stride, back = len(at), self.stride, self.back
        after = [0.0] * size
        for misses, chance in enumerate(self.chances):
            move = misses * stride - back
            if move >= size:
                break
            if chance < RARE:
                continue
            if move < 0:
                after[0] += chance * sum(at[:-move])
            low = max(0, -move)
            top = max(0, move)
            span = max(0, size - low - top)
            after[top : top + span] = [
                kept + chance * came for kept, came in zip(after[top:], at[low : low + span], strict=False)
            ]
        return after


def _chance(p: float, n: int, misses: int) -> float:
    """That so many of `n` answers are not met."""
    if n <= EXACT:
        return comb(n, misses) * (1 - p) ** misses * p ** (n - misses)
    ways = lgamma(n + 1) - lgamma(misses + 1) - lgamma(n - misses + 1)
    return exp(ways + misses * log(1 - p) + (n - misses) * log(p))
