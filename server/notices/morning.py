"""When the mail of a morning is due. Pure."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Final

from server.commitments.due import is_working_day
from server.zones import local_day, local_time

HOUR: Final = 8
"""The full hour at which a mail comes to somebody who did not choose one."""

HOURS: Final = tuple(range(5, 21))
"""What there is to choose from."""

LATE: Final = timedelta(hours=4)
"""A mail that could not be looked at for so long is not sent that day: nobody wants their morning in the afternoon."""


FARTHEST: Final = timedelta(days=4)
"""Longer than from any moment to the morning after it that is looked at: one that is due later was set before the clock was put back."""


def next_morning(after: datetime, *, hour: int, zone: str, holidays: Collection[date] = ()) -> datetime:
    """The first full hour `hour` of a working day in the zone that comes after `after`, in UTC.

    Where the clocks go forward over that hour, it is the moment at which they do. Raises ZoneInfoNotFoundError for an unknown zone.
    """
    day = local_day(after, zone)
    while (at := local_time(day, time(hour), zone)) <= after or not is_working_day(day, holidays):
        day += timedelta(days=1)
    return at


def is_late(due: datetime, now: datetime) -> bool:
    """Whether the morning has gone by."""
    return now > due + LATE
