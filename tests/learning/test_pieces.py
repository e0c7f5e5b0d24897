"""What is kept of pages that hold what somebody typed."""

from server import lately
from server.learning.pages import pieces
from server.learning.pages.pieces import Kept, Passing, letters


def test_a_part_is_kept_for_its_seconds_however_often_it_is_shown():
    kept, made = Passing(99, 60.0), iter((("first",), ("second",)))
    assert [kept.get("a", lambda: next(made), now) for now in (0.0, 30.0, 59.9, 60.0)] == [("first",)] * 3 + [("second",)]


def test_whatever_is_asked_for_lets_go_of_what_is_over():
    kept = Passing(99, 60.0)
    kept.get("a", lambda: ("words of somebody",), 0.0)
    kept.get("b", lambda: ("other words",), 61.0)
    assert list(kept.parts) == ["b"]


def test_words_are_let_go_with_all_that_is_kept_where_nobody_asks_for_others():
    pieces._words.get("a", lambda: ("words of somebody",), 0.0)
    lately.forget()
    assert (list(pieces._words.parts), pieces._words.held) == ([], 0)


def test_no_more_letters_are_kept_than_may_be():
    kept = Passing(10, 60.0)
    for key in "abc":
        assert kept.get(key, lambda: ("words", ""), 0.0) == ("words", "")
    assert (list(kept.parts), kept.held) == (["b", "c"], 10)


def test_what_was_asked_for_last_stays():
    kept = Kept(10, letters)
    for key in "abac":
        assert kept.get(key, lambda: ("wor", "ds")) == ("wor", "ds")
    assert (list(kept.parts), kept.held) == (["a", "c"], 10)


def test_a_part_that_is_larger_than_all_that_may_be_kept_is_made_each_time():
    kept, passing = Kept(3, letters), Passing(3, 60.0)
    assert [kept.get("a", lambda: ("words",)), passing.get("a", lambda: ("words",), 0.0)] == [("words",)] * 2
    assert (kept.held, passing.held) == (0, 0)
