"""How far a sum of evidence may go before it is called drift, found from the counts by exact computation. Pure.

The sum is a Bernoulli CUSUM (Page 1954; Reynolds and Stoumbos, A CUSUM chart for monitoring a proportion when inspecting continuously, Journal of
Quality Technology 31, 1999): every answer that was not met adds to it, every one that was met takes from it, and it never falls below zero. It is
kept in whole steps, so that it is a Markov chain with few states, and how long it takes to reach a limit is computed from that chain (Brook and
Evans, An approach to the probability distribution of CUSUM run length, Biometrika 59, 1972) rather than simulated.

The level before a change is not known, only estimated, and a limit that took the estimate for the truth would be reached too often. So the alarms
are counted at five levels around the estimate, weighted as the answers so far allow them, and it is their mean that has to keep to what is allowed.
"""

from collections import deque
from collections.abc import Sequence
from functools import lru_cache
from math import comb, exp, floor, gcd, log, log2, sqrt
from typing import Final

from msgspec import Struct

FALL: Final = (0.8 / 0.2) / (0.6 / 0.4)
"""What the chart is tuned to: a fall of the odds like that from 80 to 60%."""

FINEST: Final = 20
"""Steps that make a whole answer, at most."""

LOWEST, HIGHEST = 0.08, 0.94
"""The levels that a chart is made for. Below, there is nothing left to fall; above, it is held against the highest."""

WEEK: Final = 7 / 365.25
"""Of a year."""

CENTRE: Final = 8 / 15
NODES: Final = ((1.355626, 0.2220759), (2.856970, 0.0112574))
"""Gauss and Hermite's five points for a normal spread: the weight of the one in the middle, and of the two on either side."""

RARE: Final = 1e-10
"""A chance that is left out."""

NEVER: Final = 1e9
"""Points that no run is longer than."""


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


class Volume(Struct, frozen=True):
    """How much a series brings: `n` answers a point, and `weeks` from one point to the next."""

    n: int
    weeks: float


def moved(level: float, odds: float) -> float:
    """The level whose odds are so many times those of this one."""
    return odds * level / (1 - level + odds * level)


def least(share: float) -> float:
    """Answers not met, above what is usual, below which no limit lies that keeps to such a share: so small a sum need not be held against any."""
    return 1.5 if share <= 1 else 0.5


def limit(level: float, sure: float, volume: Volume, share: float) -> int:
    """The smallest limit, in steps of `score(level)`, at which false alarms come no more often than `share` times a year on average.

    `sure` is how many answers the level rests on. Raises ValueError for a share that is not positive.
    """
    if share <= 0:
        raise ValueError("No chart is so sure that it never errs.")
    return _limit(_told(level), rung(sure), Volume(volume.n, round(volume.weeks, 1)), share)


def score(level: float) -> Score:
    """The scores of a chart that stands at this level: the log likelihood ratio of a fallen level against it, in whole steps.

    The share of misses at which the sum neither climbs nor falls lies between those of the two levels; it may be off by a quarter of the way to the
    first, so that few steps make a whole answer.
    """
    return _score(_told(level))


@lru_cache(maxsize=256)
def _score(level: float) -> Score:
    exact = log(level / moved(level, 1 / FALL)) / log(FALL)
    room = (exact - (1 - level)) / 4
    shares = [(hit, steps) for steps in range(2, FINEST + 1) for hit in range(1, steps)]
    hit, steps = min(shares, key=lambda one: (max(abs(one[0] / one[1] - exact), room), one[1], abs(one[0] / one[1] - exact)))
    return Score(steps - hit, hit)


def _told(level: float) -> float:
    return round(50 * min(max(level, LOWEST), HIGHEST)) / 50


class Design(Struct, frozen=True):
    """What a sum is held against: the level, on how many answers it rests (`sure`), the volume, and the false alarms a year that are allowed."""

    level: float
    sure: float
    volume: Volume
    share: float

    @property
    def scores(self) -> Score:
        """What answers do to the sum."""
        return score(self.level)

    @property
    def limit(self) -> float:
        """Where the sum is called drift, in answers."""
        return limit(self.level, self.sure, self.volume, self.share) / self.scores.steps

    def added(self, before: float, met: int, n: int) -> float:
        """The sum after `met` of `n` more answers, in answers."""
        if self.level < LOWEST:
            return 0.0
        scores = self.scores
        return max(0.0, round(before + scores.of(met, n) / (scores.miss + scores.hit), 6))


@lru_cache(maxsize=8192)
def _limit(level: float, sure: float, volume: Volume, share: float) -> int:
    scores = score(level)
    allowed = share * volume.weeks * WEEK
    found = round(least(share) * scores.steps)
    while rate(level, sure, scores, volume.n, found) > allowed:
        found += 1
    return found


def rung(sure: float) -> float:
    """The next lower rung of a ladder on which every fourth rung doubles, so that series share what was computed."""
    return exp(log(2) / 4 * floor(4 * log2(max(sure, 1.0))))


def rate(level: float, sure: float, scores: Score, n: int, limit: int) -> float:
    """False alarms per point, on average over the levels that so many answers leave possible: normal in the logarithm of the odds.

    Above the estimate they are so rare that they are not computed but continued in a straight line, in logarithms, from those below it.
    """
    spread = 1 / sqrt(sure * level * (1 - level))
    here = 1 / run_length(level, scores, n, limit)
    found = CENTRE * here
    for z, weight in NODES:
        below = 1 / run_length(moved(level, exp(-spread * z)), scores, n, limit)
        found += weight * (below + here * here / below)
    return found


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


@lru_cache(maxsize=4096)
def _chain(p: float, scores: Score, n: int) -> Chain:
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
        chances = tuple(comb(n, misses) * (1 - p) ** misses * p ** (n - misses) for misses in range(n + 1))
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
