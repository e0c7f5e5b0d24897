"""What a card says: why its question comes now, and when it comes again."""

from datetime import UTC, datetime, timedelta

import pytest

from server.learning.recall import again, why
from server.learning.schedule import Card, born, review
from server.sentences.words import tell

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ZONE = "Europe/Prague"


def said(card: Card, *, revision: int = 1, days: int = 30) -> str:
    return tell(why(card, revision, AT + days * DAY), zone=ZONE, now=AT + days * DAY)


@pytest.mark.parametrize(
    ("mark", "confidence", "begins"),
    [
        (0.0, 3, "You were sure and wrong on 3\u00a0Nov."),
        (0.0, 1, "Not right yet on 3\u00a0Nov."),
        (0.5, 3, "Partly right on 3\u00a0Nov."),
        (0.25, 0, "Partly right on 3\u00a0Nov."),
    ],
)
def test_what_was_not_right_says_so_and_comes_until_it_is_right_twice(mark: float, confidence: int, begins: str):
    assert said(review(born(1.0, AT), mark, confidence, AT)) == f"{begins} It comes back until you are right twice."


def test_what_was_right_once_needs_one_more():
    assert said(born(1.0, AT)) == "You last got it right on 3\u00a0Nov. Right once more, and it rests for half a year."


def test_what_rests_says_why_it_was_woken():
    resting = review(born(1.0, AT - 24 * DAY), 1.0, 3, AT)
    assert "is fading" in said(resting)
    assert "Once in half a year" in said(resting, days=180)


def test_a_question_that_changed_says_so():
    assert "has changed since you answered it on 3\u00a0Nov" in said(born(1.0, AT), revision=2)


@pytest.mark.parametrize(
    ("card", "says"),
    [
        (review(born(0.0, AT), 1.0, 2, AT), "Fairly sure, and right: it comes back in 24 days, on 27\u00a0Nov."),
        (review(born(0.0, AT), 1.0, 0, AT), "Guess, and right: it comes back in 24 days, on 27\u00a0Nov."),
        (review(born(0.0, AT), 0.0, 3, AT), "Certain, and not right: it comes back in 3 days already, on 6\u00a0Nov."),
        (review(born(0.0, AT), 0.5, 3, AT), "Certain, and partly right: it comes back in 12 days, on 15\u00a0Nov."),
        (review(born(0.0, AT), 0.0, 1, AT), "It comes back in 12 days, on 15\u00a0Nov."),
        (
            review(born(1.0, AT), 1.0, 1, AT),
            "Right twice in a row: it rests for half a year, unless what it is about fades.",
        ),
    ],
)
def test_an_answer_says_when_the_question_comes_again_and_by_which_rule(card: Card, says: str):
    assert again(card, ZONE) == says
