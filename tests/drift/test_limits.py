"""The limits of the charts: the chain against linear algebra, and what is allowed against what comes of it."""

from math import comb, exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.drift.chain import NEVER, Chain, Moves, Score, run_length
from server.drift.limits import FALL, Design, Volume, limit, moved, rate, score


@pytest.mark.parametrize(("level", "fallen"), [(0.8, 0.6), (0.5, 3 / 11), (0.9, 27 / 35)])
def test_a_chart_is_tuned_to_a_fall_like_that_from_80_to_60(level: float, fallen: float):
    assert moved(level, 1 / FALL) == pytest.approx(fallen)
    found = score(level)
    assert found.hit / found.steps == pytest.approx(log(level / fallen) / log(FALL), abs=0.025)


@pytest.mark.parametrize("level", [0.08, 0.1, 0.3, 0.5, 0.62, 0.7, 0.8, 0.86, 0.92, 0.94])
def test_the_sum_falls_at_the_level_and_climbs_after_the_fall(level: float):
    found = score(level)
    assert (1 - level) * found.miss < level * found.hit
    fallen = moved(level, 1 / FALL)
    assert (1 - fallen) * found.miss > fallen * found.hit


@pytest.mark.parametrize(
    ("p", "scores", "n", "limit"),
    [
        (0.8, Score(7, 3), 8, 23),
        (0.8, Score(7, 3), 9, 16),
        (0.7, Score(7, 3), 20, 31),
        (0.6, Score(1, 1), 11, 4),
        (0.95, Score(9, 1), 8, 12),
        (0.55, Score(7, 3), 8, 40),
    ],
)
def test_the_run_length_is_the_solution_of_the_linear_equations(p: float, scores: Score, n: int, limit: int):
    assert run_length(p, scores, n, limit) == pytest.approx(solved(p, scores, n, limit), rel=1e-5)


def test_one_elimination_tells_the_run_lengths_of_all_limits():
    scores = Score(7, 3)
    chain = Chain(Moves.of(0.75, scores, 9))
    for states in range(1, 30):
        chain.grow()
        assert chain.lengths[-1] == pytest.approx(solved(0.75, scores, 9, states * chain.moves.unit), rel=1e-5)


def test_a_run_that_nobody_waits_for_has_a_length_all_the_same():
    assert run_length(0.85, Score(1, 1), 8, 26) == NEVER


def solved(p: float, scores: Score, n: int, limit: int) -> float:
    """Brook and Evans: (I - Q) L = 1 over the sums below the limit, on every step, without a short cut."""
    q = np.zeros((limit, limit))
    for before in range(limit):
        for met in range(n + 1):
            after = max(0, before + scores.of(met, n))
            if after < limit:
                q[before, after] += comb(n, met) * p**met * (1 - p) ** (n - met)
    return float(np.linalg.solve(np.eye(limit) - q, np.ones(limit))[0])


@pytest.mark.parametrize(("level", "sure"), [(0.46, 400.0), (0.8, 40.0), (0.8, 400.0), (0.92, 100.0)])
@pytest.mark.parametrize(("volume", "share"), [(Volume(8, 1.0), 1.0), (Volume(9, 3.0), 1 / 6), (Volume(20, 1.0), 1.0)])
def test_a_limit_keeps_to_what_is_allowed_and_the_next_lower_one_does_not(
    level: float, sure: float, volume: Volume, share: float
):
    found, scores = limit(level, sure, volume, share), score(level)
    allowed = share * volume.weeks * 7 / 365.25
    # What is computed with is the next lower rung of the ladder of `sure`.
    assert rate(level, sure, scores, volume.n, found) <= allowed
    assert rate(level, sure / 1.25, scores, volume.n, found - 1) > allowed


@pytest.mark.parametrize("level", [0.1, 0.6, 0.8, 0.93])
@pytest.mark.parametrize(("volume", "share"), [(Volume(8, 1.7), 1 / 14), (Volume(9, 4.0), 1.0), (Volume(30, 1.0), 4.0)])
def test_a_sum_reaches_its_limit_and_no_step_before_it_however_sure_the_level_is(level: float, volume: Volume, share: float):
    for sure in (24.0, 90.0, 5_000.0):
        design = Design(level, sure, volume, share)
        step = 1 / design.scores.steps
        assert design.is_reached(design.limit)
        assert not design.is_reached(design.limit - step)


def test_a_point_of_thousands_of_answers_is_counted_as_one_of_hundreds():
    many, few = Moves.of(0.8, score(0.8), 2_000), Moves.of(0.8, score(0.8), 1_000)
    assert sum(many.chances) == pytest.approx(1)
    assert max(many.chances) == pytest.approx(max(few.chances) / sqrt(2), rel=0.01)


def test_who_is_less_sure_or_may_err_less_gets_a_wider_limit():
    volume = Volume(8, 1.0)
    assert limit(0.8, 40, volume, 1.0) > limit(0.8, 400, volume, 1.0)
    assert limit(0.8, 400, volume, 1 / 12) > limit(0.8, 400, volume, 1 / 6) > limit(0.8, 400, volume, 1.0)


def test_a_limit_that_took_the_estimate_for_the_truth_would_err_too_often():
    volume, sure = Volume(8, 1.0), 40.0
    known = limit(0.8, 1e9, volume, 1.0)
    assert rate(0.8, sure, score(0.8), 8, known) > 2 * volume.weeks * 7 / 365.25


def test_below_the_lowest_level_there_is_nothing_left_to_fall():
    assert Design(0.07, 100, Volume(8, 1.0), 1.0).added(3.0, 0, 8) == 0
    assert Design(0.09, 100, Volume(8, 1.0), 1.0).added(3.0, 0, 8) > 3


def test_a_chart_that_never_errs_is_refused():
    with pytest.raises(ValueError, match="never errs"):
        limit(0.8, 100, Volume(8, 1.0), 0.0)


@pytest.mark.parametrize(
    ("level", "sure", "n", "limit"), [(0.8, 40.0, 8, 23), (0.8, 400.0, 8, 14), (0.6, 60.0, 9, 12), (0.9, 100.0, 12, 18)]
)
def test_the_rate_is_the_mean_over_the_levels_that_the_answers_leave_possible(level: float, sure: float, n: int, limit: int):
    scores, spread = score(level), 1 / sqrt(sure * level * (1 - level))
    grid = np.linspace(-5, 5, 201)
    weights = np.exp(-(grid**2) / 2)
    rates = [1 / run_length(moved(level, exp(spread * z)), scores, n, limit) for z in grid]
    assert rate(level, sure, scores, n, limit) == pytest.approx(float(np.average(rates, weights=weights)), rel=0.06)


@given(st.floats(0.08, 0.94), st.integers(8, 14), st.integers(1, 60))
def test_chances_only_leave_over_the_limit(p: float, n: int, limit: int):
    moves = Moves.of(p, score(p), n)
    at = moves.start(limit)
    for _ in range(3):
        before, at = sum(at), moves.after(at)
        assert min(at) >= 0
        assert sum(at) <= before + 1e-12
    assert sum(moves.chances) == pytest.approx(1)
