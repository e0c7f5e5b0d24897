"""How far a sum of evidence may go before it is called drift, found from the counts by exact computation. Pure.

The sum is a Bernoulli CUSUM (Page 1954; Reynolds and Stoumbos, A CUSUM chart for monitoring a proportion when inspecting continuously, Journal of
Quality Technology 31, 1999): every answer that was not met adds to it, every one that was met takes from it, and it never falls below zero. It is
kept in whole steps, so that it is a Markov chain with few states, and how long it takes to reach a limit is computed from that chain (Brook and
Evans, An approach to the probability distribution of CUSUM run length, Biometrika 59, 1972) rather than simulated.

The chain is in `chain.py`. The level before a change is not known, only estimated, and a limit that took the estimate for the truth would be
reached too often. So the alarms are counted at five levels around the estimate, weighted as the answers so far allow them, and it is their mean that
has to keep to what is allowed.
"""

from functools import lru_cache
from math import ceil, exp, floor, log, log2, sqrt
from typing import Final

from msgspec import Struct

from server.drift.chain import Score, run_length

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

    def is_reached(self, far: float) -> bool:
        """Whether a sum has come so far, in answers. The limit itself takes time to find and is looked at only where the sum is near it."""
        if far < least(self.share):
            return False
        known = _floor(_told(self.level), self.volume.n, _room(self.volume, self.share))
        return far * self.scores.steps > known - 0.5 and far >= self.limit

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
    found = max(round(least(share) * scores.steps), _floor(level, volume.n, _room(volume, share)))
    while rate(level, sure, scores, volume.n, found) > allowed:
        found += 1
    return found


def _room(volume: Volume, share: float) -> float:
    """The alarms a point that are allowed, on the next higher rung of the ladder of `rung`."""
    return exp(log(2) / 4 * ceil(4 * log2(share * round(volume.weeks, 1) * WEEK)))


@lru_cache(maxsize=8192)
def _floor(level: float, n: int, room: float) -> int:
    """The smallest limit that is reached no more than `room` times a point where the level is known; no limit of a level that is not lies below.

    For the mean over the levels that are possible is never less than what comes at the level itself: the rate `x` below it and `here * here / x`
    above it make twice `here` at least. It does not hang on how sure the level is, so that it is found once for many series.
    """
    scores, found = score(level), 1
    while run_length(level, scores, n, found) * room < 1:
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
