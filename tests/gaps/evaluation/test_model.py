"""Our model on simulated learners: ahead of guessing, calibrated, and blind to what it has yet to predict."""

import numpy as np
import pytest

from server.gaps.estimate import Shared
from server.gaps.evaluation import model
from server.gaps.evaluation.baselines import question_mean
from server.gaps.evaluation.features import COLUMNS, Trace
from server.gaps.evaluation.head import Head
from server.gaps.evaluation.metrics import marks
from server.gaps.evaluation.rows import Rows, rows_of
from server.gaps.evidence import Evidence
from server.gaps.prior import K0
from tests.gaps.evaluation.learners import simulated


@pytest.fixture(scope="module")
def rows() -> Rows:
    return rows_of(simulated(people=150))


def test_cold_it_is_ahead_of_the_mean_of_each_question(rows: Rows):
    ours, theirs = (marks(rows.users, rows.correct, predict(rows)) for predict in (model.cold, question_mean.cold))
    assert ours.auc is not None
    assert theirs.auc is not None
    assert ours.auc > theirs.auc + 0.05
    assert ours.ece < 0.04


def test_fitted_it_is_ahead_of_itself_cold(rows: Rows):
    cold, fitted = model.cold(rows), model.fitted(rows, rows.folds)
    before, after = (marks(rows.users, rows.correct, chances) for chances in (cold, fitted))
    assert after.log_loss < before.log_loss
    assert after.ece < 0.04


def test_an_answer_never_changes_a_chance_before_it():
    answers = simulated(people=12)
    last = max(range(len(answers)), key=lambda place: answers[place].at)
    turned = [one._replace(correct=1 - one.correct) if place == last else one for place, one in enumerate(answers)]
    assert (model.cold(rows_of(answers)) == model.cold(rows_of(turned))).all()


def test_a_fold_is_predicted_without_its_own_people():
    """Turning all answers of one person changes what is said of others in the fold by nothing."""
    answers = simulated(people=12)
    rows = rows_of(answers)
    fold = rows.folds[0]
    someone = rows.users[0]
    turned = rows_of([one._replace(correct=1 - one.correct) if one.user == answers[0].user else one for one in answers])
    beside = (rows.folds == fold) & (rows.users != someone)
    assert beside.any()
    before, after = (model.fitted(some, some.folds) for some in (rows, turned))
    assert (before[beside] == after[beside]).all()
    assert (before[rows.folds != fold] != after[rows.folds != fold]).any()


@pytest.mark.parametrize("people", [1, 2, 3])
def test_few_people_are_predicted_all_the_same(people: int):
    rows = rows_of(simulated(people=people))
    for chances in (model.cold(rows), model.fitted(rows, rows.folds)):
        assert ((chances > 0) & (chances < 1)).all()


def test_every_feature_has_its_name():
    trace = Trace(Shared(), K0)
    for place in range(3):
        assert len(trace.step(Evidence("know", ("a", "b")[: place % 3], "q", 9.0 * place, 1.0, 1.0))) == len(COLUMNS)


def test_the_regression_finds_the_weights_that_made_the_marks():
    chance = np.random.default_rng(1)
    table = chance.normal(0, 1, (20_000, 3)) * [1.0, 10.0, 0.1]
    truth = 1 / (1 + np.exp(-(0.5 + table @ [1.0, -0.05, 0.0])))
    found = Head(table, (chance.random(20_000) < truth).astype(float), np.ones(20_000)).chances(table)
    assert np.abs(found - truth).mean() < 0.01
