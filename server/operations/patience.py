"""How long a job that failed is left alone, and when a person is told. Pure."""

from datetime import datetime, timedelta
from typing import Final

from server.operations.job import Job

SHORTEST: Final = 5.0
"""Seconds before the first try after a failure, at least."""

FIRST_AT_MOST: Final = 60.0
"""Seconds before that try at most, however slow the job."""

ENOUGH: Final = 5
"""Failures in a row after which a person is told."""

LONG: Final = timedelta(hours=1)
"""For how long a job may fail, or one round of it may take, before a person is told."""

LEASE: Final = timedelta(minutes=5)
"""How long the others leave a job alone that one of them tries again."""

NIGHT: Final = range(1, 5)
"""Hours in UTC at which the work of a night may begin: it is night where most of the people are, or nearly."""

ONCE: Final = timedelta(hours=6)
"""What worked less than this ago is the work of this night."""


def wait(job: Job, failures: int, chance: float) -> timedelta:
    """How long to wait after so many failures in a row, from 1: twice as long each time up to the job's longest.

    `chance` from 0 to 1 takes up to half of it away, so that several hosts that lost the same thing do not come back together
    ("equal jitter" of M. Brooker, Exponential Backoff and Jitter, 2015).
    """
    first = min(max(job.every, SHORTEST), FIRST_AT_MOST)
    # Whoever has failed for a week has doubled often enough.
    whole = min(first * 2.0 ** min(failures - 1, 30), job.longest)
    return timedelta(seconds=whole * (1.0 - chance / 2.0))


def farthest(job: Job) -> timedelta:
    """The longest that a job can have to wait for its next try."""
    return max(LEASE, timedelta(seconds=job.longest))


def is_time_to_tell(failures: int, since: datetime, now: datetime) -> bool:
    """Whether a person has to hear of it: it failed often, or at least twice and for long."""
    return failures >= ENOUGH or (failures > 1 and now - since >= LONG)
