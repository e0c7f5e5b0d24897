"""A job that fails is left alone for longer and longer, and a person hears of it in time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.operations.job import JOBS, Job, job
from server.operations.patience import is_time_to_tell, wait

NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
EVERY_MINUTE = Job(name="read-mail", every=60.0, longest=300.0)


def test_the_wait_doubles_up_to_the_longest_of_its_job():
    assert [wait(EVERY_MINUTE, count, 0.0).seconds for count in (1, 2, 3, 4, 900)] == [60, 120, 240, 300, 300]


@pytest.mark.parametrize(("every", "first"), [(1.0, 5), (5.0, 5), (60.0, 60), (3_600.0, 60)])
def test_the_first_wait_is_neither_a_moment_nor_an_hour(every: float, first: int):
    assert wait(Job(name="any", every=every, longest=300.0), 1, 0.0).seconds == first


@given(st.sampled_from(JOBS), st.integers(1, 10_000), st.floats(0, 1))
def test_chance_takes_up_to_half_of_a_wait_and_never_makes_it_longer(one: Job, failures: int, chance: float):
    whole = wait(one, failures, 0.0)
    assert whole / 2 <= wait(one, failures, chance) <= whole <= timedelta(seconds=one.longest)


@given(st.sampled_from(JOBS), st.floats(0, 1))
def test_no_wait_is_shorter_than_the_one_before(one: Job, chance: float):
    assert all(before <= after for before, after in pairwise(wait(one, count, chance) for count in range(1, 12)))


@pytest.mark.parametrize(
    ("failures", "since", "told"),
    [
        (1, timedelta(0), False),
        (1, timedelta(hours=30), False),
        (4, timedelta(minutes=59), False),
        (5, timedelta(0), True),
        (2, timedelta(hours=1), True),
    ],
)
def test_a_person_is_told_after_five_failures_or_an_hour_of_them(failures: int, since: timedelta, told: bool):
    assert is_time_to_tell(failures, NOW - since, NOW) is told


def test_every_job_has_a_name_of_its_own():
    assert len({one.name for one in JOBS}) == len(JOBS)
    assert all(job(one.name) is one for one in JOBS)
    assert job("make-coffee") is None
