"""What a series is held against: the level of the company, and its own drawn towards it."""

import pytest

from server.drift.chart import WEIGHT, Prior, drawn, prior
from server.drift.points import Count

USUAL = Prior(0.8, 16.0)


@pytest.mark.parametrize(
    ("counts", "level", "weight"),
    [
        ([], 0.5, WEIGHT),
        ([(8, 10)], 9 / 12, WEIGHT),
        ([(1, 1)], 2 / 3, WEIGHT),
        ([(80, 100), (20, 100)], 101 / 202, WEIGHT),
        # Level .6707, so noise .22085; spread .95: between (.95 - 3 * .22085) / 52.5 = .0054751, and .22085 / .0054751 - 1.
        ([(8, 10), (28, 40), (10, 20), (8, 10)], 55 / 82, 39.33656),
        ([(80, 100), (80, 100), (80, 100)], 241 / 302, 64.0),
        # Noise .14036, between .0019: 72 answers, of which 64 are kept.
        ([(80, 100), (80, 100), (90, 100)], 251 / 302, 64.0),
        ([(20, 100), (50, 100), (90, 100)], 161 / 302, 8.0),
        ([(0, 0), (0, 0), (0, 0), (8, 10)], 9 / 12, WEIGHT),
    ],
)
def test_the_more_the_series_of_a_company_differ_the_less_it_says_of_the_next(
    counts: list[tuple[int, int]], level: float, weight: float
):
    found = prior([Count(met, n) for met, n in counts])
    assert found.level == pytest.approx(level)
    assert found.weight == pytest.approx(weight)


@pytest.mark.parametrize(
    ("own", "level", "sure"),
    [
        ((19, 24), 31.8 / 40, 40.0),
        ((14, 24), 26.8 / 40, 40.0),
        ((13, 24), 13.8 / 25, 25.0),
        ((0, 24), 0.8 / 25, 25.0),
        ((80, 160), 80.8 / 161, 161.0),
    ],
)
def test_a_level_is_drawn_to_the_companys_unless_it_plainly_is_another(own: tuple[int, int], level: float, sure: float):
    assert drawn(Count(*own), USUAL) == pytest.approx((level, sure))


def test_a_level_that_is_just_two_deviations_away_is_still_drawn():
    assert drawn(Count(8, 8), Prior(0.5, 8.0)) == (0.75, 16.0)
    assert drawn(Count(9, 9), Prior(0.5, 8.0)) == (0.95, 10.0)
