"""What is kept of pages that hold what somebody typed."""

from server.learning.pages.pieces import Passing


def test_a_part_is_kept_for_its_seconds_however_often_it_is_shown():
    kept, made = Passing(9, 60.0), iter(("first", "second"))
    assert [kept.get("a", lambda: next(made), now) for now in (0.0, 30.0, 59.9, 60.0)] == ["first", "first", "first", "second"]


def test_whatever_is_asked_for_lets_go_of_what_is_over():
    kept = Passing(9, 60.0)
    kept.get("a", lambda: "words of somebody", 0.0)
    kept.get("b", lambda: "other words", 61.0)
    assert list(kept.parts) == ["b"]


def test_no_more_are_kept_than_may_be():
    kept = Passing(2, 60.0)
    for key in "abc":
        kept.get(key, lambda: "words", 0.0)
    assert list(kept.parts) == ["b", "c"]
