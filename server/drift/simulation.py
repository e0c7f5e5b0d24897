"""Whether the charts keep what they promise, on teams whose truth is known: how often they err, how soon they tell a fall, and what a rule does.

Everything that is drawn comes from the generator that is handed in. Weeks are counted from a Monday; a series brings the same number of answers each
week. Whoever hears an alarm acts on it at once, which is when a chart errs most often.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from math import ceil, inf
from statistics import median, quantiles
from typing import Final

import numpy as np
from msgspec import Struct

from server.drift.chart import LEARNING, YEARLY, Prior, allowed, chart, prior
from server.drift.delay import delay
from server.drift.limits import Design, Volume
from server.drift.points import ENOUGH, Count, Point

Weeks = Sequence[int]
"""How many answers were met, week by week."""

Way = Callable[[Weeks], list[int]]
"""A way to watch: after how many weeks it told a fall, each time."""

MONDAY: Final = date(2020, 1, 6)
WEEK: Final = timedelta(weeks=1)
YEAR: Final = 365.25 / 7

BEFORE, AFTER, OVER = 0.8, 0.6, 8
"""The fall: from where to where, in how many weeks."""

FIRST: Final = 13
"""Weeks of the whole company that say what level its series are expected to have."""

RULE, FEWEST = 0.7, 5
"""The plain rule: a week with at least so many answers of which less than this share was met."""

LOWER: Final = (0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2)
"""Shares at which the same rule would tell less. Of those that call the same weeks low, the highest stands for all."""


class Scene(Struct, frozen=True, kw_only=True):
    """A company: how many teams with how many series each, how many answers a series brings in a week, and for how many weeks it is watched.

    A fall begins after `quiet` weeks and is waited for as long again. `falls` is how many are tried.
    """

    teams: int = 12
    series: int = 1
    weekly: int = 8
    weeks: int = 261
    quiet: int = 104
    falls: int = 400


class Errs(Struct, frozen=True, kw_only=True):
    """False alarms of all series of a team together: how many in how many team-years, the rate with its 95% interval, and that of the first year."""

    alarms: int
    years: float
    rate: float
    low: float
    high: float
    first_year: float


class Finds(Struct, frozen=True, kw_only=True):
    """Weeks from the first of a fall until it was told, over many falls: the quartiles, None where it was not told while somebody waited."""

    falls: int
    median: float | None
    quarter: float | None
    three_quarters: float | None
    told: float
    """The share of falls that were told at all."""
    without: float | None
    """The same median where nothing falls: what says as much without a fall as with one says nothing."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What one way of watching did: a chart that was allowed so many false alarms a year (`yearly`), or the plain rule `below` a share."""

    yearly: float | None = None
    below: float | None = None
    errs: Errs
    finds: Finds


class Simulated(Struct, frozen=True, kw_only=True):
    """A scene, the chart as it is used and the plain rule; the curves of both with other limits; and what the page would say of the delay."""

    scene: Scene
    chart: Outcome
    rule: Outcome
    charts: tuple[Outcome, ...]
    rules: tuple[Outcome, ...]
    expected: float


def simulate(scene: Scene, seed: int, yearly: Sequence[float] = ()) -> Simulated:
    """All of it on the same data; `yearly` are other numbers of false alarms to allow, for the curve."""
    chance = np.random.default_rng(seed)
    steady = [_weeks(chance, scene.weekly, [BEFORE] * scene.weeks) for _ in range(scene.teams * scene.series)]
    fallen = [_weeks(chance, scene.weekly, _fall(scene)) for _ in range(scene.falls)]
    still = [_weeks(chance, scene.weekly, [BEFORE] * (2 * scene.quiet)) for _ in range(scene.falls)]
    expected = prior(_sums(steady, scene))

    def tried(way: Way) -> tuple[Errs, Finds]:
        return _errs(scene, list(map(way, steady))), _finds(scene, list(map(way, fallen)), list(map(way, still)))

    def watched(allows: float) -> Outcome:
        share = allowed(scene.series, allows)
        errs, finds = tried(lambda weeks: told(weeks, scene.weekly, expected, share))
        return Outcome(yearly=allows, errs=errs, finds=finds)

    def plain(below: float) -> Outcome:
        errs, finds = tried(lambda weeks: ruled(weeks, scene.weekly, below))
        return Outcome(below=below, errs=errs, finds=finds)

    return Simulated(
        scene=scene,
        chart=watched(1.0),
        rule=plain(RULE),
        charts=tuple(map(watched, yearly)),
        rules=tuple(map(plain, _lower(scene.weekly))) if yearly else (),
        expected=round(_delay(scene, expected), 1),
    )


def equal(found: Simulated) -> tuple[Outcome, Outcome] | None:
    """The rule that keeps to a false alarm a year and tells a fall soonest, with the chart that errs no more often than it does and tells it soonest.

    None where no rule says anything within what is promised, or no chart of the curve errs as rarely.
    """
    keeping = [one for one in (found.rule, *found.rules) if 0 < one.errs.rate <= YEARLY]
    rule = min(keeping, key=_soonest, default=None)
    if rule is None:
        return None
    charts = [one for one in (found.chart, *found.charts) if one.errs.rate <= rule.errs.rate]
    chart = min(charts, key=_soonest, default=None)
    return None if chart is None else (chart, rule)


