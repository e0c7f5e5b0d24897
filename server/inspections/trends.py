"""What became more and what became less frequent in a team's sheets: the last four weeks beside the four before them.

Counts are of distinct deals, the newest answer of each in its span. A difference is only told when it is hardly chance, so that noise is not
called drift.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from math import erf, sqrt
from typing import Final
from uuid import UUID

from msgspec import Struct

SPAN: Final = timedelta(days=28)

VALUE: Final[Mapping[str, float]] = {"met": 1.0, "partly": 0.5, "not-met": 0.0}
"""What an answer is worth; others are no evidence of doing."""

FEWEST: Final = 5
"""Deals in each span below which nothing is compared."""

SURE: Final = 0.9
"""How likely a difference must be to be told."""


class Seen(Struct, frozen=True, kw_only=True):
    """One answer about one behaviour on one deal."""

    deal: UUID
    behaviour: str
    answer: str
    at: datetime


class Change(Struct, frozen=True):
    """A behaviour was met on `met` of `deals` deals in the last four weeks, and on `met_before` of `deals_before` in the four before."""

    behaviour: str
    met: int
    deals: int
    met_before: int
    deals_before: int
    sure: float
    """How likely it is that it became more frequent: 0 to 1."""


def changes(seen: Iterable[Seen], now: datetime) -> tuple[Change, ...]:
    """What can be compared, from what most likely became more frequent to what most likely became less."""
    spans: tuple[dict[tuple[str, UUID], Seen], dict[tuple[str, UUID], Seen]] = ({}, {})
    for one in sorted(seen, key=lambda one: one.at):
        age = now - one.at
        if one.answer in VALUE and timedelta(0) <= age < 2 * SPAN:
            spans[age >= SPAN][one.behaviour, one.deal] = one
    found = []
    for behaviour in sorted({behaviour for span in spans for behaviour, _ in span}):
        late, early = ([one.answer for (of, _), one in span.items() if of == behaviour] for span in spans)
        if min(len(late), len(early)) >= FEWEST:
            found.append(_change(behaviour, late, early))
    return tuple(sorted(found, key=lambda change: (-change.sure, change.behaviour)))


def better(found: tuple[Change, ...]) -> Change | None:
    """What most likely became more frequent, None when nothing clearly did."""
    return found[0] if found and found[0].sure >= SURE else None


def worse(found: tuple[Change, ...]) -> Change | None:
    """What most likely became less frequent, None when nothing clearly did."""
    return found[-1] if found and found[-1].sure <= 1 - SURE else None


def _change(behaviour: str, late: list[str], early: list[str]) -> Change:
    return Change(
        behaviour, late.count("met"), len(late), early.count("met"), len(early), _likely_more(_points(late), _points(early))
    )


def _points(answers: list[str]) -> tuple[float, float]:
    """Beta posterior of the share from a flat prior: for and against."""
    shown = sum(VALUE[answer] for answer in answers)
    return 1 + shown, 1 + len(answers) - shown


def _likely_more(late: tuple[float, float], early: tuple[float, float]) -> float:
    """P(late share > early share), both posteriors taken as normal with their own mean and variance."""
    (mean, spread), (before, before_spread) = (_moments(*points) for points in (late, early))
    return 0.5 * (1 + erf((mean - before) / sqrt(2 * (spread + before_spread))))


def _moments(a: float, b: float) -> tuple[float, float]:
    return a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1))
