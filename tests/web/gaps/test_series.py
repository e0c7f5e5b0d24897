"""The small drawing of an estimate over weeks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.gaps.priority import Seen
from server.gaps.queries import Stand
from server.web.gaps.series import HEIGHT, TOP, WIDE, series

MONDAY = datetime(2026, 8, 3, tzinfo=UTC)
NOW = datetime(2026, 11, 19, 8, tzinfo=UTC)
ENOUGH = Seen(6, 7, NOW, 0.7, 0.5, 0.9)


def test_below_five_there_is_no_drawing():
    weeks = [Stand(MONDAY, 0.6, 0.4, 0.8)]
    assert series(weeks, Seen(3, 4, NOW), NOW) is None
    assert series([], ENOUGH, NOW) is None


def test_the_first_week_stands_at_the_left_and_now_at_the_right():
    drawn = series([Stand(MONDAY, 0.5, 0.25, 0.75), Stand(MONDAY + timedelta(weeks=7), 1.0, 1.0, 1.0)], ENOUGH, NOW)
    assert drawn is not None
    first, second = drawn.points
    assert (first.x, first.y) == (0.0, TOP + HEIGHT / 2)
    assert (first.top, first.foot) == (TOP + HEIGHT / 4, TOP + HEIGHT * 3 / 4)
    assert second.y == TOP
    assert drawn.now.x == WIDE
    assert (drawn.now.p, drawn.now.low, drawn.now.high) == (70, 50, 90)


stands = st.lists(
    st.builds(
        lambda week, p, low, high: Stand(MONDAY + timedelta(weeks=week), p, min(p, low), max(p, high)),
        st.integers(-200, 200),
        st.floats(0, 1),
        st.floats(0, 1),
        st.floats(0, 1),
    ),
    min_size=1,
    max_size=80,
).map(sorted)


@given(stands)
def test_every_point_stays_in_the_drawing_also_those_of_a_clock_that_was_wrong(weeks: list[Stand]):
    drawn = series(weeks, ENOUGH, NOW)
    assert drawn is not None
    assert len(drawn.points) == len(weeks)
    for point in (*drawn.points, drawn.now):
        assert 0 <= point.x <= WIDE
        assert TOP <= point.top <= point.y <= point.foot <= drawn.foot
    assert [point.x for point in drawn.points] == sorted(point.x for point in drawn.points)
