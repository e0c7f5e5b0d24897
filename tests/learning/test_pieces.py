"""What is kept of pages that hold what somebody typed."""

from functools import partial

from server import lately
from server.lately import Kept
from server.learning.pages import pieces
from server.learning.pages.pieces import length


def test_words_are_let_go_with_all_that_is_kept_where_nobody_asks_for_others():
    pieces._words.get("a", lambda: (b"words of somebody",))
    lately.forget()
    assert (list(pieces._words.parts), pieces._words.held) == ([], 0)


def test_no_more_letters_are_kept_than_may_be():
    kept = Kept(10, length)
    for key in "abc":
        assert kept.get(key, lambda: ("words", "")) == ("words", "")
    assert ([key for key, _part in kept.parts.values()], kept.held) == (["b", "c"], 10)


def test_what_was_asked_for_last_stays():
    kept = Kept(10, length)
    for key in "abac":
        assert kept.get(key, lambda: ("wor", "ds")) == ("wor", "ds")
    assert ([key for key, _part in kept.parts.values()], kept.held) == (["a", "c"], 10)


def test_a_part_that_is_larger_than_all_that_may_be_kept_is_made_each_time_and_pushes_nothing_out():
    kept = Kept(3, length)
    kept.get("b", lambda: ("one",))
    assert kept.get("a", lambda: ("words",)) == ("words",)
    assert ([key for key, _part in kept.parts.values()], kept.held) == (["b"], 3)


def test_two_keys_with_the_same_hash_are_two_keys():
    kept = Kept(10, length)
    assert hash(-1) == hash(-2)
    assert [kept.get(key, partial(words_of, key)) for key in (-1, -2, -2, -1)] == [("-1",), ("-2",), ("-2",), ("-1",)]
    assert ([key for key, _part in kept.parts.values()], kept.held) == ([-1], 2)


def words_of(key: int) -> tuple[str]:
    return (str(key),)


def test_what_belongs_to_a_visit_is_put_into_what_is_kept():
    parts = ("“one” ".encode(), pieces.CSRF.encode(), " ≤ ".encode(), pieces.FORM.encode())
    first, second = (pieces._filled(parts, csrf="token") for _ in range(2))
    assert first.startswith("“one” token ≤ ")
    assert first != second
    assert length(parts) == 10 + len(pieces.CSRF) + 5 + len(pieces.FORM)
