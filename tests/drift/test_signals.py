"""The rules of signals: level and change, what is worst, and what is silent."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.drift.chart import Change
from server.drift.points import Count
from server.drift.signals import Level, Quiet, Silent, fine, in_use, level, outside, percent, severity, silent
from tests.selling import PROCESS

NOW = datetime(2026, 11, 17, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("met", "n", "floor", "expected"),
    [
        (13, 17, 70, "good"),
        (11, 17, 70, "low"),
        (3, 7, 70, "few"),
        (8, 8, 70, "good"),
        (8, 10, 80, "good"),
        (7, 10, 80, "low"),
        (2, 5, None, "low"),
        (5, 5, None, "good"),
        (0, 0, None, "few"),
    ],
)
def test_the_first_word_of_a_signal(met: int, n: int, floor: float | None, expected: Level):
    assert level(Count(met, n), floor) == expected


def test_one_silent_behaviour_is_enough():
    assert level(Silent(12).count, None) == "good"
    assert level(Silent(12, (Quiet("insight-shared", 47),)).count, None) == "low"


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


def test_what_falls_and_is_low_is_worse_than_what_falls_and_that_than_what_is_low():
    low, good = Count(7, 19), Count(13, 17)
    found = [
        severity("low", "falling", low, 70),
        severity("good", "falling", good, 70),
        severity("low", "steady", Count(1, 10), 60),
        severity("low", "steady", Count(7, 10), 80),
        severity("good", "steady", good, 70),
    ]
    assert found == sorted(found)
    assert len(set(found)) == len(found)


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
