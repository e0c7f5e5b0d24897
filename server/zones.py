"""Time zones by their IANA names: those there are, and the days and the clock in one. Pure."""

from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


@cache
def known() -> frozenset[str]:
    """Their names, read once: looking them up walks through a thousand files."""
    return frozenset(available_timezones())


def local_day(at: datetime, zone: str) -> date:
    """The day it is in the zone at that moment. Raises ZoneInfoNotFoundError for an unknown one."""
    return at.astimezone(ZoneInfo(zone)).date()


def local_time(day: date, clock: time, zone: str) -> datetime:
    """The moment, in UTC, at which the clocks of the zone show this time of that day. Raises ZoneInfoNotFoundError for an unknown one."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
