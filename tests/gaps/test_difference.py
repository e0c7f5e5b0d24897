"""Where a kept book and what the facts come to differ: each thing is told by its name, with both values, and nothing else is."""

from collections.abc import Callable

import pytest

from server.gaps.book import Book, Look
from server.gaps.difference import Difference, differences
from server.gaps.estimate import Line, Term
from server.gaps.tally import Tally
from tests.gaps.pieces import KEYS

KEPT, FOLLOWS = Term(0.5, 0.25), Term(0.5, 0.25 + 2.0**-54)
ASKED, TWICE = Tally(fresh=[1]), Tally(fresh=[1, 1])
LOOK, LATER = Look(1.0, ()), Look(2.0, ())
ON = (KEYS[0], "deal 1")


def with_line(**terms: object) -> Book:
    return Book(line=Line(**terms))  # type: ignore[arg-type]  # one of the fields, each with its own type


@pytest.mark.parametrize(
    ("where", "made", "one", "other"),
    [
        *[(term, lambda value, term=term: with_line(**{term: value}), KEPT, FOLLOWS) for term in ("ability", "form", "doing")],
        *[
            (f"{part} of {KEYS[0]}", lambda value, part=part: with_line(**{part: {KEYS[0]: value}}), KEPT, FOLLOWS)
            for part in ("know", "questions", "do")
        ],
        (f"deals of {KEYS[0]} on deal 1", lambda value: with_line(deals={ON: value}), KEPT, FOLLOWS),
        (f"counts of knowing {KEYS[0]}", lambda value: Book(know={KEYS[0]: value}), ASKED, TWICE),
        (f"counts of doing {KEYS[0]}", lambda value: Book(do={KEYS[0]: value}), ASKED, TWICE),
        (f"looks at {KEYS[0]} on deal 1", lambda value: Book(deals={ON: value}), LOOK, LATER),
    ],
)
def test_each_thing_that_differs_is_told_with_both_values(where: str, made: Callable[[object], Book], one: object, other: object):
    kept, follows = made(one), made(other)
    assert list(differences(kept, follows)) == [Difference(where, one, other)]
    assert list(differences(kept, Book())) == [Difference(where, one, None)]
    assert list(differences(Book(), follows)) == [Difference(where, None, other)]
    assert list(differences(kept, made(one))) == []


def test_things_are_told_in_the_order_in_which_they_are_kept_and_each_once():
    kept = Book(line=Line(ability=KEPT), know={KEYS[0]: ASKED, KEYS[1]: ASKED})
    follows = Book(know={KEYS[2]: ASKED, KEYS[1]: TWICE, KEYS[0]: TWICE})
    told = [one.where for one in differences(kept, follows)]
    assert told == ["ability", *(f"counts of knowing {key}" for key in (KEYS[0], KEYS[1], KEYS[2]))]
