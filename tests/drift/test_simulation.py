"""Whether the charts keep what they promise, seeded: the short form; the full grid is `long`."""

from datetime import UTC, datetime, time
from uuid import UUID

import pytest
from msgspec.structs import replace

from server.drift.points import Judged, points
from server.drift.simulation import MONDAY, WEEK, Errs, Finds, Outcome, Scene, Simulated, equal, pooled, ruled, simulate

SHORT = Scene(teams=12, series=1, weekly=8, weeks=261, quiet=52, falls=24)


def test_five_years_without_drift_and_a_fall_that_is_told():
    found = simulate(SHORT, seed=1)
    assert found.chart.errs.years == 60.0
    assert found.chart.errs.high <= 1.0
    assert found.chart.finds.told == 1.0
    assert found.chart.finds.median is not None
    assert found.chart.finds.median <= 10
    # What the page says of the delay is what comes of it.
    assert found.chart.finds.median == pytest.approx(found.expected, abs=2)
    # The rule errs ten times as often. What it tells of a fall so soon, it tells as soon where nothing falls.
    assert found.rule.errs.rate > 10 * found.chart.errs.rate
    assert found.rule.finds.without is not None
    assert found.rule.finds.without < 7
    assert found.chart.finds.without is None or found.chart.finds.without > 3 * found.chart.finds.median


def test_a_team_with_six_series_may_err_no_more_often():
    found = simulate(Scene(teams=4, series=6, weekly=3, weeks=261, quiet=52, falls=10), seed=1)
    assert found.chart.errs.rate <= 1.0
    # Three answers a week are never enough for the rule.
    assert (found.rule.errs.alarms, found.rule.finds.told) == (0, 0.0)
    assert found.chart.finds.told > 0.9


@pytest.mark.long
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("series", [1, 6, 12])
@pytest.mark.parametrize("weekly", [3, 8, 20])
def test_no_volume_and_no_number_of_series_errs_more_than_once_a_team_year(weekly: int, series: int):
    found = simulate(Scene(weekly=weekly, series=series), seed=1)
    assert found.chart.errs.rate <= 1.0
    assert found.chart.finds.median == pytest.approx(found.expected, abs=4)


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_at_equal_false_alarms_the_chart_tells_a_fall_sooner_than_the_rule():
    found = simulate(Scene(), seed=1, yearly=(0.5,))
    (strict,) = [one for one in found.rules if one.below == 0.5]
    rivals = [one for one in (found.chart, *found.charts) if one.errs.rate <= strict.errs.rate]
    assert rivals
    assert min(map(waited, rivals)) <= waited(strict)


def moment(week: int) -> datetime:
    return datetime.combine(MONDAY + week * WEEK, time(9), UTC)


def waited(one: Outcome) -> float:
    return one.finds.median or 999.0


def test_what_is_drawn_is_put_together_as_the_product_does():
    weeks = [3, 2, 1, 0, 3, 3, 2, 2]
    judged = [
        Judged(case=UUID(int=10 * week + place), at=moment(week), met=place < met)
        for week, met in enumerate(weeks)
        for place in range(3)
    ]
    assert tuple(pooled(weeks, 3)) == points(judged, "UTC", moment(99)).points


def test_the_rule_tells_low_weeks_in_a_row_once():
    assert ruled([8, 5, 5, 6, 4, 8], 8) == [2, 5]
    assert ruled([0, 0], 4) == []


def outcome(rate: float, weeks: float | None, **which: float) -> Outcome:
    errs = Errs(alarms=1, years=1.0, rate=rate, low=0.0, high=9.0, first_year=0.0)
    return Outcome(
        errs=errs, finds=Finds(falls=9, median=weeks, quarter=weeks, three_quarters=weeks, told=1.0, without=None), **which
    )


def test_at_an_equal_promise_the_soonest_rule_stands_beside_the_soonest_chart_that_errs_no_more():
    quick, kept, never = outcome(8.5, 3.0, below=0.7), outcome(0.4, 9.0, below=0.5), outcome(0.1, None, below=0.3)
    used, rarer, rarest = outcome(0.5, 8.0, yearly=1.0), outcome(0.4, 8.5, yearly=0.7), outcome(0.2, 10.0, yearly=0.2)
    found = Simulated(scene=Scene(), chart=used, rule=quick, charts=(rarest, rarer), rules=(kept, never), expected=8.0)
    assert equal(found) == (rarer, kept)
    assert equal(replace(found, rules=())) is None, "no rule keeps the promise"
    assert equal(replace(found, charts=())) is None, "no chart errs as rarely"
    assert equal(replace(found, rules=(outcome(0.0, None, below=0.3),))) is None, (
        "a rule that never says anything keeps no promise"
    )


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("series", "weekly"), [(6, 8), (12, 8), (6, 20), (12, 20)])
def test_at_an_equal_promise_the_chart_errs_less_and_tells_a_fall_sooner(series: int, weekly: int, seed: int):
    pair = equal(simulate(Scene(teams=12, series=series, weekly=weekly, falls=400), seed, (0.25, 0.5, 0.75)))
    assert pair is not None
    chart, rule = pair
    assert chart.errs.rate <= rule.errs.rate <= 1.0
    assert chart.finds.median is not None
    assert rule.finds.median is not None
    assert chart.finds.median < rule.finds.median
