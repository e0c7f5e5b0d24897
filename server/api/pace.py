"""How often one token, or one session, may ask.

A sliding window counter like that of signing in (`people/limits.py`), kept in the memory of each process: reading never waits for the disk, and with
several processes the limit is that of each. It protects the others from a loop that was written in a hurry; it is no quota.
"""

from datetime import datetime, timedelta
from typing import Final

from server.people.limits import Limit, starts, wait

READING: Final = Limit("read by a program", 600, timedelta(minutes=1))
CHANGING: Final = Limit("change by a program", 120, timedelta(minutes=1))

MOST_COUNTED: Final = 10_000
"""Counts that are kept at once; the oldest are forgotten first, which can only let somebody through."""


class Pace:
    """The counts of one process."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str, datetime], int] = {}

    def step(self, limit: Limit, who: str, now: datetime) -> int:
        """Counts one request. Returns how many seconds it came too early, 0 when it may go on; what came too early is not counted."""
        began = starts(limit, now)
        here = (limit.what, who, began)
        before = self.counts.get((limit.what, who, began - limit.window), 0)
        count = self.counts.get(here, 0) + 1
        seconds = wait(limit, before=before, count=count, now=now)
        if not seconds:
            self.counts[here] = count
            while len(self.counts) > MOST_COUNTED:
                del self.counts[next(iter(self.counts))]
        return seconds

    def left(self, limit: Limit, who: str, now: datetime) -> int:
        """How many more requests are let through at this moment."""
        began = starts(limit, now)
        passed = (now - began).total_seconds() / limit.window.total_seconds()
        before = self.counts.get((limit.what, who, began - limit.window), 0)
        return max(0, int(limit.most - before * (1 - passed) - self.counts.get((limit.what, who, began), 0)))
