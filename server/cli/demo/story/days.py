"""The time of the demonstration: a story that began some days ago, told in days from its beginning, and chance that is always the same."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from msgspec import Struct

from server import ids
from server.cli.demo.story.people import NAMESPACE, ZONE
from server.zones import local_day, local_time

MOMENTS: Final = {"start": 0, "week3": 21, "month6": 182}
"""Days from the beginning of the story until today. All of them whole weeks, so that an earlier moment is a piece of a later one."""

WHOLE: Final = 63
"""The day of the story on which the leader opened the whole process; until then one stage is in focus."""

WEEKEND: Final = 5


class Days(Struct, frozen=True, kw_only=True):
    """The days of the story as they are seen at `now`, day `length` of it. Day 0 is the first."""

    now: datetime
    length: int

    def at(self, day: float, hour: int, minute: int = 0) -> datetime:
        """A time of a day of the story, in UTC. What would be still to come is a few minutes ago."""
        told = local_time(self.on(day), time(hour, minute), ZONE)
        return min(told, self.now - JUST_NOW)

    def on(self, day: float) -> date:
        """A day of the story by the calendar, also one that is still to come."""
        return local_day(self.now, ZONE) - timedelta(days=self.length - int(day))

    def ago(self, days: float, hour: int = 9, minute: int = 0) -> datetime:
        """The same, counted back from today."""
        return self.at(self.length - days, hour, minute)

    def working(self) -> Iterator[int]:
        """The working days of the story before today."""
        for day in range(self.length):
            if self.on(day).weekday() < WEEKEND:
                yield day


JUST_NOW: Final = timedelta(minutes=3)


def chance(*words: object) -> float:
    """A number from 0 to 1 that follows from these words alone: the same at every seeding, whatever else happens."""
    return (ids.derived(NAMESPACE, " ".join(map(str, words))).int & _BITS) / (_BITS + 1)


_BITS = (1 << 61) - 1
