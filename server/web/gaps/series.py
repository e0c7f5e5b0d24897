"""How an estimate went, week by week, as a small drawing: x in percent, y in pixels. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from server.gaps.priority import Seen
from server.gaps.queries import Stand

HEIGHT = 72
"""Pixels from 0 to 100 percent."""

TOP, WIDE = 7, 88
"""Pixels above it; percent of the width that the weeks take, because the scale is written beside them."""


class Point(Struct, frozen=True):
    """One week that began on `monday`: where it stands, its 80% interval from `top` to `foot`, and the same in percent."""

    monday: datetime
    x: float
    y: float
    top: float
    foot: float
    p: int
    low: int
    high: int


class Series(Struct, frozen=True):
    """The weeks with evidence, oldest first, and what the estimate is now, which may have faded since. `foot` is where 0 percent is."""

    points: tuple[Point, ...]
    now: Point
    foot: int = TOP + HEIGHT


def series(stands: Sequence[Stand], seen: Seen, now: datetime) -> Series | None:
    """The drawing; None below five counted facts, when nothing is told but counts."""
    if not stands or seen.p is None or seen.low is None or seen.high is None:
        return None
    today = Stand(now, seen.p, seen.low, seen.high)
    *weeks, last = _points([*stands, today])
    return Series(tuple(weeks), last)


def _points(stands: Sequence[Stand]) -> Iterator[Point]:
    first = stands[0].monday
    span = max((stand.monday - first).total_seconds() for stand in stands) or 1.0
    for stand in stands:
        x = WIDE * (stand.monday - first).total_seconds() / span
        y, top, foot = (round(TOP + HEIGHT * (1.0 - share), 1) for share in (stand.p, stand.high, stand.low))
        p, low, high = (round(100 * share) for share in (stand.p, stand.low, stand.high))
        yield Point(stand.monday, round(max(0.0, x), 2), y, top, foot, p, low, high)
