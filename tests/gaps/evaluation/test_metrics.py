"""The marks, against hand-made cases and against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import log_loss as their_log_loss
from sklearn.metrics import roc_auc_score

from server.gaps.evaluation import metrics

TIED = st.lists(
    st.tuples(st.sampled_from((0.0, 1.0)), st.sampled_from((0.0, 0.1, 0.25, 0.5, 0.9, 1.0)) | st.floats(0, 1)),
    min_size=2,
    max_size=60,
)


@given(TIED)
def test_the_order_is_the_area_under_the_curve_with_ties_counted_half(rows: list[tuple[float, float]]):
    correct, chances = np.array(rows).T
    found = metrics.auc(correct, chances)
    if len(set(correct)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(roc_auc_score(correct, chances))


@given(st.lists(st.tuples(st.sampled_from((0.0, 0.5, 1.0)), st.sampled_from((0.2, 0.4, 0.4, 0.7))), min_size=2, max_size=40))
def test_half_a_right_answer_is_half_a_right_and_half_a_wrong_one(rows: list[tuple[float, float]]):
    correct, chances = np.array(rows).T
    found = metrics.auc(correct, chances)
    if 0 < correct.sum() < len(correct):
        sides = np.r_[np.ones(len(correct)), np.zeros(len(correct))]
        assert found == pytest.approx(roc_auc_score(sides, np.r_[chances, chances], sample_weight=np.r_[correct, 1 - correct]))
    else:
        assert found is None


def test_the_order_of_four_answers_by_hand():
    # Right ones at .8 and .5, wrong ones at .5 and .1: three pairs in order, one tied.
    assert metrics.auc(np.array([1.0, 1, 0, 0]), np.array([0.8, 0.5, 0.5, 0.1])) == 3.5 / 4


@given(TIED)
def test_the_surprise_is_the_log_loss_with_its_clip(rows: list[tuple[float, float]]):
    correct, chances = np.array(rows).T
    clipped = np.clip(chances, 1e-6, 1 - 1e-6)
    assert metrics.log_loss(correct, chances) == pytest.approx(their_log_loss(correct, clipped, labels=[0.0, 1.0]))


def test_a_certain_prediction_that_failed_costs_no_more_than_the_clip():
    assert metrics.log_loss(np.array([0.0]), np.array([1.0])) == pytest.approx(-np.log(1e-6))


def test_the_calibration_error_by_hand():
    # One bin [0, 1/15): said .05 twice, came once: off by .45. The last bin: said .95 and 1, came twice: off by .025.
    correct, chances = np.array([1.0, 0, 1, 1]), np.array([0.05, 0.05, 0.95, 1.0])
    assert metrics.ece(correct, chances) == pytest.approx((2 * 0.45 + 2 * 0.025) / 4)


@given(TIED)
def test_the_calibration_error_is_the_sum_over_fifteen_equal_bins(rows: list[tuple[float, float]]):
    correct, chances = np.array(rows).T
    total = 0.0
    for number in range(15):
        inside = (chances * 15 >= number) & ((chances * 15 < number + 1) | (number == 14))
        if inside.any():
            total += inside.mean() * abs(chances[inside].mean() - correct[inside].mean())
    assert metrics.ece(correct, chances) == pytest.approx(total)


def test_the_order_within_a_person_is_the_mean_over_those_with_twenty_rows_of_both_kinds():
    chance = np.random.default_rng(3)
    users = np.repeat([0, 1, 2, 3], [25, 19, 30, 20])
    correct, chances = (chance.random(len(users)) < 0.6).astype(float), chance.random(len(users))
    correct[users == 3] = 1.0
    each = [roc_auc_score(correct[users == user], chances[users == user]) for user in (0, 2)]
    assert metrics.within_user_auc(users, correct, chances) == pytest.approx(np.mean(each))


def test_without_anybody_who_answered_twenty_there_is_no_order_within_a_person():
    users, correct = np.zeros(19, dtype=np.int64), np.tile([0.0, 1.0], 10)[:19]
    assert metrics.within_user_auc(users, correct, correct) is None


def test_every_mark_comes_together():
    users, correct, chances = np.zeros(20, dtype=np.int64), np.tile([0.0, 1.0], 10), np.tile([0.2, 0.8], 10)
    assert list(metrics.marks(users, correct, chances)) == pytest.approx([1.0, -np.log(0.8), 0.2, 1.0])
