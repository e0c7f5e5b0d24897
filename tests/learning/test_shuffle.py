"""The order in which choices are seen."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.learning.shuffle import moves_shown, shown, shuffled
from server.lessons.compiler.model import Question
from tests.learning import questions as q

seeds = st.integers(0, 2**31 - 1)


@given(st.sampled_from(q.EVERY), seeds, st.integers(0, 5))
def test_every_part_is_shown_once_and_the_same_way_every_time(question: Question, seed: int, nth: int):
    ids = [part.id for part in (question.match.rights if question.match else question.choices)]
    assert sorted(shown(question, seed, nth)) == sorted(ids)
    assert shown(question, seed, nth) == shown(question, seed, nth)


@given(seeds, st.integers(0, 5))
def test_items_to_order_are_never_shown_solved(seed: int, nth: int):
    assert shown(q.ORDER, seed, nth) != tuple("abcde")
    two = replace(q.ORDER, choices=q.ORDER.choices[:2])
    assert shown(two, seed, nth) == ("b", "a")


@given(seeds)
def test_a_fixed_order_stays_and_a_scale_is_never_shuffled(seed: int):
    assert shown(replace(q.SINGLE, fixed_order=True), seed) == ("a", "b", "c")
    assert shown(q.CONFIDENCE, seed) == ("0", "1", "2")
    assert moves_shown(replace(q.SCENARIO, fixed_order=True), q.SCENARIO.scenes[0], seed) == ("good", "bad", "again")


def test_no_place_is_favoured():
    first = Counter(shown(q.SINGLE, seed)[0] for seed in range(3_000))
    assert all(900 < times < 1_100 for times in first.values())


@given(st.lists(st.text(max_size=3), unique=True, min_size=1), seeds)
def test_a_choice_more_leaves_the_others_among_themselves(ids: list[str], seed: int):
    before = shuffled(ids[1:], seed, "salt")
    after = shuffled(ids, seed, "salt")
    assert tuple(id for id in after if id != ids[0]) == before
