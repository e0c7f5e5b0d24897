"""How often a program may ask."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.api.pace import MOST_COUNTED, READING, Pace
from server.people.limits import Limit

NOW = datetime(2026, 11, 17, 8, tzinfo=UTC)
THREE = Limit("three", 3, timedelta(minutes=1))


def test_the_fourth_waits_and_is_not_counted():
    pace = Pace()
    assert [pace.step(THREE, "ada", NOW) for _ in range(3)] == [0, 0, 0]
    assert pace.left(THREE, "ada", NOW) == 0
    seconds = pace.step(THREE, "ada", NOW)
    assert seconds > 0
    assert pace.step(THREE, "ada", NOW + timedelta(seconds=seconds)) == 0


def test_somebody_else_is_not_held_up():
    pace = Pace()
    for _ in range(9):
        pace.step(THREE, "ada", NOW)
    assert pace.step(THREE, "bo", NOW) == 0


def test_what_is_kept_does_not_grow():
    pace = Pace()
    for n in range(MOST_COUNTED + 50):
        pace.step(READING, str(n), NOW)
    assert len(pace.counts) == MOST_COUNTED


@given(st.lists(st.integers(0, 240), max_size=60).map(sorted))
def test_never_more_than_twice_the_limit_in_any_minute(seconds: list[int]):
    pace = Pace()
    let = [second for second in seconds if pace.step(THREE, "ada", NOW + timedelta(seconds=second)) == 0]
    assert all(sum(start <= one < start + 60 for one in let) <= 2 * THREE.most for start in let)
