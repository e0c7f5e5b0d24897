"""The chart of a series: when it learns, falls, stands, recovers, rises and begins again."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.drift.chart import LEARNING, TOP, WEIGHT, Chart, Prior, Turn, allowed, chart, edge
from server.drift.limits import Volume
from server.drift.points import Point

MONDAY = date(2026, 1, 5)
WEEK = timedelta(weeks=1)
FEW = settings(max_examples=12)
"""Histories that bring levels of their own, for each of which limits are computed."""

USUAL = Prior(0.8, 16.0)
STEADY = [6, 7, 6, 7, 6]


def weeks(*met: int, n: int = 8) -> list[Point]:
    """One point a week."""
    return [
        Point(first=MONDAY + at * WEEK, last=MONDAY + at * WEEK + timedelta(days=6), met=one, n=n) for at, one in enumerate(met)
    ]


def charted(*met: int, turns: list[Turn] | None = None, share: float = 1.0) -> Chart:
    return chart(weeks(*met), USUAL, share, turns or [])


def told(found: Chart) -> list[int]:
    """The points at which a fall was told first."""
    return [at for at, step in enumerate(found.steps) if step.alarm]


@pytest.mark.parametrize(
    ("met", "change"),
    [
        ([], "learning"),
        ([6, 6], "learning"),
        ([6, 6, 6], "steady"),
        (STEADY * 4, "steady"),
        ([*STEADY * 4, 4, 4, 4, 4], "falling"),
        ([*STEADY * 4, 0, 0], "falling"),
        ([3, 4] * 8 + [8] * 3, "rising"),
        ([8] * 30, "steady"),
        ([0] * 30, "steady"),
        ([*STEADY * 4, 4, 6, 7, 6, 5, 7], "steady"),
    ],
)
def test_the_second_word(met: list[int], change: str):
    assert charted(*met).change == change


def test_a_fall_says_since_when():
    found = charted(*STEADY * 4, 4, 4, 4, 4)
    assert told(found) != []
    assert found.since == MONDAY + 20 * WEEK


def test_a_fall_stands_until_the_evidence_is_gone():
    fallen = [*STEADY * 4, 3, 3, 3]
    found = charted(*fallen, *[7] * 20)
    assert found.steps[told(found)[0] + 1].change == "falling"
    assert found.change == "steady"
    assert found.since is None
    assert len(told(found)) == 1


def test_what_was_counted_while_a_fall_stood_is_no_part_of_the_level_when_it_is_over():
    found = charted(*STEADY * 4, 3, 3, 3, *[7] * 20)
    assert found.last is not None
    assert found.last.design is not None
    # Points 0 to 33 ended more than eight weeks before the last began. The fall was told at 21, and 22 to 25 came while it stood.
    assert [at for at, step in enumerate(found.steps) if step.change == "falling"] == [21, 22, 23, 24]
    met = sum(step.point.met for at, step in enumerate(found.steps[:34]) if not 22 <= at <= 25)
    assert found.last.design.sure == USUAL.weight + 30 * 8
    assert found.last.design.level == pytest.approx((met + USUAL.weight * USUAL.level) / found.last.design.sure)


def test_a_sum_that_told_a_fall_goes_no_further_and_the_fall_stands_until_it_is_back_at_zero():
    found = charted(*STEADY * 4, 3, 3, 3, 7, 7, 7, 7)
    at = told(found)[0]
    assert [step.change for step in found.steps[at:]] == ["falling"] * 4 + ["steady"] * 2
    design = found.steps[at].design
    assert design is not None
    assert design.volume == Volume(8, 1.0)
    assert [step.before for step in found.steps[at + 1 : at + 3]] == [design.limit] * 2


def test_a_turn_of_the_last_day_of_a_point_is_before_what_it_says():
    fallen = [*STEADY * 4, *[3] * 9]
    monday, sunday = (Turn(on=MONDAY + 23 * WEEK + timedelta(days=day), did="acted") for day in (0, 6))
    assert charted(*fallen, turns=[sunday]) == charted(*fallen, turns=[monday])


@pytest.mark.parametrize(("after", "change"), [(0, "learning"), (2, "learning"), (3, "steady")])
def test_an_accepted_level_is_learnt_from_what_came_after_the_fall_was_told(after: int, change: str):
    found = [*STEADY * 4, 3, 3, *[3] * after]
    assert told(charted(*found)) == [21]
    assert charted(*found, turns=[Turn(on=MONDAY + len(found) * WEEK, did="accepted")]).change == change
    assert charted(*STEADY * 4, turns=[Turn(on=MONDAY + 20 * WEEK, did="accepted")]).change == "learning"


def test_after_somebody_acted_the_chart_begins_again_and_tells_again():
    fallen = [*STEADY * 4, 3, 3, 3]
    acted = Turn(on=MONDAY + 23 * WEEK, did="acted")
    assert charted(*fallen, turns=[acted]).change == "steady"
    assert charted(*fallen, *[3] * 6).change == "falling"
    assert len(told(charted(*fallen, *[3] * 6, turns=[acted]))) == 2


def test_acting_at_once_is_acting_on_the_day_after_each_fall():
    met = [*STEADY * 4, 3, 3, 3, 4, 4, 3, 4, 3, 4]
    found = chart(weeks(*met), USUAL, 1.0, at_once=True)
    turns = [Turn(on=found.steps[at].point.last + timedelta(days=1), did="acted") for at in told(found)]
    assert len(turns) > 1
    assert told(charted(*met, turns=turns)) == told(found)


def test_an_accepted_level_is_learnt_anew_and_is_quiet():
    fallen = [*STEADY * 4, *[4, 3, 4, 4] * 2]
    accepted = Turn(on=MONDAY + 28 * WEEK, did="accepted")
    found = charted(*fallen, *[4, 3, 4, 4] * 4, turns=[accepted])
    assert found.change == "steady"
    assert len(told(found)) == 1
    last = found.last
    assert last is not None
    assert last.design is not None
    assert last.design.level < 0.65


def test_a_rise_becomes_the_level_so_that_a_fall_from_it_is_told():
    risen = [4] * 12 + [7, 7, 6, 7] * 8
    found = charted(*risen)
    assert "rising" in {step.change for step in found.steps}
    assert found.last is not None
    assert found.last.design is not None
    assert found.last.design.level > 0.8
    assert charted(*risen, *[5] * 6).change == "falling"
    first = [step.change for step in found.steps].index("rising")
    assert charted(*risen[: first + 1]).since == MONDAY + 12 * WEEK
    assert found.since is None


def test_a_rise_is_told_when_the_fall_before_it_is_over():
    found = charted(*[1, 1, 2, 0] * 8, 0, 0, 3, 3, 3)
    assert [step.change for step in found.steps[-3:]] == ["falling", "falling", "rising"]
    assert found.since == MONDAY + 34 * WEEK


def test_a_rise_from_the_highest_level_of_which_it_is_told():
    found = chart(weeks(*[17] * 20, 20, 20, n=20), Prior(TOP, WEIGHT), 1.0)
    assert found.change == "rising"


def test_of_a_level_with_little_left_to_rise_no_rise_is_told():
    assert {step.change for step in charted(*[7] * 16, *[8] * 14).steps} == {"learning", "steady"}


def test_points_younger_than_eight_weeks_do_not_count_for_the_level():
    found = charted(*[6] * 20, 8)
    assert found.last is not None
    assert found.last.design is not None
    # Points 0 to 12 ended more than eight weeks before the last began.
    assert found.last.design.sure == USUAL.weight + 12 * 8


def test_the_edge_of_a_point_is_where_it_would_have_been_told():
    base = [*STEADY * 4, 4]
    (*_, step) = charted(*base, 6).steps
    share = edge(step)
    assert share is not None
    for met in range(9):
        assert (charted(*base, met).change == "falling") == (met / 8 <= share + 1e-9)
    assert edge(charted(6).steps[0]) is None
    assert edge(chart(weeks(*base, 6), USUAL, 1 / 50).steps[20]) is None
    # Where less than a point is missing, a point without any met answer is still no fall.
    assert {edge(step) for step in chart(weeks(*base), USUAL, 1 / 5).steps} == {None}


def test_who_has_more_series_may_err_less_in_each():
    assert allowed(1) == 1
    assert allowed(0) == 1
    assert allowed(12) * 12 == pytest.approx(1)
    fallen = [*STEADY * 4, 4, 5, 4]
    assert charted(*fallen, share=1.0).change == "falling"
    assert charted(*fallen, share=1 / 12).change == "steady"


points = st.lists(st.integers(0, 8), max_size=20)


@FEW
@given(st.integers(3, 60), st.integers(8, 20))
def test_all_met_never_falls(length: int, n: int):
    assert told(chart(weeks(*[n] * length, n=n), USUAL, 1.0)) == []


@FEW
@given(points)
def test_nothing_is_told_before_a_series_has_answers_of_its_own(met: list[int]):
    for at, step in enumerate(charted(*met).steps):
        assert (step.design is None) or sum(8 for _ in met[:at]) >= LEARNING


@FEW
@given(points)
def test_a_later_point_changes_nothing_that_was_told(met: list[int]):
    found = charted(*met)
    assert charted(*met, 0).steps[:-1] == found.steps


@FEW
@given(st.lists(st.integers(0, 8), min_size=4, max_size=12), st.integers(0, 8))
def test_fewer_met_in_the_newest_point_is_never_less_evidence_of_a_fall(met: list[int], last: int):
    sums = [charted(*met, one).steps[-1].sum for one in range(last + 1)]
    assert all(worse >= better for worse, better in pairwise(sums))


@FEW
@given(points, st.lists(st.builds(Turn, on=st.dates(MONDAY, date(2026, 8, 30)), did=st.sampled_from(["acted", "accepted"]))))
def test_any_history_gives_a_chart_in_which_every_point_stands_once(met: list[int], turns: list[Turn]):
    found = charted(*met, turns=turns)
    assert [step.point for step in found.steps] == weeks(*met)
    assert all(step.sum >= 0 for step in found.steps)
    assert charted(*met, turns=turns[::-1]).steps == found.steps or len({turn.on for turn in turns}) < len(turns)


@FEW
@given(points)
def test_how_a_series_stands_is_what_its_newest_point_says(met: list[int]):
    found = charted(*met)
    assert found.change == (found.last.change if found.last else "learning")