def told(weeks: Weeks, weekly: int, expected: Prior, share: float) -> list[int]:
    """After how many weeks the chart told a fall, each time; somebody acts on each at once."""
    steps = chart(pooled(weeks, weekly), expected, share, at_once=True).steps
    return [_week(step.point.last) for step in steps if step.alarm]


def ruled(weeks: Weeks, weekly: int, below: float = RULE) -> list[int]:
    """After how many weeks the plain rule told one; weeks in a row are told once."""
    low = [weekly >= FEWEST and met < below * weekly for met in weeks]
    return [week + 1 for week, now in enumerate(low) if now and not (week and low[week - 1])]


def pooled(weeks: Weeks, weekly: int) -> list[Point]:
    """The points of these weeks."""
    together = -(-ENOUGH // weekly)
    return [
        Point(
            first=MONDAY + first * WEEK,
            last=MONDAY + (first + together) * WEEK - timedelta(days=1),
            met=sum(weeks[first : first + together]),
            n=together * weekly,
        )
        for first in range(0, len(weeks) - together + 1, together)
    ]


def _lower(weekly: int) -> list[float]:
    """Those that tell less than the rule, one for each number of answers at which a week is low."""
    fewest = {ceil(round(below * weekly, 6)): below for below in reversed(LOWER)}
    return sorted((below for met, below in fewest.items() if met < ceil(round(RULE * weekly, 6))), reverse=True)


def _soonest(one: Outcome) -> tuple[float, float]:
    weeks = one.finds.median
    return (inf if weeks is None else weeks, one.errs.rate)


def _weeks(chance: np.random.Generator, weekly: int, levels: Sequence[float]) -> Weeks:
    return [int(met) for met in chance.binomial(weekly, levels)]


def _fall(scene: Scene) -> list[float]:
    """The level of each week: in the middle of a week it has fallen by as much as it should."""
    lost = [min(max((week + 0.5 - scene.quiet) / OVER, 0.0), 1.0) for week in range(2 * scene.quiet)]
    return [BEFORE - (BEFORE - AFTER) * one for one in lost]


def _errs(scene: Scene, alarms: Sequence[Sequence[int]]) -> Errs:
    """The interval is that of a Poisson count (Garwood 1936), by the normal approximation to its cube root (Wilson and Hilferty 1931)."""
    n = sum(len(one) for one in alarms)
    years = scene.teams * scene.weeks / YEAR
    low = n * (1 - 1 / (9 * n) - 1.96 / (3 * n**0.5)) ** 3 if n else 0.0
    high = (n + 1) * (1 - 1 / (9 * (n + 1)) + 1.96 / (3 * (n + 1) ** 0.5)) ** 3
    first = sum(week <= YEAR for one in alarms for week in one) / scene.teams
    return Errs(
        alarms=n,
        years=round(years, 1),
        rate=round(n / years, 3),
        low=round(low / years, 3),
        high=round(high / years, 3),
        first_year=round(first, 3),
    )


def _finds(scene: Scene, falls: Sequence[Sequence[int]], still: Sequence[Sequence[int]]) -> Finds:
    waited = [_waited(scene, one) for one in falls]
    quarter, _, three_quarters = quantiles(waited, n=4) if inf not in waited else _rough(waited)
    return Finds(
        falls=len(waited),
        median=_known(median(waited)),
        quarter=_known(quarter),
        three_quarters=_known(three_quarters),
        told=round(sum(one < inf for one in waited) / len(waited), 3),
        without=_known(median(_waited(scene, one) for one in still)),
    )


def _waited(scene: Scene, alarms: Sequence[int]) -> float:
    return next((week - scene.quiet for week in alarms if week > scene.quiet), inf)


def _rough(waited: Sequence[float]) -> tuple[float, float, float]:
    """Quartiles without interpolation, where some were never told."""
    found = sorted(waited)
    return found[len(found) // 4], found[len(found) // 2], found[3 * len(found) // 4]


def _known(weeks: float) -> float | None:
    return None if weeks == inf else round(weeks, 1)


def _sums(steady: Sequence[Weeks], scene: Scene) -> list[Count]:
    return [Count(sum(weeks[:FIRST]), FIRST * scene.weekly) for weeks in steady]


def _delay(scene: Scene, expected: Prior) -> float:
    together = -(-ENOUGH // scene.weekly)
    sure = expected.weight + max(LEARNING, (scene.quiet - 8) * scene.weekly)
    volume = Volume(together * scene.weekly, float(together))
    return delay(Design(BEFORE, sure, volume, allowed(scene.series))).mean


def _week(day: date) -> int:
    """How many weeks are over after this Sunday."""
    return ((day - MONDAY).days + 1) // 7
