"""From answers to points: whole weeks, each deal once, eight at least; and the quarter beside the one before."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.drift.points import ENOUGH, Compared, Count, Judged, compared, lately, points, quarter_began

MONDAY = datetime(2026, 8, 3, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)
LATER = MONDAY + 52 * WEEK
ZONE = "Europe/Prague"


def answers(*weeks: tuple[int, int], first: int = 1) -> list[Judged]:
    """One tuple a week: met, and of how many deals, each a deal of its own."""
    found: list[Judged] = []
    for week, (met, n) in enumerate(weeks):
        for place in range(n):
            deal = UUID(int=first + len(found))
            found.append(Judged(case=deal, at=MONDAY + week * WEEK, met=place < met, about="next-step-confirmed"))
    return found


@pytest.mark.parametrize(
    ("weeks", "told", "waiting"),
    [
        ([], [], (0, 0)),
        ([(6, 8)], [(0, 0, 6, 8)], (0, 0)),
        ([(6, 7)], [], (6, 7)),
        ([(3, 4), (3, 4)], [(0, 1, 6, 8)], (0, 0)),
        ([(3, 3), (0, 0), (2, 3), (1, 2), (5, 9)], [(0, 3, 6, 8), (4, 4, 5, 9)], (0, 0)),
        ([(8, 20), (1, 3)], [(0, 0, 8, 20)], (1, 3)),
    ],
)
def test_weeks_are_put_together_until_there_are_eight(
    weeks: list[tuple[int, int]], told: list[tuple[int, int, int, int]], waiting: tuple[int, int]
):
    found = points(answers(*weeks), ZONE, LATER)
    expected = [
        (MONDAY.date() + first * WEEK, MONDAY.date() + last * WEEK + timedelta(days=6), met, n) for first, last, met, n in told
    ]
    assert [(one.first, one.last, one.met, one.n) for one in found.points] == expected
    assert found.waiting == Count(*waiting)


def test_a_deal_that_is_looked_at_again_counts_once_by_its_newest_answer():
    first = answers((8, 8))
    again = [Judged(case=first[0].case, at=MONDAY + timedelta(days=3), met=False)]
    (point,) = points([*again, *first], ZONE, LATER).points
    assert (point.met, point.n) == (7, 8)


def test_a_week_that_is_not_over_waits():
    found = points(answers((8, 9)), ZONE, MONDAY + timedelta(days=6))
    assert (found.points, found.waiting) == ((), Count(8, 9))
    assert len(points(answers((8, 9)), ZONE, MONDAY + WEEK).points) == 1


def test_a_sunday_night_belongs_to_the_week_of_the_zone():
    sunday = datetime(2026, 8, 9, 23, 30, tzinfo=UTC)
    late = [Judged(case=UUID(int=n), at=sunday, met=True) for n in range(8)]
    assert points(late, "UTC", LATER).points[0].first == date(2026, 8, 3)
    assert points(late, "Europe/Prague", LATER).points[0].first == date(2026, 8, 10)


@pytest.mark.parametrize(
    ("fiscal", "week", "end"),
    [("01-01", 8, date(2026, 9, 30)), ("02-01", 12, date(2026, 10, 31)), ("01-01", 7, None), ("01-10", 9, date(2026, 10, 9))],
)
def test_the_end_of_a_quarter_is_marked_on_its_point(fiscal: str, week: int, end: date | None):
    (point,) = points([one for one in answers(*[(8, 8)] * 20) if one.at == MONDAY + week * WEEK], ZONE, LATER, fiscal).points
    assert point.quarter_end == end


@pytest.mark.parametrize(
    ("day", "fiscal", "began"),
    [
        (date(2026, 8, 3), "01-01", date(2026, 7, 1)),
        (date(2026, 1, 31), "02-01", date(2025, 11, 1)),
        (date(2026, 3, 1), "12-31", date(2025, 12, 31)),
        (date(2026, 2, 28), "11-30", date(2026, 2, 28)),
    ],
)
def test_a_quarter_begins_with_the_fiscal_year(day: date, fiscal: str, began: date):
    assert quarter_began(day, fiscal) == began


def test_a_quarter_is_held_against_as_many_days_of_the_one_before():
    now = datetime(2026, 10, 14, 12, tzinfo=UTC)
    days = [(date(2026, 7, 1), True), (date(2026, 7, 14), False), (date(2026, 7, 15), True), (date(2026, 10, 14), True)]
    found = [
        Judged(case=UUID(int=n), at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC), met=met)
        for n, (day, met) in enumerate(days)
    ]
    assert compared(found, ZONE, now) == Compared(now=Count(1, 1), before=Count(1, 2))


def test_no_answer_is_of_two_quarters_and_none_is_told_before_it_is_given():
    """The second quarter is a day longer than the first."""
    now = datetime(2026, 6, 30, 12, tzinfo=UTC)
    moments = [datetime(2026, month, day, 12, tzinfo=UTC) for month, day in ((1, 1), (3, 31), (4, 1))]
    found = [Judged(case=UUID(int=n), at=at, met=True) for n, at in enumerate([*moments, now, now + timedelta(hours=1)])]
    assert compared(found, ZONE, now) == Compared(now=Count(2, 2), before=Count(2, 2))


def test_of_two_answers_of_one_moment_the_one_that_was_not_met_counts():
    both = [Judged(case=UUID(int=1), at=MONDAY, met=met) for met in (True, False)]
    for found in (both, both[::-1]):
        assert lately(found, MONDAY) == points(found, ZONE, MONDAY).waiting == Count(0, 1)


def test_what_a_clock_of_next_week_said_does_not_wait():
    assert points(answers((1, 1), (1, 1)), ZONE, MONDAY).waiting == Count(1, 1)


def test_a_level_is_told_of_four_weeks_and_of_nothing_that_is_yet_to_come():
    found = answers((1, 1), (1, 1), (1, 1), (0, 1), (0, 1))
    assert lately(found, MONDAY + 4 * WEEK) == Count(2, 4)
    assert lately(found, MONDAY + 3 * WEEK) == Count(3, 4)


judged = st.lists(
    st.builds(
        lambda case, hours, met: Judged(case=UUID(int=case), at=MONDAY + timedelta(hours=hours), met=met),
        st.integers(0, 30),
        st.integers(0, 24 * 7 * 10),
        st.booleans(),
    ),
    max_size=60,
)


@given(judged, st.data())
def test_the_order_in_which_answers_come_makes_no_difference(found: list[Judged], data: st.DataObject):
    mixed = data.draw(st.permutations(found))
    assert points(mixed, ZONE, LATER) == points(found, ZONE, LATER)


@given(judged)
def test_weeks_never_overlap_and_no_count_is_lost(found: list[Judged]):
    series = points(found, ZONE, LATER)
    for one, following in zip(series.points, series.points[1:], strict=False):
        assert one.last < following.first
    for one in series.points:
        inside = {each.case for each in found if one.first <= each.at.date() <= one.last}
        # A moment near midnight may lie in the next week here; so a point holds at most those, and at least eight.
        assert one.n >= ENOUGH
        assert 0 <= one.met <= one.n
        assert one.first.weekday() == 0
        assert one.last.weekday() == 6
        assert one.n <= len(inside) + 31
    whole = points([Judged(case=UUID(int=n), at=one.at, met=one.met) for n, one in enumerate(found)], ZONE, LATER)
    assert sum(one.n for one in whole.points) + whole.waiting.n == len(found)
    assert sum(one.met for one in whole.points) + whole.waiting.met == sum(one.met for one in found)
