"""What is said of a question from counts, and when it is called weak."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.learning import items
from server.learning.items import Item, Moments, Sure, Tally, apart, item, wilson
from server.sentences.item_reasons import Backwards, Easy, Idle, ItemReason, Rival, SureWrong
from tests.learning import questions as q

CHOICES = (q.choice("a", 0), q.choice("b", 1), q.choice("c", 0))
SINGLE = q.question("single", choices=CHOICES)
MARK = {"a": 0.0, "b": 1.0, "c": 0.0}


def tallies(a: int, b: int, c: int, confidence: int | None = None) -> list[Tally]:
    return [Tally((id,), MARK[id], n, confidence) for id, n in zip("abc", (a, b, c), strict=True) if n]


def found(*counted: Tally, moments: Moments = Moments()) -> Item:  # noqa: B008  # a tuple
    it = item(SINGLE, CHOICES, counted, moments)
    assert it is not None
    return it


# The sums of 20 people of whom ten are right here and wrong elsewhere, and ten the other way round, but for `with_it` who are alike in both.
def crossed(people: int, with_it: int) -> Moments:
    half = people / 2
    return Moments(people, half, half, half, half, with_it / 2)


WEAK: Sequence[tuple[str, list[Tally], Moments, tuple[ItemReason, ...]]] = (
    ("fine", tallies(6, 15, 4), Moments(), ()),
    ("all of few", tallies(0, 39, 0), Moments(), ()),
    ("all of many", tallies(0, 60, 0), Moments(), (Easy(60, 60), Idle((1, 3), 60))),
    ("as many on a wrong one", tallies(10, 10, 2), Moments(), ()),
    ("more on a wrong one", tallies(11, 10, 2), Moments(), (Rival(1, 11, 10),)),
    ("one that nobody takes", tallies(10, 30, 0), Moments(), (Idle((3,), 40),)),
    ("one that nobody of few takes", tallies(9, 30, 0), Moments(), ()),
    ("backwards", tallies(6, 15, 4), crossed(24, 2), (Backwards(24),)),
    ("backwards by chance", tallies(6, 15, 4), crossed(24, 10), ()),
    ("sure and wrong", [*tallies(6, 15, 4), *tallies(6, 12, 2, 3)], Moments(), (SureWrong(1, 6, 20),)),
    ("wrong and not sure", [*tallies(6, 15, 4), *tallies(6, 12, 2, 1)], Moments(), ()),
    ("few sure and wrong", [*tallies(6, 15, 4), *tallies(4, 10, 6, 1), *tallies(4, 1, 0, 2)], Moments(), ()),
    ("sure and wrong, too few practised", [*tallies(6, 15, 4), *tallies(6, 11, 2, 3)], Moments(), ()),
)


@pytest.mark.parametrize(("counted", "moments", "reasons"), [case[1:] for case in WEAK], ids=[case[0] for case in WEAK])
def test_a_question_is_weak_by_these_rules(counted: list[Tally], moments: Moments, reasons: tuple[ItemReason, ...]):
    assert found(*counted, moments=moments).weak == reasons


def test_nothing_is_said_of_fewer_than_twenty_people():
    assert item(SINGLE, CHOICES, tallies(4, 11, 4)) is None
    assert found(*tallies(4, 11, 4), Tally(("b",), 1.0, 1)).people == 20
    assert item(SINGLE, CHOICES, tallies(0, 40, 0, 3)) is None


def test_sureness_is_set_beside_being_right():
    it = found(*tallies(6, 15, 4), *tallies(3, 12, 0, 2), *tallies(0, 1, 1, 3), *tallies(2, 4, 0, 0))
    assert it.sure == Sure(people=23, sure=17, right=13, wrong={"a": 3, "c": 1})


def test_several_picks_count_for_each_choice_and_never_as_a_rival():
    question = q.MULTIPLE
    it = item(question, question.choices, [Tally(("a", "b", "d"), 0.5, 30), Tally(("a", "b", "c"), 1.0, 15)])
    assert it is not None
    assert (it.people, it.right, dict(it.picks)) == (45, 15, {"a": 45, "b": 45, "c": 15, "d": 30, "e": 0})
    assert it.weak == (Idle((5,), 45),)


def test_what_is_put_in_order_has_no_picks():
    it = item(q.ORDER, q.ORDER.choices, [Tally(("a", "b", "c", "d", "e"), 1.0, 45)])
    assert it is not None
    assert (dict(it.picks), it.weak) == ({}, ())


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Worked from the formula by hand: z² = 2.70554.
    [(20, 20, 0.8808, 1.0), (10, 20, 0.3274, 0.6726), (0, 20, 0.0, 0.1192), (62, 64, 0.9099, 0.9896)],
)
def test_the_interval_is_that_of_wilson(hits: int, of: int, low: float, high: float):
    assert wilson(hits, of) == pytest.approx((low, high), abs=1e-4)


def test_the_correlation_is_that_of_pearson_with_the_interval_of_fisher():
    told = apart(crossed(24, 18))
    assert told is not None
    assert told.r == pytest.approx(0.5)
    assert told.likely == pytest.approx((0.1881, 0.7203), abs=1e-4)
    assert apart(crossed(18, 9)) is None
    assert apart(Moments(24, 24.0, 12.0, 24.0, 8.0, 12.0)) is None


def test_the_worst_comes_first():
    weak = [found(*counted, moments=moments) for _, counted, moments, reasons in WEAK if reasons]
    first = sorted(weak, key=items.worst)
    assert [type(one.weak[0]) for one in first] == [Backwards, Rival, SureWrong, Easy, Idle]


TALLIES = st.lists(
    st.builds(
        lambda id, n, sure: Tally((id,), MARK[id], n, sure),
        st.sampled_from("abc"),
        st.integers(1, 30),
        st.none() | st.integers(0, 3),
    ),
    max_size=6,
)


@settings(max_examples=50)
@given(TALLIES, st.randoms(use_true_random=False))
def test_counts_add_up_in_any_order_and_small_pools_stay_silent(counted: list[Tally], chance: object):
    it = item(SINGLE, CHOICES, counted)
    first = sum(one.people for one in counted if one.confidence is None)
    assert (it is None) == (first < 20)
    mixed = list(counted)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # a random.Random
    assert item(SINGLE, CHOICES, mixed) == it
    if it:
        assert sum(it.picks.values()) == it.people == first
        assert it.right == it.picks["b"]
        assert 0 <= it.likely.low <= it.right / it.people <= it.likely.high <= 1
        assert it.sure is None or (it.sure.people >= 20 and it.sure.right + sum(it.sure.wrong.values()) == it.sure.sure)
