"""When a promise is due: after some days or working days, at 18:00 where the person is."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from server.zones import local_day, local_time

HOUR = time(18)
"""The end of a person's working day."""

SATURDAY = 5


def due(now: datetime, days: int, *, working: bool, zone: str, holidays: Collection[date] = ()) -> datetime:
    """18:00 in the zone, `days` days or working days after the day it is there, in UTC and always after `now`.

    A working day is Monday to Friday and no holiday. Raises ZoneInfoNotFoundError for an unknown zone.
    """
    day, off = local_day(now, zone), frozenset(holidays)
    for _ in range(days):
        day = _next(day, working, off)
    while local_time(day, HOUR, zone) <= now or (working and not is_working_day(day, off)):
        day = _next(day, working, off)
    return local_time(day, HOUR, zone)


def evening(day: date, zone: str) -> datetime:
    """18:00 of that day in the zone, in UTC: when something that somebody chose a day for is due."""
    return local_time(day, HOUR, zone)


def told_on(due: datetime, zone: str, reader: str) -> date:
    """The day on which a reader is told of what is due: the earlier one of where its person is and where the reader is."""
    return min(local_day(due, zone), local_day(due, reader))


def attended(at: datetime, off: Collection[date], zone: str) -> datetime:
    """The same time, or, where its day in the zone is one of those `off`, 18:00 of the first working day after that is not."""
    day = local_day(at, zone)
    return local_time(_next(day, True, off), HOUR, zone) if day in off else at


def in_time(day: date, due: datetime, zone: str) -> bool:
    """Whether something of that day came by the day on which it was due in the zone."""
    return day <= local_day(due, zone)


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Whether it is Monday to Friday and no holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def _next(day: date, working: bool, holidays: Collection[date]) -> date:
    day += timedelta(days=1)
    while working and not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day
