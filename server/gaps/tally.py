"""What is counted about one behaviour of one person in one channel: enough to say "right on 7 of 9", "it is fading" and to draw a small series.

Days and weeks are strips: fields of fixed width in one string, hexadecimal, oldest first, with a bounded number of entries. A strip is read by
halving and changed at its end without being taken apart, so that an answer and a page cost the same after ten years as after one.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain
from struct import pack
from typing import NamedTuple

from msgspec import Struct, field

from server.gaps.estimate import Estimate, Term

DAY = 86_400
WINDOW = 180
"""Days over which counts are made."""

DAYS = WINDOW + 10
"""Days that are kept. Those beyond the window let a few answers from the future, of a clock that was wrong, push out nothing that counts."""

WEEKS = 53
"""Weeks with evidence that are kept: a year of them."""

THURSDAY = 3
"""The epoch was a Thursday, and weeks begin on Monday."""

ENTRY = 24
"""Width of a day: its number, and how many pieces counted and were wholly right up to its end, eight digits each."""

FIRST = 1_000_000
"""Added to the number of a day, so that no day since year 1 is negative."""

BASE = "0" * ENTRY
"""What a strip of days begins with: the counts up to the newest day that was dropped."""

LAP = 1 << 32
"""Counts go round; only their differences are used."""

POINT = 15
"""Width of a week: its number in six digits, then p, low and high in thousandths, three each."""

Moment = tuple[int, Term | None, Term | None, float]
"""(week, own term, the behaviour's, at): the terms of an estimate as the newest evidence of a week left them; its point is worked out from them.
A plain tuple, because every answer makes one."""


class Point(NamedTuple):
    """An estimate as it stood at the last evidence of one week, in thousandths. `week` counts Mondays from that of the week of the epoch."""

    week: int
    p: int
    low: int
    high: int


class Tally(Struct):
    """`days` and `weeks` are strips. `last` is the time of the newest evidence.

    `fresh` are pieces that are not in the strip yet (twice the day, and one more if it was right), and `open` the weeks whose points
    have not been worked out: `close` does that, for one piece or for thousands at once.
    """

    days: str = BASE
    weeks: str = ""
    last: float | None = None
    fresh: list[int] = field(default_factory=list)
    open: list[Moment] = field(default_factory=list)


def fresh(at: float, y: float) -> int:
    """A piece of evidence for `Tally.fresh`."""
    return (int(at // DAY) + FIRST) * 2 + (1 if y >= 1.0 else 0)


def counted(tally: Tally, now: float) -> tuple[int, int]:
    """How many pieces were right, and how many counted, in the 180 days of the calendar (UTC) of which the last is that of `now`."""
    strip = tally.days
    before = strip[_place(strip, int(now // DAY) - WINDOW + FIRST) * ENTRY :]
    pieces = int(strip[-16:-8], 16) - int(before[8:16], 16)
    rights = int(strip[-8:], 16) - int(before[16:ENTRY], 16)
    return rights % LAP, pieces % LAP


def note(tally: Tally, week: int, own: Term | None, behaviour: Term | None, at: float) -> None:
    """Evidence came at `at`, in this week, and left these terms. Evidence that comes late stands at the time of the newest."""
    last = tally.last
    if last is None or at > last:
        tally.last = at
    else:
        at, week = last, week_of(last)
    moments = tally.open
    if moments and moments[-1][0] == week:
        moments[-1] = (week, own, behaviour, at)
        return
    moments.append((week, own, behaviour, at))
    if len(moments) > WEEKS:
        del moments[0]


def close(tally: Tally, estimates: Iterable[Estimate]) -> None:
    """Writes down what was left open: the days, and the estimate of each open moment, in their order."""
    if tally.fresh:
        tally.days = _with_days(tally.days, tally.fresh)
        tally.fresh.clear()
    strip = tally.weeks
    for moment, estimate in zip(tally.open, estimates, strict=True):
        week = max(0, moment[0] + FIRST)
        if strip and int(strip[-POINT:-9], 16) >= week:
            strip = strip[:-POINT]
        strip += f"{week:06x}{round(estimate.p * 1000):03x}{round(estimate.low * 1000):03x}{round(estimate.high * 1000):03x}"
    tally.weeks = strip[-WEEKS * POINT :]
    tally.open.clear()


def points(tally: Tally) -> Iterator[Point]:
    """The series of the estimate, oldest first."""
    strip = tally.weeks
    for at in range(0, len(strip), POINT):
        week, p, low, high = (int(part, 16) for part in (strip[at : at + 6], *(strip[at + n : at + n + 3] for n in (6, 9, 12))))
        yield Point(week - FIRST, p, low, high)


def week_of(at: float) -> int:
    """The number of the week, from Monday to Sunday in UTC."""
    return (int(at // DAY) + THURSDAY) // 7


def monday(week: int) -> float:
    """When a week began, in seconds since the epoch."""
    return float((week * 7 - THURSDAY) * DAY)


def _place(strip: str, day: int) -> int:
    """The place of the newest entry of this day or an earlier one; the first entry, which is the base, when there is none."""
    low, high = 0, len(strip) // ENTRY - 1
    while low < high:
        middle = (low + high + 1) // 2
        if int(strip[middle * ENTRY : middle * ENTRY + 8], 16) <= day:
            low = middle
        else:
            high = middle - 1
    return low


def _with_days(strip: str, fresh: Iterable[int]) -> str:
    """The strip with more pieces. Only days that stay are written."""
    newest, pieces, rights = int(strip[-ENTRY:-16], 16), int(strip[-16:-8], 16), int(strip[-8:], 16)
    older, strip = deque[tuple[int, int, int]](maxlen=DAYS), strip[:-ENTRY]
    for piece in fresh:
        day, right = piece >> 1, piece & 1
        if day < newest:
            strip = _late(_written(strip, older, (newest, pieces, rights)), day, right)
            newest, pieces, rights = int(strip[-ENTRY:-16], 16), int(strip[-16:-8], 16), int(strip[-8:], 16)
            strip = strip[:-ENTRY]
            continue
        if day > newest:
            older.append((newest, pieces, rights))
            newest = day
        pieces, rights = (pieces + 1) % LAP, (rights + right) % LAP
    return _written(strip, older, (newest, pieces, rights))


def _written(strip: str, older: deque[tuple[int, int, int]], newest: tuple[int, int, int]) -> str:
    numbers = [*chain.from_iterable(older), *newest]
    entries = pack(f">{len(numbers)}I", *numbers).hex()
    older.clear()
    return (strip + entries)[-(DAYS + 1) * ENTRY :]


def _late(strip: str, day: int, right: int) -> str:
    """The strip with a piece on a day that is not the newest. It is lost if the strip has left that day behind."""
    if int(strip[:8], 16) >= day:
        return strip
    place = _place(strip, day)
    entries = [strip[at : at + ENTRY] for at in range(0, len(strip), ENTRY)]
    if int(entries[place][:8], 16) != day:
        place += 1
        entries.insert(place, f"{day:08x}{entries[place - 1][8:]}")
    for later in range(place, len(entries)):
        entry = entries[later]
        entries[later] = f"{entry[:8]}{(int(entry[8:16], 16) + 1) % LAP:08x}{(int(entry[16:], 16) + right) % LAP:08x}"
    return "".join(entries[-DAYS - 1 :])
