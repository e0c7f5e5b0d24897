from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from server.web.week.iso_weeks import began

ZONES = st.sampled_from(["UTC", "Europe/Prague", "America/Los_Angeles", "Pacific/Kiritimati"])
TIMES = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@given(TIMES, ZONES)
def test_a_week_begins_on_a_monday_at_midnight_there(now: datetime, zone: str):
    start = began(now, zone)
    here = start.astimezone(ZoneInfo(zone))
    assert (here.weekday(), here.hour, here.minute) == (0, 0, 0)
    assert start <= now < start + timedelta(days=7, hours=1)


def test_a_week_begins_earlier_in_the_east():
    sunday_night = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert began(sunday_night, "UTC") == datetime(2026, 11, 16, tzinfo=UTC)
    assert began(sunday_night, "Europe/Prague") == datetime(2026, 11, 22, 23, tzinfo=UTC)
