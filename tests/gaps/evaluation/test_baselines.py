"""The simple models, and ours by the same rules: honest, by hand where that can be done, each at the place that its features give it."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from server.gaps.evaluation import model
from server.gaps.evaluation.answer import Answer
from server.gaps.evaluation.baselines import best_lr, elo, pfa, question_mean
from server.gaps.evaluation.baselines.counts import counts_of
from server.gaps.evaluation.metrics import marks
from server.gaps.evaluation.rows import Rows, rows_of
from tests.gaps.evaluation.learners import simulated

Predict = Callable[[Rows], NDArray[np.float64]]

COLD: dict[str, Predict] = {"model": model.cold, "question_mean": question_mean.cold, "elo": elo.cold}
FITTED: dict[str, Predict] = {
    "model": lambda rows: model.fitted(rows, rows.folds),
    "question_mean": lambda rows: question_mean.fitted(rows, rows.folds),
    "pfa": lambda rows: pfa.fitted(rows, rows.folds),
    "best_lr": lambda rows: best_lr.fitted(rows, rows.folds),
    "elo": lambda rows: elo.fitted(rows, rows.folds),
}


def turned(answers: list[Answer], place: int) -> list[Answer]:
    """The same answers, one of them right instead of wrong or the other way."""
    one = answers[place]
    return [*answers[:place], one._replace(correct=1 - one.correct), *answers[place + 1 :]]


@pytest.mark.parametrize("name", COLD)
def test_begun_with_nothing_no_model_sees_the_answer_it_predicts_or_a_later_one(name: str):
    answers = sorted(simulated(12, 10), key=lambda one: one.at)
    rows, other = rows_of(answers), rows_of(turned(answers, 60))
    before, after = COLD[name](rows)[rows.by_time], COLD[name](other)[other.by_time]
    assert before[:61].tolist() == after[:61].tolist()
    assert before[61:].tolist() != after[61:].tolist()


@pytest.mark.parametrize("name", FITTED)
def test_fitted_no_model_sees_the_answer_it_predicts_or_a_later_one_of_the_same_person(name: str):
    answers = simulated(12, 10)
    rows, other = rows_of(answers), rows_of(turned(answers, 55))
    before, after = FITTED[name](rows), FITTED[name](other)
    own = rows.folds == rows.folds[55]
    assert rows.users[55] == 5
    unseen = own & ((rows.users != 5) | (np.arange(len(rows)) <= 55))
    assert before[unseen].tolist() == after[unseen].tolist()
    assert before[~own].tolist() != after[~own].tolist()


@pytest.mark.parametrize("name", FITTED)
def test_every_model_says_chances_that_beat_a_coin(name: str):
    rows = rows_of(simulated())
    chances = FITTED[name](rows)
    assert ((chances > 0) & (chances < 1)).all()
    found = marks(rows.users, rows.correct, chances)
    assert (found.auc or 0) > 0.55
    assert found.log_loss < np.log(2)


def test_what_a_model_can_see_decides_its_place():
    rows = rows_of(simulated(150, 60, seed=4))
    # Ours has no place here, and fitting it takes longer than all of them.
    auc = {name: marks(rows.users, rows.correct, FITTED[name](rows)).auc or 0.0 for name in FITTED.keys() - {"model"}}
    assert auc["pfa"] < auc["best_lr"]
    assert auc["question_mean"] < auc["best_lr"]
    assert auc["question_mean"] < auc["elo"]


@pytest.mark.parametrize("name", FITTED)
def test_one_person_alone_is_predicted_from_nothing(name: str):
    rows = rows_of(simulated(1, 30))
    chances = FITTED[name](rows)
    assert len(chances) == 30
    assert np.isfinite(chances).all()


@pytest.mark.parametrize("name", FITTED)
def test_people_who_were_always_right_teach_that_and_no_more(name: str):
    rows = rows_of(one._replace(correct=1.0) if isinstance(one.user, int) and one.user else one for one in simulated(8, 20))
    assert np.isfinite(FITTED[name](rows)).all()


@pytest.mark.parametrize("name", FITTED)
def test_answers_that_are_partly_right_are_learned_from(name: str):
    rows = rows_of(one._replace(correct=0.5 if one.item == 0 else one.correct) for one in simulated(20, 30))
    assert np.isfinite(FITTED[name](rows)).all()


def test_questions_about_no_behaviour_are_predicted_too():
    rows = rows_of(one._replace(behaviours=()) for one in simulated(10, 20))
    for predict in (*FITTED.values(), *COLD.values()):
        assert np.isfinite(predict(rows)).all()


def test_the_question_mean_by_hand():
    rows = rows_of([Answer(1, "q", 0.0, 1.0, ("k",)), Answer(2, "q", 1.0, 0.0, ("k",))])
    first, second = question_mean.cold(rows)
    assert first == 0.5
    everyone = 2 / 3
    behaviour = (1 + 5 * everyone) / 6
    assert second == pytest.approx((1 + 5 * behaviour) / 6)


def test_the_counts_are_those_of_earlier_answers_of_the_same_person():
    answers = [
        *(Answer(1, "x", at, right, ("a",)) for at, right in ((0.0, 1.0), (1.0, 0.0))),
        Answer(1, "y", 2.0, 0.5, ("a", "b")),
        Answer(1, "z", 3.0, 1.0, ("b",)),
        Answer(2, "x", 0.0, 1.0, ("a",)),
    ]
    counts = counts_of(rows_of(answers))
    found = {
        (row, skill): (wins, fails)
        for row, skill, wins, fails in zip(counts.rows, counts.skills, counts.wins, counts.fails, strict=True)
    }
    assert found == {(0, 0): (0, 0), (1, 0): (1, 0), (2, 0): (1, 1), (2, 1): (0, 0), (3, 1): (0.5, 0.5), (4, 0): (0, 0)}
    assert counts.all_wins.tolist() == [0, 1, 1, 1.5, 0]
    assert counts.all_fails.tolist() == [0, 0, 1, 1.5, 0]


def test_a_rating_fades_between_two_answers_and_not_backwards():
    def second(at: float) -> float:
        return float(elo.cold(rows_of([Answer(1, "q", 0.0, 1.0, ("k",)), Answer(1, "r", at, 1.0, ("k",))]))[1])

    assert second(0.0) > second(86_400.0) > second(100 * 86_400.0)
