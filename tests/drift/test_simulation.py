"""Whether the charts keep what they promise, seeded: the short form; the full grid is `long`."""

from datetime import UTC, datetime, time
from uuid import UUID

import pytest

from server.drift.points import Judged, points
from server.drift.simulation import MONDAY, WEEK, Outcome, Scene, pooled, ruled, simulate

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
