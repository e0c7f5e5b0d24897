"""The only module that reads the clock."""

import time
from datetime import UTC, date, datetime

from server.zones import local_day


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The day it is in an IANA zone. Raises ZoneInfoNotFoundError for an unknown one."""
    return local_day(now(), zone)


def ticks() -> float:
    """Seconds of a clock that never goes back, for measuring spans."""
    return time.monotonic()
