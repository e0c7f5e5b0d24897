"""The chart of one series: has it fallen, has it risen, or is it steady? Pure.

Two sums run over the points, one for a fall and one for a rise, each with its limit (`limits`). What they are held against is the series' own level:
its answers of more than eight weeks ago, drawn towards the company's while they are few. A fall stands until somebody acted on it, accepted the level
as the new one, or the sum came back to zero by itself. A rise is taken as the new level at once. After each the sums begin again.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import sqrt
from typing import Final, Literal

from msgspec import Struct, field

from server.drift.limits import Design, Volume
from server.drift.points import Count, Point

Change = Literal["learning", "steady", "falling", "rising"]
"""The second of the two words; `learning` while there is too little to tell."""

LEARNING: Final = 24
"""Answers of its own that a series needs before anything is told of it: three points of eight."""

LAG: Final = timedelta(weeks=8)
"""How old a point is before it counts for the level, so that a slow fall does not hide in it."""

WEIGHT: Final = 16.0
"""How many answers the company's level is worth in that of a series, where the spread between series cannot be told."""

TOP: Final = 0.85
"""The level above which no rise is told: there is little left to rise, and the chart would only forget what it knows."""

APART: Final = 2.0
"""Standard deviations from the company's level at which a series is no longer drawn towards it."""

YEARLY: Final = 1.0
"""False alarms that a team may have in a year, over all of its series together."""


class Prior(Struct, frozen=True):
    """The level that a series is expected to have before its own answers speak, and how many answers that is worth."""

    level: float
    weight: float


class Turn(Struct, frozen=True, kw_only=True):
    """Somebody did something about a series on a day: `acted` on a fall, or `accepted` its level as the new one."""

    on: date
    did: Literal["acted", "accepted"]


class Step(Struct, frozen=True, kw_only=True):
    """What one point did: `sum` is the evidence for a fall after it, `before` the evidence before it, both in answers. `design` is what they are
    held against; None while the chart learns. `alarm` where a fall was told first.
    """

    point: Point
    change: Change
    design: Design | None = None
    before: float = 0.0
    sum: float = 0.0
    alarm: bool = False


class Chart(Struct, frozen=True, kw_only=True):
    """The steps of a series, oldest first, and how it stands now. `since` is the first day of the weeks in which a fall or a rise began."""

    steps: tuple[Step, ...] = ()
    change: Change = "learning"
    since: date | None = None

    @property
    def last(self) -> Step | None:
        """The newest step."""
        return self.steps[-1] if self.steps else None


class _Sum(Struct):
    """One of the two sums: how far it is, since which point, and what it is held against. While it is above zero, that stays the same."""

    far: float = 0.0
    began: int = 0
    design: Design | None = None


class _Past(Struct):
    """The points that a level may rest on, oldest first: on which day each ended, and the answers up to it."""

    ended: list[date] = field(default_factory=list)
    met: list[int] = field(default_factory=lambda: [0])
    n: list[int] = field(default_factory=lambda: [0])

    def add(self, point: Point) -> None:
        self.ended.append(point.last)
        self.met.append(self.met[-1] + point.met)
        self.n.append(self.n[-1] + point.n)

    def until(self, day: date) -> Count | None:
        """The answers of points that ended by then, but at least as many as it takes to learn; None while they are too few."""
        places = max(bisect_right(self.ended, day), bisect_left(self.n, LEARNING))
        return Count(self.met[places], self.n[places]) if places < len(self.n) else None


class _Walk(Struct):
    """What the walk over the points carries along: what the level rests on, how many answers there were, the two sums, the point of the fall that
    stands, and since when it falls or rises.
    """

    past: _Past = field(default_factory=_Past)
    answers: int = 0
    fall: _Sum = field(default_factory=_Sum)
    rise: _Sum = field(default_factory=_Sum)
    alarm: int | None = None
    since: date | None = None


def chart(points: Sequence[Point], prior: Prior, share: float, turns: Iterable[Turn] = (), *, at_once: bool = False) -> Chart:
    """The chart of a series, which may err `share` times a year (see `allowed`). Turns may come in any order.

    `at_once`: on every fall somebody acts as soon as it is told.
    """
    walk, steps = _Walk(), []
    waiting = sorted(turns, key=lambda turn: turn.on)
    for at, point in enumerate(points):
        while waiting and waiting[0].on <= point.last:
            _turned(walk, waiting.pop(0), points, at)
        steps.append(_step(walk, points, at, prior, share))
        if at_once and steps[-1].alarm:
            _turned(walk, Turn(on=point.last, did="acted"), points, at + 1)
    for turn in waiting:
        _turned(walk, turn, points, len(points))
    return Chart(steps=tuple(steps), change=_change(walk), since=walk.since)


