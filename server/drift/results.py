"""Whether gates win deals: of the deals that left a stage with all its gates met, how many were won, and of those without. Never proof of cause.

A deal left a stage when it first claimed a later one. A gate counts as met on leaving when its proof is dated by then, or a sheet had found it met by
then; what was proven afterwards says nothing about what somebody left with. A deal of which nobody ever asked for a gate says nothing of that gate.
It left its stage without all gates when one is known not to have been met, and with them only when every one was asked for and met.
"""

from collections.abc import Iterable, Mapping
from math import sqrt
from typing import Final, Literal

from msgspec import Struct

from server.process.map import Process

Z: Final = 1.2816
"""Standard normal quantile of a two-sided 80% interval."""

FEWEST: Final = 8
"""Deals on each side below which nothing is said of a difference."""

MATTERS: Final = 0.20
"""A difference of so many wins a hundred deals would matter. A gate separates nothing when its interval lies below that."""

Seen = Literal["few", "more", "none", "unclear"]
"""What a pair of counts shows: too few to say, more won with than without, no difference that matters, or nothing that is clear."""


class Side(Struct, frozen=True):
    """So many of these deals were won."""

    won: int = 0
    deals: int = 0

    def plus(self, won: int, deals: int) -> "Side":
        """With these as well."""
        return Side(self.won + won, self.deals + deals)


class Left(Struct, frozen=True, kw_only=True):
    """Closed deals that are alike: `won` of `deals` that left `stage`; `gate` is empty for all gates of the stage together."""

    stage: str
    gate: str = ""
    met: bool
    won: int
    deals: int


class Result(Struct, frozen=True, kw_only=True):
    """What became of the deals that left a stage with and without its gates, or one gate; the interval of the difference holds at 80%."""

    stage: str
    gate: str
    met: Side
    without: Side

    @property
    def interval(self) -> tuple[float, float]:
        """Of the share won with, less the share won without, from -1 to 1."""
        return difference(self.met, self.without)

    @property
    def seen(self) -> Seen:
        """By a stated rule: at least eight deals on each side, and the interval above nothing, or below what would matter."""
        if min(self.met.deals, self.without.deals) < FEWEST:
            return "few"
        low, high = self.interval
        if low > 0:
            return "more"
        return "none" if high < MATTERS else "unclear"


def by_stage(process: Process, left: Iterable[Left]) -> tuple[Result, ...]:
    """One result for each stage that deals left, in the order of the process."""
    sides = _sides(one for one in left if not one.gate)
    return tuple(_result(stage.id, "", sides) for stage in process.stages if (stage.id, "") in sides)


def by_gate(process: Process, left: Iterable[Left]) -> tuple[Result, ...]:
    """One result for each gate that deals left with or without, in the order of the process."""
    sides = _sides(one for one in left if one.gate)
    places = {behaviour.id: place for place, behaviour in enumerate(process.behaviours)}
    known = sorted((key for key in sides if key[1] in places), key=lambda key: (places[key[1]], key[0]))
    return tuple(_result(stage, gate, sides) for stage, gate in known)


def idle(gates: Iterable[Result]) -> tuple[Result, ...]:
    """The gates that separate nothing, for the process owner."""
    return tuple(one for one in gates if one.seen == "none")


def difference(met: Side, without: Side) -> tuple[float, float]:
    """The 80% interval of a difference of two shares: Newcombe's hybrid of two Wilson intervals (Statistics in Medicine 17, 1998, method 10).

    (-1, 1) where one side has no deal.
    """
    if not met.deals or not without.deals:
        return -1.0, 1.0
    (p, low, high), (q, least, most) = wilson(met), wilson(without)
    below, above = sqrt((p - low) ** 2 + (most - q) ** 2), sqrt((high - p) ** 2 + (q - least) ** 2)
    return max(-1.0, p - q - below), min(1.0, p - q + above)


def wilson(side: Side) -> tuple[float, float, float]:
    """The share with its 80% interval (Wilson 1927). Raises ZeroDivisionError for no deal."""
    n, p = side.deals, side.won / side.deals
    middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    reach = Z / (1 + Z * Z / n) * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return p, max(0.0, middle - reach), min(1.0, middle + reach)


Sides = Mapping[tuple[str, str], Mapping[bool, Side]]


def _sides(left: Iterable[Left]) -> Sides:
    found: dict[tuple[str, str], dict[bool, Side]] = {}
    for one in left:
        sides = found.setdefault((one.stage, one.gate), {True: Side(), False: Side()})
        sides[one.met] = sides[one.met].plus(one.won, one.deals)
    return found


def _result(stage: str, gate: str, sides: Sides) -> Result:
    both = sides[stage, gate]
    return Result(stage=stage, gate=gate, met=both[True], without=both[False])
