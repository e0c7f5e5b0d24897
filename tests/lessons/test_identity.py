"""Ids of choices survive edits."""

import doctest
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from server.lessons.compiler.questions import identity
from server.lessons.compiler.questions.identity import Thing, identify, normal

texts = st.text(alphabet="abcdefgh ÄÖéß日本.", min_size=1, max_size=40)
things = st.lists(st.builds(Thing, texts, st.sampled_from("abcxyz"), st.booleans()), max_size=8)
olds = st.dictionaries(st.text(alphabet="abcdefgxyz", min_size=1, max_size=2), texts, max_size=8)
unlike = st.lists(
    st.sampled_from(["ask who signs", "book the meeting", "send a price list", "wait until monday", "call the champion"]),
    unique=True,
    min_size=1,
)


def unnamed(words: Sequence[str]) -> list[Thing]:
    return [Thing(text, "new") for text in words]


@given(things, olds, st.frozensets(st.sampled_from("abcdef")))
def test_every_thing_gets_one_id_and_no_two_share_it(new: list[Thing], old: dict[str, str], used: frozenset[str]) -> None:
    ids = identify(new, old, used)
    assert len(ids) == len(new)
    assert len(set(ids)) == len(ids)


@given(things, olds, st.frozensets(st.sampled_from("abcdef")))
def test_a_chip_is_kept(new: list[Thing], old: dict[str, str], used: frozenset[str]) -> None:
    ids = identify(new, old, used)
    for chip in {thing.id for thing in new if thing.named}:
        assert chip in ids
        first = next(place for place, thing in enumerate(new) if thing.named and thing.id == chip)
        assert ids[first] == chip


@given(st.lists(texts, unique_by=normal, max_size=8))
def test_unchanged_text_keeps_its_ids(words: list[str]) -> None:
    first = identify(unnamed(words), {})
    assert identify(unnamed(words), dict(zip(first, words, strict=True))) == first


@given(
    st.lists(texts, unique_by=normal, min_size=1, max_size=8).flatmap(
        lambda words: st.tuples(st.just(words), st.permutations(words))
    )
)
def test_a_new_order_keeps_ids(both: tuple[list[str], list[str]]) -> None:
    words, shuffled = both
    before = dict(zip(identify(unnamed(words), {}), words, strict=True))
    after = identify(unnamed(shuffled), before)
    assert dict(zip(after, shuffled, strict=True)) == before


@given(unlike, st.data())
def test_light_rewording_in_any_order_keeps_ids(words: list[str], data: st.DataObject) -> None:
    before = dict(zip(identify(unnamed(words), {}), words, strict=True))
    order = data.draw(st.permutations(list(before.items())))
    ids = identify(unnamed([f"{text.capitalize()} now!" for _, text in order]), before)
    assert ids == tuple(key for key, _ in order)


@given(things, olds, st.frozensets(st.sampled_from("abcdef")))
def test_an_id_used_before_never_comes_back_by_itself(new: list[Thing], old: dict[str, str], used: frozenset[str]) -> None:
    chips = {thing.id for thing in new if thing.named}
    for key in identify(new, old, used):
        assert key in chips or key in old or key not in used


def test_a_text_that_is_like_nothing_gets_a_fresh_id() -> None:
    old = {"a": "Ask the champion", "b": "Send the deck"}
    new = [Thing("Ask the champion", "c"), Thing("Zzz", "b")]
    assert identify(new, old, frozenset({"b-2"})) == ("a", "b-3")


def test_two_equally_like_texts_are_not_guessed_between() -> None:
    assert identify(unnamed(["call dana at nine"]), {"a": "call dana at ten", "b": "call dana at ten"}) == ("new",)


def test_the_better_likeness_wins_whatever_the_order() -> None:
    old = {"a": "Send the plan to the buyer", "b": "Send the plan to the champion"}
    assert identify(unnamed(["Send the plan to the champion today", "Send the plan to the buyer today"]), old) == ("b", "a")


def test_a_second_equal_chip_is_read_as_none() -> None:
    assert identify([Thing("one", "x", named=True), Thing("two", "x", named=True)], {}) == ("x", "x-2")


def test_the_examples_in_its_words_hold() -> None:
    assert doctest.testmod(identity).failed == 0
