from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.commitments.due import HOUR, attended, due, in_time, is_working_day

THURSDAY = datetime(2026, 11, 19, 9, tzinfo=UTC)
ZONES = st.sampled_from(["UTC", "Europe/Prague", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Apia", "Pacific/Kiritimati"])
TIMES = st.integers(0, 6 * 365 * 24 * 60).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
HOLIDAYS = st.frozensets(st.dates(date(2024, 1, 1), date(2030, 6, 1)), max_size=20)


@pytest.mark.parametrize(
    ("days", "working", "zone", "holidays", "expected"),
    [
        (3, False, "UTC", (), "2026-11-22T18:00"),
        (3, True, "UTC", (), "2026-11-24T18:00"),
        (1, True, "UTC", (date(2026, 11, 20),), "2026-11-23T18:00"),
        (5, True, "Europe/Prague", (), "2026-11-26T17:00"),
        (1, False, "America/Los_Angeles", (), "2026-11-21T02:00"),
        (0, False, "UTC", (), "2026-11-19T18:00"),
        (0, True, "UTC", (date(2026, 11, 19), date(2026, 11, 20)), "2026-11-23T18:00"),
    ],
    ids=[
        *("days", "over a weekend", "over a holiday", "Prague is an hour ahead", "Los Angeles is eight behind", "today"),
        "today is a holiday",
    ],
)
def test_a_promise_is_due_at_six_where_the_person_is(
    days: int, working: bool, zone: str, holidays: tuple[date, ...], expected: str
):
    assert due(THURSDAY, days, working=working, zone=zone, holidays=holidays) == datetime.fromisoformat(expected).replace(
        tzinfo=UTC
    )


def test_a_promise_made_in_the_evening_for_today_is_due_tomorrow():
    evening = datetime(2026, 11, 19, 19, tzinfo=UTC)
    for now in (evening, evening - timedelta(hours=1)):
        assert due(now, 0, working=False, zone="UTC") == datetime(2026, 11, 20, 18, tzinfo=UTC)


def test_what_is_due_on_a_day_when_nobody_attends_to_it_waits_for_the_next_working_day():
    """It is Friday the 20th in Auckland already, and the Monday after is a holiday there."""
    at, friday = datetime(2026, 11, 19, 20, tzinfo=UTC), date(2026, 11, 20)
    assert attended(at, [friday, date(2026, 11, 23)], "Pacific/Auckland") == datetime(2026, 11, 24, 5, tzinfo=UTC)
    assert attended(at, [friday], "UTC") == attended(at, [], "Pacific/Auckland") == at


def test_what_came_on_the_day_it_was_due_came_in_time():
    evening = datetime(2026, 11, 20, 5, tzinfo=UTC)
    days = [date(2026, 11, day) for day in (19, 20, 21)]
    assert [in_time(day, evening, "Pacific/Auckland") for day in days] == [True, True, False]
    assert [in_time(day, evening, "America/Los_Angeles") for day in days] == [True, False, False]


def test_six_oclock_stays_six_oclock_when_the_clocks_change():
    before = datetime(2026, 10, 23, 9, tzinfo=UTC)
    assert due(before, 3, working=False, zone="Europe/Prague") == datetime(2026, 10, 26, 17, tzinfo=UTC)


@given(now=TIMES, days=st.integers(0, 60), working=st.booleans(), zone=ZONES, holidays=HOLIDAYS)
def test_a_promise_is_never_due_before_it_was_made(now: datetime, days: int, working: bool, zone: str, holidays: frozenset[date]):
    found = due(now, days, working=working, zone=zone, holidays=holidays)
    assert found > now
    assert found.tzinfo is UTC


@given(now=TIMES, days=st.integers(0, 60), zone=ZONES, holidays=HOLIDAYS)
def test_a_working_day_is_no_weekend_and_no_holiday(now: datetime, days: int, zone: str, holidays: frozenset[date]):
    here = due(now, days, working=True, zone=zone, holidays=holidays).astimezone(ZoneInfo(zone))
    assert here.weekday() < 5
    assert here.date() not in holidays
    assert here.time() == HOUR


@given(now=TIMES, days=st.integers(1, 60), zone=ZONES, holidays=HOLIDAYS)
def test_exactly_so_many_working_days_lie_between(now: datetime, days: int, zone: str, holidays: frozenset[date]):
    today = now.astimezone(ZoneInfo(zone)).date()
    last = due(now, days, working=True, zone=zone, holidays=holidays).astimezone(ZoneInfo(zone)).date()
    between = [today + timedelta(days=n) for n in range(1, (last - today).days + 1)]
    assert sum(is_working_day(day, holidays) for day in between) == days


@given(now=TIMES, days=st.integers(0, 30), working=st.booleans(), zone=ZONES)
def test_more_days_are_never_due_earlier(now: datetime, days: int, working: bool, zone: str):
    assert due(now, days, working=working, zone=zone) <= due(now, days + 1, working=working, zone=zone)
