from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.notices.morning import HOURS, LATE, is_late, next_morning

ZONES = ("UTC", "Europe/Prague", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu", "Pacific/Honolulu")


MINUTES = 15 * 365 * 24 * 60


@given(st.integers(0, MINUTES), st.sampled_from(HOURS), st.sampled_from(ZONES))
def test_the_next_morning_is_the_chosen_hour_of_a_working_day_within_a_weekend(minutes: int, hour: int, zone: str):
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = next_morning(now, hour=hour, zone=zone)
    there = found.astimezone(ZoneInfo(zone))
    assert now < found <= now + timedelta(days=4)
    assert there.weekday() < 5
    assert there.hour == hour
    # Nothing between the two would have done.
    assert next_morning(found - timedelta(seconds=1), hour=hour, zone=zone) == found


CASES = {
    "before the hour it is today": ("2026-11-17T06:59", "Europe/Prague", 8, "2026-11-17T07:00"),
    "at the hour it is tomorrow": ("2026-11-17T07:00", "Europe/Prague", 8, "2026-11-18T07:00"),
    "after Friday it is Monday": ("2026-11-20T07:00", "Europe/Prague", 8, "2026-11-23T07:00"),
    "where it is Saturday already it is Monday there": ("2026-11-20T12:00", "Pacific/Auckland", 8, "2026-11-22T19:00"),
    "the clocks went back in between": ("2026-10-23T06:00", "Europe/Prague", 8, "2026-10-26T07:00"),
    "the clocks went forward in between": ("2027-03-26T07:00", "Europe/Prague", 8, "2027-03-29T06:00"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_when_the_next_morning_is(case: tuple[str, str, int, str]):
    now, zone, hour, then = case
    assert next_morning(at(now), hour=hour, zone=zone) == at(then)


def test_a_public_holiday_is_no_morning():
    found = next_morning(at("2026-11-16T12:00"), hour=8, zone="Europe/Prague", holidays=[date(2026, 11, 17)])
    assert found == at("2026-11-18T07:00")


def test_a_morning_is_late_when_it_has_become_afternoon():
    due = at("2026-11-17T07:00")
    assert not is_late(due, due + LATE)
    assert is_late(due, due + LATE + timedelta(seconds=1))


def at(iso: str) -> datetime:
    return datetime.fromisoformat(iso).replace(tzinfo=UTC)
