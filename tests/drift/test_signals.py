"""The six signals: what each counts, level and change, and what is worst."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.drift.chart import Change
from server.drift.points import Count
from server.drift.signals import (
    Accuracy,
    Anchor,
    Kept,
    Knowing,
    Level,
    Quiet,
    Reason,
    Recency,
    Silent,
    fine,
    in_use,
    level,
    outside,
    percent,
    signal,
    silent,
    top,
    worst_first,
)
from server.lessons.compiler.floors import FLOORS
from tests.selling import PROCESS

NOW = datetime(2026, 11, 17, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("reason", "count", "floor", "expected", "then"),
    [
        (Accuracy(13, 3, 1), (13, 17), 70, "good", "correct-claims"),
        (Accuracy(11, 5, 1), (11, 17), 70, "low", "correct-claims"),
        (Accuracy(3, 4), (3, 7), 70, "few", "correct-claims"),
        (Recency(8, 2), (8, 10), 80, "good", "look"),
        (Recency(7, 3), (7, 10), 80, "low", "look"),
        (Anchor(7, 12), (7, 19), 70, "low", "coach-step"),
        (Anchor(17, 2), (17, 19), 70, "good", "coach-step"),
        (Kept(12, 5), (12, 17), 60, "good", "promise-less"),
        (Kept(4, 4), (4, 8), 60, "low", "promise-less"),
        (Knowing("stakeholder-access", 3, 2), (2, 5), None, "low", "coach-behaviour"),
        (Knowing("stakeholder-access", 0, 5), (5, 5), None, "good", "coach-behaviour"),
        (Knowing("stakeholder-access", 0, 0), (0, 0), None, "few", "coach-behaviour"),
        (Silent(12), (12, 12), None, "good", "ask"),
        (Silent(12, (Quiet("insight-shared", 47),)), (11, 12), None, "low", "ask"),
    ],
)
def test_the_first_word_of_each_signal(reason: Reason, count: tuple[int, int], floor: float | None, expected: Level, then: str):
    found = signal(reason, FLOORS, "steady")
    assert (found.count, found.floor, found.level, found.then) == (Count(*count), floor, expected, then)


def test_a_floor_is_the_academys_own():
    assert signal(Accuracy(13, 4), {**FLOORS, "stage_accuracy": 80}).level == "low"


@pytest.mark.parametrize(
    ("first", "second", "ticked", "told"),
    [
        ("good", "steady", True, False),
        ("good", "rising", True, False),
        ("good", None, True, False),
        ("good", "learning", False, False),
        ("good", "falling", False, True),
        ("few", "steady", False, False),
        ("few", "falling", False, True),
        ("low", "rising", False, True),
        ("low", "falling", False, True),
    ],
)
def test_a_tick_stands_only_where_both_words_are_good(first: Level, second: Change | None, ticked: bool, told: bool):
    assert (fine(first, second), outside(first, second)) == (ticked, told)


def test_the_worst_stands_first_and_three_are_told():
    low_falling = signal(Anchor(7, 12), FLOORS, "falling")
    falling = signal(Accuracy(13, 4), FLOORS, "falling")
    far = signal(Kept(1, 9), FLOORS, "steady")
    near = signal(Recency(7, 3), FLOORS, "steady")
    good = signal(Silent(12), FLOORS)
    assert worst_first([good, near, far, falling, low_falling]) == (low_falling, falling, far, near, good)
    assert top([good, near, far, falling, low_falling]) == (low_falling, falling, far)
    assert top([good, near]) == (near,)


@pytest.mark.parametrize(
    ("met", "n", "told"), [(7, 19, 37), (69, 99, 69), (599, 1000, 59), (600, 1000, 60), (8, 8, 100), (5, 7, None), (0, 0, None)]
)
def test_a_percentage_is_rounded_but_never_up_to_a_floor_that_the_count_does_not_reach(met: int, n: int, told: int | None):
    assert percent(Count(met, n), 70 if n == 99 else 60) == told


def test_in_use_is_what_a_sheet_may_ask_for():
    assert in_use(PROCESS, ["align"]) == (
        "next-step-confirmed",
        "problem-in-buyer-words",
        "insight-shared",
        "stakeholder-access",
    )
    assert in_use(PROCESS, []) == in_use(PROCESS, ["gone"])
    assert in_use(PROCESS, ["align"], ["stakeholder-access", "gone"]) == ("stakeholder-access",)


def test_what_nobody_asked_for_is_silent_once_somebody_inspects_for_that_long():
    asked = {"a": NOW - DAY, "b": NOW - 45 * DAY, "c": NOW - 46 * DAY}
    found = silent(["a", "b", "c", "d"], asked, NOW - 90 * DAY, NOW, 45)
    assert found == Silent(4, (Quiet("c", 46), Quiet("d", None)))
    assert silent(["d"], {}, NOW - 44 * DAY, NOW, 45) is None
    assert silent(["d"], {}, None, NOW, 45) is None


counts = st.integers(0, 200).flatmap(lambda n: st.builds(Count, st.integers(0, n), st.just(n)))


@given(counts, st.floats(0, 100), st.floats(0, 100))
def test_a_higher_floor_never_makes_a_level_better(count: Count, floor: float, higher: float):
    low, high = sorted([floor, higher])
    assert not (level(count, low) == "low" and level(count, high) == "good")


@given(counts, st.floats(1, 100))
def test_one_more_that_was_met_never_makes_a_level_low(count: Count, floor: float):
    if level(count, floor) == "good":
        assert level(Count(count.met + 1, count.n + 1), floor) == "good"


@given(counts, st.integers(0, 100))
def test_the_percentage_and_the_level_never_contradict_each_other(count: Count, floor: int):
    told = percent(count, floor)
    if told is not None:
        assert (level(count, floor) == "good") == (told >= floor)


@given(st.lists(st.builds(Anchor, st.integers(0, 30), st.integers(0, 30)), max_size=8), st.data())
def test_the_order_of_signals_does_not_depend_on_how_they_came(reasons: list[Anchor], data: st.DataObject):
    found = [signal(one, FLOORS, "steady") for one in reasons]
    mixed = data.draw(st.permutations(found))
    assert [one.count for one in worst_first(mixed) if one.outside] == [
        one.count for one in worst_first(found) if one.outside
    ] or len({one.count.met / max(one.count.n, 1) for one in found}) < len(found)
