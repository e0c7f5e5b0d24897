"""Days and clocks of time zones, also where a clock is put forward."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfoNotFoundError

import pytest

from server.zones import known, local_day, local_time

SPRING = date(2027, 3, 28)
"""In Prague, the day on which it is never half past two."""


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", date(2026, 11, 23)), ("Pacific/Auckland", date(2026, 11, 24)), ("Pacific/Honolulu", date(2026, 11, 23))],
)
def test_a_moment_is_on_the_day_it_is_there(zone: str, day: date):
    assert local_day(datetime(2026, 11, 23, 22, 30, tzinfo=UTC), zone) == day


@pytest.mark.parametrize(("clock", "hour"), [(time(0), 23), (time(2, 30), 1), (time(18), 16)])
def test_a_clock_of_a_day_is_a_moment_also_where_it_is_put_forward(clock: time, hour: int):
    at = local_time(SPRING, clock, "Europe/Prague")
    assert (at.tzinfo, at.hour, at.minute) == (UTC, hour, clock.minute)
    assert local_day(at, "Europe/Prague") == SPRING


def test_a_zone_that_nobody_knows_is_refused():
    assert "Europe/Prague" in known()
    with pytest.raises(ZoneInfoNotFoundError):
        local_day(datetime(2026, 11, 23, tzinfo=UTC), "Europe/Plumbline")
    with pytest.raises(ZoneInfoNotFoundError):
        local_time(SPRING, time(), "Europe/Plumbline")
