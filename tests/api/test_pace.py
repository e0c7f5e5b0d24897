"""How often a program may ask."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.api.pace import MOST_COUNTED, READING, Pace, size
from server.people.limits import Limit

NOW = datetime(2026, 11, 17, 8, tzinfo=UTC)
THREE = Limit("three", 3, timedelta(minutes=1))
SIXTY = Limit("sixty", 60, timedelta(minutes=1))


class Shared:
    """The counts of all processes, as the database keeps them."""

    def __init__(self) -> None:
        self.counts: Counter[datetime] = Counter()

    def asks(self, pace: Pace, limit: Limit, now: datetime) -> bool:
        """Whether a process lets a request through."""
        if pace.is_due(limit, "ada", now):
            told = pace.untold(limit, "ada", now)
            for began, n in told:
                self.counts[began] += n
            pace.hear(limit, "ada", told, [self.counts[began] for began, _n in told])
        return pace.step(limit, "ada", now) == 0


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


@given(st.lists(st.integers(0, 3), min_size=80, max_size=300))
def test_several_processes_let_through_the_limit_and_at_most_a_step_more_for_each(turns: list[int]):
    shared, processes = Shared(), [Pace() for _ in range(4)]
    let = [shared.asks(processes[turn], SIXTY, NOW) for turn in turns]
    assert all(let[: SIXTY.most])
    assert sum(let) <= SIXTY.most + len(processes) * size(SIXTY)


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 3)), max_size=200))
def test_nobody_is_refused_who_asked_less_often_than_the_limit(turns: list[tuple[int, int]]):
    shared, processes, now, when = Shared(), [Pace(), Pace()], NOW, []
    for turn, seconds in turns:
        now += timedelta(seconds=seconds)
        when.append(now)
        asked = sum(one > now - 2 * SIXTY.window for one in when)
        assert shared.asks(processes[turn], SIXTY, now) or asked > SIXTY.most


def test_what_a_window_left_untold_is_told_in_the_next_one():
    shared, one, other = Shared(), Pace(), Pace()
    assert all(shared.asks(one, SIXTY, NOW) for _ in range(SIXTY.most))
    later = NOW + SIXTY.window + timedelta(seconds=1)
    let = sum([shared.asks(one, SIXTY, later) for _ in range(9)]) + sum([shared.asks(other, SIXTY, later) for _ in range(9)])
    # A sixtieth of the window has passed, and both know of all that came in the one before.
    assert let <= 1 + size(SIXTY)
    assert shared.counts[NOW] == SIXTY.most


def test_while_nothing_can_be_told_a_process_goes_by_what_it_knows():
    pace, tried = Pace(), 0
    for _ in range(SIXTY.most):
        if pace.is_due(SIXTY, "ada", NOW):
            tried += 1
            pace.put_off(SIXTY, "ada", NOW)
        assert pace.step(SIXTY, "ada", NOW) == 0
    assert tried == SIXTY.most // size(SIXTY) - 1
    assert pace.step(SIXTY, "ada", NOW) > 0
