"""Answers as columns: sorted, coded, parted into folds."""

from hashlib import sha256

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from server.gaps.evaluation.answer import Answer
from server.gaps.evaluation.folds import parted
from server.gaps.evaluation.rows import fold_of, rows_of

LOGS = st.lists(
    st.builds(Answer, st.integers(0, 8), st.integers(0, 5), st.integers(0, 6).map(float), st.just(1.0), st.just((1,)))
)


@given(LOGS)
def test_rows_are_sorted_by_person_time_and_place(answers: list[Answer]):
    rows = rows_of(answers)
    order = sorted(range(len(answers)), key=lambda place: (answers[place].user, answers[place].at, place))
    assert rows.at.tolist() == [answers[place].at for place in order]
    codes = {code: answers[place].user for code, place in zip(rows.users.tolist(), order, strict=True)}
    assert [codes[code] for code in rows.users.tolist()] == [answers[place].user for place in order]
    assert rows.people == len(codes)


@given(LOGS)
def test_in_order_of_time_ties_stand_as_they_are(answers: list[Answer]):
    rows = rows_of(answers)
    assert rows.by_time.tolist() == sorted(range(len(rows)), key=lambda place: (rows.at[place], place))


def test_people_are_sorted_by_number_and_not_by_how_it_is_written():
    rows = rows_of(Answer(user, 1, 0.0, 1.0, ()) for user in (10, 9, 100))
    assert rows.users.tolist() == [1, 0, 2]


def test_the_fold_follows_from_the_id_alone():
    assert [fold_of(user) for user in (3021, "3021", 7)] == [fold_of("3021")] * 2 + [fold_of("7")]
    assert fold_of(3021) == int(sha256(b"gap-v1:3021").hexdigest(), 16) % 5
    rows = rows_of(Answer(user, 1, 0.0, 1.0, ()) for user in range(50))
    assert rows.folds.tolist() == [fold_of(user) for user in range(50)]


def test_nobody_is_predicted_by_what_was_learned_from_them():
    rows = rows_of(Answer(user % 50, 1, float(user), 1.0, ()) for user in range(200))
    tested = []
    for training, testing in parted(rows.folds):
        assert not set(rows.users[training].tolist()) & set(rows.users[testing].tolist())
        assert len(training) + len(testing) == len(rows)
        tested += testing.tolist()
    assert sorted(tested) == list(range(len(rows)))


def test_a_question_whose_behaviours_changed_is_another_question():
    rows = rows_of([Answer(1, "q", 0.0, 1.0, ("a",)), Answer(1, "q", 1.0, 1.0, ("a", "b")), Answer(1, "q", 2.0, 1.0, ("a",))])
    assert rows.items.tolist() == [0, 1, 0]
    assert rows.behaviours == [(0,), (0, 1)]
    assert (rows.questions, rows.skills) == (2, 2)


def test_answers_of_each_person_are_counted():
    rows = rows_of(Answer(user, 1, 0.0, 1.0, ()) for user in (4, 9, 4))
    assert rows.answers_of_each().tolist() == [2, 1]
    assert np.array_equal(rows.weights, np.ones(3))
