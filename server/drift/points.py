"""From judged answers to points: the new answers of whole weeks, each deal once, as many weeks together as it takes to hold eight. Pure.

The same for notes and promises: whatever is judged once, with a moment and a yes or no.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.zones import local_day

ENOUGH: Final = 8
"""Answers that a point holds at least."""

SPAN: Final = timedelta(days=28)
"""The weeks that a level is told of."""

WEEK: Final = timedelta(days=7)


class Judged(Struct, frozen=True, kw_only=True, gc=False):
    """One answer that counts: on which deal (or about which note or promise, `case`), when, and whether it was met.

    `about` is the behaviour or the stage.
    """

    case: UUID
    at: datetime
    met: bool
    about: str = ""
    team: UUID | None = None


class Count(Struct, frozen=True):
    """`met` of `n` cases, each counted once."""

    met: int = 0
    n: int = 0


class Point(Struct, frozen=True, kw_only=True):
    """The new answers of the weeks from Monday `first` to Sunday `last`: `met` of `n` cases. `quarter_end` is the day in it that ends a quarter."""

    first: date
    last: date
    met: int
    n: int
    quarter_end: date | None = None


class Series(Struct, frozen=True, kw_only=True):
    """The points of one series, oldest first, and the answers that wait for more: the weeks after the last point, this one included."""

    points: tuple[Point, ...] = ()
    waiting: Count = Count()


class Compared(Struct, frozen=True, kw_only=True):
    """The quarter so far beside the same days of the quarter before."""

    now: Count
    before: Count


def points(judged: Iterable[Judged], zone: str, now: datetime, fiscal: str = "01-01") -> Series:
    """The points of one series in weeks of this zone. The week of `now` is not over, so it is never part of a point.

    Within a point the newest answer of a case counts. In which order the answers come makes no difference. `fiscal` is the month and day on which
    the fiscal year begins.
    """
    this_week = _monday(local_day(now, zone))
    found: list[Point] = []
    held: dict[UUID, bool] = {}
    began: date | None = None
    for monday, answers in _by_week(judged, zone):
        if monday > this_week:
            break
        began = began or monday
        held.update((one.case, one.met) for one in answers)
        if len(held) >= ENOUGH and monday < this_week:
            found.append(_point(began, monday, held, fiscal))
            held, began = {}, None
    return Series(points=tuple(found), waiting=_count(held.values()))


def lately(judged: Iterable[Judged], now: datetime, span: timedelta = SPAN) -> Count:
    """What a level is told of: the last four weeks to the minute, each case once by its newest answer."""
    return newest(one for one in judged if timedelta(0) <= now - one.at < span)


def newest(judged: Iterable[Judged]) -> Count:
    """Each case once by its newest answer, in whichever order they come: of two of one moment the one that was not met counts."""
    return _count({one.case: one.met for one in sorted(judged, key=_order)}.values())


def compared(judged: Sequence[Judged], zone: str, now: datetime, fiscal: str = "01-01") -> Compared:
    """The quarter so far and as many days of the quarter before, so that a quiet start is held against a quiet start."""
    today = local_day(now, zone)
    began = quarter_began(today, fiscal)
    before = quarter_began(began - timedelta(days=1), fiscal)
    until = min(before + (today - began), began - timedelta(days=1))

    def between(first: date, last: date) -> Count:
        return newest(one for one in judged if one.at <= now and first <= local_day(one.at, zone) <= last)

    return Compared(now=between(began, today), before=between(before, until))


def quarter_began(day: date, fiscal: str) -> date:
    """The first day of the quarter that holds this day, in a fiscal year that begins on `fiscal`, month and day (`04-01`)."""
    month, on = (int(part) for part in fiscal.split("-"))
    starts = [_on(day.year + years, month + 3 * n, on) for years in (-1, 0) for n in range(4)]
    return max(start for start in starts if start <= day)


def quarter_ends(day: date, fiscal: str) -> date:
    """The last day of the quarter that holds this day."""
    began = quarter_began(day, fiscal)
    days = (began + timedelta(days=n) for n in range(80, 100))
    return next(one for one in days if quarter_began(one, fiscal) > began) - timedelta(days=1)


def _by_week(judged: Iterable[Judged], zone: str) -> Iterator[tuple[date, Iterator[Judged]]]:
    """Weeks with answers, oldest first, and so the answers of each; of two of one moment the one that was met comes first, so the other counts."""
    return groupby(sorted(judged, key=_order), lambda one: _monday(local_day(one.at, zone)))


def _order(one: Judged) -> tuple[datetime, bool]:
    return one.at, not one.met


def _count(answers: Iterable[bool]) -> Count:
    found = list(answers)
    return Count(sum(found), len(found))


def _point(first: date, monday: date, answers: Mapping[UUID, bool], fiscal: str) -> Point:
    last = monday + WEEK - timedelta(days=1)
    count = _count(answers.values())
    ended = quarter_began(last + timedelta(days=1), fiscal) - timedelta(days=1)
    return Point(first=first, last=last, met=count.met, n=count.n, quarter_end=ended if first <= ended <= last else None)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _on(year: int, month: int, day: int) -> date:
    """This day of a month that may be past December; the last of a month that is shorter."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day, monthrange(year, month)[1]))
