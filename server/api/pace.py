"""How often one token, or one session, may ask, on all servers together.

A sliding window counter like that of signing in (`people/limits.py`). A process counts in its memory and tells the database a step at a time, which
answers with the counts of all; so most requests ask it nothing more. Until it hears again a process knows of the others what it heard last, so
`n` processes together may let through `n` steps more than the limit, and never fewer than it. It protects the others from a loop that was written in
a hurry; it is no quota.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from server.people.limits import Limit, starts, wait

READING: Final = Limit("read by a program", 600, timedelta(minutes=1))
CHANGING: Final = Limit("change by a program", 120, timedelta(minutes=1))

STEPS: Final = 30
"""In how many steps a limit is told."""

MOST_COUNTED: Final = 10_000
"""Counts that are kept at once; the oldest are forgotten first, which can only let somebody through."""


class Count(Struct):
    """Requests of somebody in one window: `told` are those of everybody that the database knew of when it was last asked, `own` came here since. It
    is told again when there are `next` of the latter, with those that the window before has left.
    """

    next: int
    told: int = 0
    own: int = 0

    @property
    def all(self) -> int:
        """As far as it is known here."""
        return self.told + self.own


class Pace:
    """The counts of one process."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str, datetime], Count] = {}

    def step(self, limit: Limit, who: str, now: datetime) -> int:
        """Counts one request. Returns how many seconds it came too early, 0 when it may go on; what came too early is not counted."""
        before, here = self._counts(limit, who, now)
        seconds = wait(limit, before=before.all, count=here.all + 1, now=now)
        if not seconds:
            here.own += 1
            self.counts[limit.what, who, starts(limit, now)] = here
            while len(self.counts) > MOST_COUNTED:
                del self.counts[next(iter(self.counts))]
        return seconds

    def left(self, limit: Limit, who: str, now: datetime) -> int:
        """How many more requests are let through at this moment, as far as it is known here."""
        before, here = self._counts(limit, who, now)
        passed = (now - starts(limit, now)).total_seconds() / limit.window.total_seconds()
        return max(0, int(limit.most - before.all * (1 - passed) - here.all))

    def is_due(self, limit: Limit, who: str, now: datetime) -> bool:
        """Whether the database is to be told before the next request goes on."""
        before, here = self._counts(limit, who, now)
        return before.own + here.own >= here.next

    def untold(self, limit: Limit, who: str, now: datetime) -> Sequence[tuple[datetime, int]]:
        """What came here since it was told last: the beginning of the window before and of this one, each with its number."""
        began = starts(limit, now)
        before, here = self._counts(limit, who, now)
        return (began - limit.window, before.own), (began, here.own)

    def hear(self, limit: Limit, who: str, told: Sequence[tuple[datetime, int]], known: Sequence[int]) -> None:
        """What was told, and how many there were of everybody by then."""
        for (began, own), everybody in zip(told, known, strict=True):
            count = self.counts.setdefault((limit.what, who, began), _fresh(limit))
            count.told, count.own, count.next = everybody, count.own - own, size(limit)

    def put_off(self, limit: Limit, who: str, now: datetime) -> None:
        """It could not be told: so many requests later it is tried again."""
        before, here = self._counts(limit, who, now)
        here.next = before.own + here.own + size(limit)
        self.counts[limit.what, who, starts(limit, now)] = here

    def _counts(self, limit: Limit, who: str, now: datetime) -> tuple[Count, Count]:
        began = starts(limit, now)
        windows = began - limit.window, began
        before, here = (self.counts.get((limit.what, who, start)) or _fresh(limit) for start in windows)
        return before, here


def size(limit: Limit) -> int:
    """How many requests a step is."""
    return max(1, limit.most // STEPS)


def _fresh(limit: Limit) -> Count:
    return Count(next=size(limit))
