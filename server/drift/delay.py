"""How long a fall takes to show at the volume of one series, from the chain that its limit comes from. Pure.

Drift is gradual, so the fall meant is one from 80 to 60% over eight weeks, and the weeks are counted from its first. Where the sum stands when it
begins, and where in the weeks of a point, is averaged over.
"""

from functools import lru_cache
from typing import Final

from msgspec import Struct

from server.drift.chain import Moves
from server.drift.limits import Design, Volume, limit, rung

BEFORE, AFTER, OVER = 0.8, 0.6, 8.0
"""From where to where, in how many weeks."""

PHASES: Final = 4
"""Places in the weeks of a point at which the fall may begin."""

FAR: Final = 520.0
"""Weeks after which nobody waits any longer."""

FINE, ROUGH, LONG = 10, 26, 52
"""Weeks up to which one week matters, two do, four do; after that it is more than a year."""


class Delay(Struct, frozen=True):
    """Weeks until the fall is told: on average, and in half of the cases at most."""

    mean: float
    median: float

    @property
    def told(self) -> int | None:
        """The mean as it is told: whole weeks up to ten, then every second, then every fourth, always rounded up; None for more than a year."""
        for most, step in ((FINE, 1), (ROUGH, 2), (LONG, 4)):
            weeks = -int(-self.mean // step) * step
            if weeks <= most:
                return weeks
        return None


def delay(design: Design) -> Delay:
    """What a series of this volume, as sure of its level and as often allowed to err, would take to tell a fall from 80 to 60."""
    volume = Volume(design.volume.n, round(design.volume.weeks, 1))
    return _delay(rung(design.sure), volume, design.share)


@lru_cache(maxsize=1024)
def _delay(sure: float, volume: Volume, share: float) -> Delay:
    design = Design(BEFORE, sure, volume, share)
    bound = limit(BEFORE, sure, volume, share)
    settled = _settled(Moves.of(BEFORE, design.scores, volume.n), bound)
    told: list[tuple[float, float]] = []
    for phase in range(PHASES):
        told += _told(design, settled, (phase + 0.5) / PHASES * volume.weeks)
    told.sort()
    mean = sum(weeks * chance for weeks, chance in told) / PHASES
    so_far = 0.0
    for weeks, chance in told:
        so_far += chance / PHASES
        if so_far >= 0.5:
            return Delay(mean, weeks)
    return Delay(mean, FAR)


def _settled(moves: Moves, bound: int) -> list[float]:
    """Where the sum of a chart stands that has run for long and told nothing."""
    at = moves.start(bound)
    for _ in range(100):
        at = moves.after(at)
        left = sum(at)
        at = [chance / left for chance in at]
    return at


def _told(design: Design, settled: list[float], ahead: float) -> list[tuple[float, float]]:
    """(weeks, how likely the fall is told then) where it begins so many weeks before the end of a point."""
    at, left, weeks = settled, 1.0, ahead
    found: list[tuple[float, float]] = []
    while left > 1e-6 and weeks < FAR:
        at = Moves.of(_level(weeks - design.volume.weeks, weeks), design.scores, design.volume.n).after(at)
        now = sum(at)
        found.append((weeks, left - now))
        left, weeks = now, weeks + design.volume.weeks
    return [*found, (FAR, left)]


def _level(began: float, ended: float) -> float:
    """The mean level between two moments, in weeks from the beginning of the fall."""

    def lost(until: float) -> float:
        falling = min(max(until, 0.0), OVER)
        return falling**2 / (2 * OVER) + max(until - OVER, 0.0)

    return BEFORE - (BEFORE - AFTER) * (lost(ended) - lost(began)) / (ended - began)
