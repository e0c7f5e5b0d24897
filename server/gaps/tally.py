"""What is counted about one behaviour of one person in one channel: enough to say "right on 7 of 9", "it is fading" and to draw a small series.

It is bounded: days and weeks beyond the newest few are dropped, so it costs the same after ten years as after one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from server.gaps.estimate import Estimate, Term

DAY = 86_400
WINDOW = 180
"""Days over which counts are made."""

DAYS = WINDOW + 10
"""Days that are kept. Those beyond the window let a few answers from the future, of a clock that was wrong, push out nothing that counts."""

WEEKS = 78
"""Weeks with evidence that are kept: a year and a half."""

THURSDAY = 3
"""The epoch was a Thursday, and weeks begin on Monday."""


class Point(NamedTuple):
    """An estimate as it stood at the last evidence of one week, in thousandths. `week` counts Mondays from that of the week of the epoch."""

    week: int
    p: int
    low: int
    high: int


Moment = tuple[int, Term | None, Term | None, float]
"""(week, own term, the behaviour's, at): the terms of an estimate as the newest evidence of a week left them; its point is worked out from them.
A plain tuple, because every answer makes one."""


@dataclass(slots=True)
class Tally:
    """`days` are (day since the epoch, pieces that counted, those that were wholly right), oldest first; `weeks` likewise.

    `last` is the time of the newest evidence, `told` the estimate at that time. `open` are the weeks whose points, and the value of `told`, have not
    been worked out yet.
    """

    days: list[tuple[int, int, int]] = field(default_factory=list)
    weeks: list[Point] = field(default_factory=list)
    last: float | None = None
    told: float | None = None
    open: list[Moment] = field(default_factory=list)


def count(tally: Tally, day: int, right: int) -> None:
    """One more piece of evidence that counts, on this day since the epoch, wholly right (1) or not (0). Days in any order."""
    days = tally.days
    if days and days[-1][0] == day:
        _, pieces, rights = days[-1]
        days[-1] = (day, pieces + 1, rights + right)
    elif not days or days[-1][0] < day:
        days.append((day, 1, right))
        if len(days) > DAYS:
            del days[0]
    else:
        _put_between(days, day, right)


def counted(tally: Tally, now: float) -> tuple[int, int]:
    """How many pieces were right, and how many counted, in the 180 days before `now`."""
    oldest = int(now // DAY) - WINDOW
    kept = [(pieces, rights) for day, pieces, rights in tally.days if day > oldest]
    return sum(rights for _, rights in kept), sum(pieces for pieces, _ in kept)


def note(tally: Tally, own: Term | None, behaviour: Term | None, at: float) -> None:
    """Evidence came at `at` and left these terms. Evidence that comes late stands at the time of the newest."""
    last = tally.last
    if last is None or at > last:
        tally.last = at
    else:
        at = last
    week, moments = (int(at // DAY) + THURSDAY) // 7, tally.open
    if moments and moments[-1][0] == week:
        moments[-1] = (week, own, behaviour, at)
        return
    moments.append((week, own, behaviour, at))
    if len(moments) > WEEKS:
        del moments[0]


def close(tally: Tally, estimates: Iterable[Estimate]) -> None:
    """Writes down what was left open: the estimate of each open moment, in their order."""
    for moment, estimate in zip(tally.open, estimates, strict=True):
        tally.told = estimate.p
        point = Point(moment[0], _thousandths(estimate.p), _thousandths(estimate.low), _thousandths(estimate.high))
        if tally.weeks and tally.weeks[-1].week >= point.week:
            tally.weeks[-1] = point
        else:
            tally.weeks.append(point)
    del tally.weeks[:-WEEKS]
    tally.open.clear()


def week_of(at: float) -> int:
    """The number of the week, from Monday to Sunday in UTC."""
    return (int(at // DAY) + THURSDAY) // 7


def monday(week: int) -> float:
    """When a week began, in seconds since the epoch."""
    return float((week * 7 - THURSDAY) * DAY)


def _put_between(days: list[tuple[int, int, int]], day: int, right: int) -> None:
    """A day that is not the newest: an answer that came late, or one before others from the future."""
    place = len(days)
    while place and days[place - 1][0] >= day:
        place -= 1
    if place < len(days) and days[place][0] == day:
        _, pieces, rights = days[place]
        days[place] = (day, pieces + 1, rights + right)
    elif place or len(days) < DAYS:
        days.insert(place, (day, 1, right))
        if len(days) > DAYS:
            del days[0]


def _thousandths(p: float) -> int:
    return round(p * 1000)
