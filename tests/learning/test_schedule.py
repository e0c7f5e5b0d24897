from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.learning.schedule import Card, anew, born, is_due, review, tonight

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = timedelta(days=1)
MARKS = st.sampled_from([0.0, 0.2, 0.5, 0.75, 1.0])
SURE = st.sampled_from([None, 0, 1, 2, 3])
ANSWERS = st.lists(st.tuples(MARKS, SURE, st.integers(0, 400)), max_size=12)


def after(answers: list[tuple[float, int | None, int]], now: datetime = NOW) -> Card:
    """The card after these answers: mark, confidence, and the days since the one before."""
    card = born(1.0, now)
    for mark, confidence, days in answers:
        now += days * DAY
        card = review(card, mark, confidence, now)
    return card


@pytest.mark.parametrize(
    ("mark", "confidence", "days"),
    [
        (0.0, 0, 12),
        (0.0, 1, 12),
        (0.0, 2, 3),
        (0.0, 3, 3),
        (0.4, 3, 3),
        (0.5, 3, 12),
        (0.9, 3, 12),
    ],
)
def test_what_was_not_right_returns_in_twelve_days_and_sure_and_wrong_in_three(mark: float, confidence: int, days: int):
    card = review(born(1.0, NOW), mark, confidence, NOW)
    assert (card.due - NOW, card.rights, card.retired_at) == (days * DAY, 0, None)


def test_right_returns_in_twenty_four_days_and_right_again_lets_it_rest_for_a_hundred_and_eighty():
    first = born(1.0, NOW)
    assert (first.due - NOW, first.rights, first.retired_at) == (24 * DAY, 1, None)
    again = review(first, 1.0, 0, first.due)
    assert (again.rights, again.retired_at, again.due - first.due) == (2, first.due, 180 * DAY)


def test_the_answer_in_the_lesson_is_the_first_to_count_and_nobody_was_asked_how_sure_they_were():
    card = born(0.0, NOW)
    assert (card.due - NOW, card.confidence, card.sure_and_wrong) == (12 * DAY, None, False)


@given(ANSWERS, MARKS, SURE)
def test_a_review_never_moves_a_card_before_now(
    answers: list[tuple[float, int | None, int]], mark: float, confidence: int | None
):
    card = after(answers)
    later = card.at + 5 * DAY
    moved = review(card, mark, confidence, later)
    assert moved.due >= later + 3 * DAY
    assert not is_due(moved, later)


@given(ANSWERS)
def test_a_card_rests_exactly_after_two_rights_in_a_row(answers: list[tuple[float, int | None, int]]):
    marks = [1.0, *(mark for mark, _, _ in answers)]
    assert (after(answers).retired_at is not None) == (len(marks) > 1 and marks[-1] == marks[-2] == 1.0)


@given(ANSWERS, st.integers(0, 400), st.booleans())
def test_what_rests_returns_only_when_it_fades_or_after_a_hundred_and_eighty_days(
    answers: list[tuple[float, int | None, int]], days: int, fading: bool
):
    card = after([*answers, (1.0, 3, 30), (1.0, 3, 30)])
    assert card.retired_at == card.at
    assert is_due(card, card.at + days * DAY, fading=fading) == (fading or days >= 180)


@given(ANSWERS, st.integers(0, 400))
def test_fading_wakes_only_what_rests(answers: list[tuple[float, int | None, int]], days: int):
    card = after([*answers, (0.0, 3, 30)])
    assert is_due(card, card.at + days * DAY, fading=True) == (days >= 3)


@given(ANSWERS)
def test_another_meaning_of_a_question_begins_its_card_again_at_once(answers: list[tuple[float, int | None, int]]):
    card = after(answers)
    assert anew(card, 1) is card
    fresh = anew(card, 2)
    assert (fresh.revision, fresh.rights, fresh.retired_at) == (2, 0, None)
    assert is_due(fresh, card.at)
    assert review(fresh, 1.0, 2, card.at).retired_at is None


@pytest.mark.parametrize(("mark", "right"), [(1.0, True), (0.99, False), (0.5, False), (0.0, False)])
def test_only_a_wholly_right_answer_is_right(mark: float, right: bool):
    assert born(mark, datetime(2026, 11, 24, tzinfo=UTC)).right is right


@pytest.mark.parametrize(
    ("zone", "ends"),
    [
        ("UTC", datetime(2026, 11, 25, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 11, 24, 11, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 11, 24, 8, tzinfo=UTC)),
    ],
)
def test_what_comes_back_today_may_be_asked_until_the_day_ends_where_the_person_is(zone: str, ends: datetime):
    """It is half past seven in Greenwich on the 24th: still the 23rd in California, and half past eight in the evening in Auckland."""
    now = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
    first = replace(born(1.0, now), due=ends)
    assert not is_due(first, tonight(now, zone))
    assert is_due(replace(first, due=ends - timedelta(microseconds=1)), tonight(now, zone))
