"""S8 and S15, what the other numbers rest on: whether what is ticked has proof, and whether what is asked applies. Neither is about anybody. Pure."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Final

from msgspec import Struct

from server.drift import signals
from server.drift.points import Count
from server.drift.signals import FEWEST, Level

NAMED: Final = 3
"""Behaviours that are named, those that make most of it."""


class Asked(Struct, frozen=True):
    """What sheets answered about one behaviour: clauses ticked with proof and without, `rows` that were asked, and how many of these do not apply,
    for a reason that somebody chose.
    """

    behaviour: str
    proven: int = 0
    hollow: int = 0
    rows: int = 0
    away: int = 0


class Most(Struct, frozen=True):
    """Of one behaviour, `n` of `of`."""

    behaviour: str
    n: int
    of: int


class Footing(Struct, frozen=True, kw_only=True):
    """Clauses with proof among those ticked, held against a `floor` in percent, and rows that do not apply among those asked, against a `limit`.

    `hollow` and `left` are the behaviours that make most of the ticks without proof, and of the rows that do not apply.
    """

    proof: Count
    hollow: tuple[Most, ...]
    floor: float
    away: Count
    left: tuple[Most, ...]
    limit: float

    @property
    def proof_level(self) -> Level:
        """Low where fewer ticks than the floor have proof."""
        return signals.level(self.proof, self.floor)

    @property
    def away_level(self) -> Level:
        """Low where more rows than the limit do not apply."""
        if self.away.n < FEWEST:
            return "few"
        return "low" if 100 * self.away.met > self.limit * self.away.n else "good"


def footing(asked: Iterable[Asked], *, floor: float, limit: float) -> Footing | None:
    """Of all behaviours together; None while nothing was asked."""
    every = [one for one in asked if one.rows]
    if not every:
        return None
    proven, hollow = sum(one.proven for one in every), sum(one.hollow for one in every)
    return Footing(
        proof=Count(proven, proven + hollow),
        hollow=_most(Most(one.behaviour, one.hollow, one.proven + one.hollow) for one in every),
        floor=floor,
        away=Count(sum(one.away for one in every), sum(one.rows for one in every)),
        left=_most(Most(one.behaviour, one.away, one.rows) for one in every),
        limit=limit,
    )


def _most(each: Iterable[Most]) -> tuple[Most, ...]:
    some = sorted((one for one in each if one.n), key=attrgetter("behaviour"))
    return tuple(sorted(some, key=lambda one: -one.n)[:NAMED])
