"""Deviations of a log: a second reading of the definitions, one event at a time, says the same."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random  # noqa: TID251  # the type of what Hypothesis hands over

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.deals.deviations import Deviations, Log, Totals, deviations, total

STAGES = ("engage", "discover", "align", "prove")

logs = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(-3, 3), st.sampled_from([*STAGES, "elsewhere"])), max_size=30
)


def did(*places: int) -> tuple[int, int, int]:
    found = deviations(places)
    return found.skipped, found.regressed, found.repeated


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ((), (0, 0, 0)),
        ((0, 1, 2, 3), (0, 0, 0)),
        ((0,), (0, 0, 0)),
        ((1,), (1, 0, 0)),
        ((0, 2), (1, 0, 0)),
        ((0, 2, 1, 2, 3), (1, 1, 0)),
        ((0, 1, 0, 1, 2), (0, 1, 0)),
        ((0, 1, 1, 2), (0, 0, 1)),
        ((0, 1, 2, 0, 3), (0, 1, 0)),
        ((3, 0, 0), (1, 1, 1)),
    ],
)
def test_named_cases(places: Sequence[int], expected: tuple[int, int, int]):
    assert did(*places) == expected


@given(logs)
def test_a_log_says_what_a_second_reading_says(log: list[tuple[str, int, str]]):
    kept = filled(log)
    assert dict(kept.each()) == dict(read_again(log))
    assert kept.totals() == total(dict(read_again(log)).values())


@given(logs, st.randoms(use_true_random=False))
def test_rows_come_in_any_order_where_no_two_are_of_one_moment(log: list[tuple[str, int, str]], chance: Random):
    apart = [(case, place, stage) for place, (case, _at, stage) in enumerate(log)]
    shuffled = chance.sample(apart, len(apart))
    assert dict(filled(shuffled).each()) == dict(filled(apart).each())


def test_a_stage_that_is_not_in_the_order_is_left_out():
    log = Log(STAGES)
    assert [log.add("a", 0, "engage"), log.add("a", 1, "elsewhere"), log.add("b", 2, "elsewhere")] == [True, False, False]
    assert [case for case, _did in log.each()] == ["a"]
    assert len(log) == 1


def test_totals_count_cases_and_not_events():
    twice = Deviations(events=9, skipped=3, regressed=2, repeated=0)
    assert total([twice, Deviations(events=1, skipped=0, regressed=0, repeated=0)]) == Totals(
        cases=2, skipped=1, regressed=1, repeated=0, deviating=1
    )


@pytest.mark.parametrize("stages", [(), ("a", "b", "a")])
def test_stages_are_named_and_each_once(stages: tuple[str, ...]):
    with pytest.raises(ValueError, match="named once"):
        Log(stages)


def filled(log: list[tuple[str, int, str]]) -> Log:
    kept = Log(STAGES)
    for case, at, stage in log:
        kept.add(case, at, stage)
    return kept


def read_again(log: list[tuple[str, int, str]]) -> list[tuple[str, Deviations]]:
    """The definitions as they are written, without a care for cost."""
    found = []
    for case in dict.fromkeys(case for case, _at, stage in log if stage in STAGES):
        places = [
            STAGES.index(stage) for one, _at, stage in sorted(log, key=lambda row: row[1]) if one == case and stage in STAGES
        ]
        seen = [max(places[:number], default=-1) for number in range(len(places))]
        pairs = list(pairwise(places))
        found.append(
            (
                case,
                Deviations(
                    events=len(places),
                    skipped=sum(place > highest + 1 for place, highest in zip(places, seen, strict=True)),
                    regressed=sum(after < earlier for earlier, after in pairs),
                    repeated=sum(after == earlier for earlier, after in pairs),
                ),
            )
        )
    return found