def allowed(series: int, yearly: float = YEARLY) -> float:
    """What one of so many series of a team may err in a year. False alarms add up, whether or not the series move together."""
    return yearly / max(series, 1)


def prior(counts: Iterable[Count]) -> Prior:
    """What the company's series of one kind say of the next one: their common level, worth fewer answers the more they differ.

    The weight is the moment estimate for shares that differ between groups (Kleinman, Journal of the American Statistical Association 68, 1973), kept
    from 8 to 64 answers; `WEIGHT` for fewer than three series.
    """
    found = [count for count in counts if count.n > 0]
    met, n = sum(count.met for count in found), sum(count.n for count in found)
    level = (met + 1.0) / (n + 2.0)
    if len(found) < 3:
        return Prior(level, WEIGHT)
    noise = level * (1 - level)
    spread = sum(count.n * (count.met / count.n - met / n) ** 2 for count in found)
    between = (spread - (len(found) - 1) * noise) / (n - sum(count.n**2 for count in found) / n)
    return Prior(level, min(max(noise / between - 1.0, 8.0), 64.0) if between > 0 else 64.0)


def drawn(own: Count, prior: Prior) -> tuple[float, float]:
    """The level of a series and on how many answers it rests: its own, drawn towards the company's, unless they plainly contradict it."""
    apart = abs(own.met / own.n - prior.level) / sqrt(prior.level * (1 - prior.level) * (1 / own.n + 1 / prior.weight))
    weight = prior.weight if apart <= APART else 1.0
    sure = own.n + weight
    return (own.met + weight * prior.level) / sure, sure


def edge(step: Step) -> float | None:
    """The share of met answers at or below which this point would have been called a fall; None where no point of its size could be."""
    if step.design is None:
        return None
    scores = step.design.scores
    found = scores.miss / scores.steps - (step.design.limit - step.before) / step.point.n
    return found if found >= 0 else None


def _step(walk: _Walk, points: Sequence[Point], at: int, prior: Prior, share: float) -> Step:
    point, stood = points[at], walk.alarm is not None
    base = walk.past.until(point.first - LAG)
    walk.answers += point.n
    if base is None:
        walk.past.add(point)
        return Step(point=point, change=_change(walk))
    if not stood:
        walk.since = None
    level, sure = drawn(base, prior)
    volume = _volume(points[0], point, walk.answers, at + 1)
    before = walk.fall.far
    over = _add(walk.fall, Design(level, sure, volume, share), at, point.met, point.n)
    design, far = walk.fall.design, walk.fall.far
    risen = level <= TOP and _add(walk.rise, Design(1 - level, sure, volume, share), at, point.n - point.met, point.n)
    _fell(walk, points, at, over=over)
    if not stood:
        walk.past.add(point)
    if risen and walk.alarm is None:
        walk.since = points[walk.rise.began].first
        walk.past, walk.fall, walk.rise = _Past(), _Sum(), _Sum()
    return Step(point=point, change=_change(walk), design=design, before=before, sum=far, alarm=over and not stood)


def _add(one: _Sum, design: Design, at: int, met: int, n: int) -> bool:
    """Moves the sum; whether it is at its limit. A sum that leaves zero is from then on held against what is known at that moment."""
    if one.far == 0 or one.design is None:
        one.design, one.began = design, at
    one.far = one.design.added(one.far, met, n)
    return one.design.is_reached(one.far)


def _fell(walk: _Walk, points: Sequence[Point], at: int, *, over: bool) -> None:
    """A fall that is told stands, and its sum goes no further, until the sum is back at zero."""
    if over and walk.fall.design is not None:
        walk.fall.far = walk.fall.design.limit
        if walk.alarm is None:
            walk.alarm, walk.since = at, points[walk.fall.began].first
    elif walk.fall.far == 0 and walk.alarm is not None:
        walk.alarm, walk.since = None, None


def _volume(first: Point, last: Point, answers: int, points: int) -> Volume:
    """The mean size of a point and the mean time from one to the next."""
    return Volume(round(answers / points), ((last.last - first.first).days + 1) / 7 / points)


def _turned(walk: _Walk, turn: Turn, points: Sequence[Point], at: int) -> None:
    """Somebody acted: the sums begin again. Somebody accepted: the level is learnt anew, from what came after the fall was told."""
    if turn.did == "accepted":
        walk.past = _Past()
        for point in points[at if walk.alarm is None else walk.alarm + 1 : at]:
            walk.past.add(point)
    walk.fall, walk.rise, walk.alarm, walk.since = _Sum(), _Sum(), None, None


def _change(walk: _Walk) -> Change:
    if walk.alarm is not None:
        return "falling"
    if walk.past.n[-1] >= LEARNING:
        return "steady"
    return "rising" if walk.since else "learning"
