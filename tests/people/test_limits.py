"""How often something may be tried."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.people import limits
from server.people.limits import Limit

START = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
FIVE = Limit("test", 5, timedelta(hours=1))


def test_the_limit_is_reached_and_opens_again_later():
    assert [limits.wait(FIVE, before=0, count=count, now=START) for count in range(1, 8)][:5] == [0] * 5
    assert limits.wait(FIVE, before=0, count=6, now=START) >= 3600


def test_what_was_tried_in_the_window_before_fades():
    half, most = START + timedelta(minutes=30), START + timedelta(minutes=48)
    assert limits.wait(FIVE, before=5, count=1, now=START) > 0
    assert limits.wait(FIVE, before=5, count=2, now=half) == 0
    assert limits.wait(FIVE, before=5, count=3, now=half) > 0
    assert limits.wait(FIVE, before=5, count=4, now=most) == 0


def test_windows_begin_on_the_clock_and_have_their_own_key():
    start = limits.starts(FIVE, START + timedelta(minutes=17))
    assert start == START
    keys = {limits.key(FIVE, subject, at) for subject in ("a", "b") for at in (start, start + FIVE.window)}
    assert len(keys) == 4
    assert all(len(key) == 64 for key in keys)


@given(st.lists(st.integers(1, 1_200), min_size=1, max_size=200))
def test_no_hour_holds_more_than_twice_the_limit_and_waiting_always_helps(gaps: list[int]):
    counts: dict[datetime, int] = {}
    allowed: list[datetime] = []
    now = START
    for gap in gaps:
        now += timedelta(seconds=gap)
        if seconds := tried(counts, now):
            later = now + timedelta(seconds=seconds)
            assert tried(dict(counts), later) == 0, "after the time it names, it works"
        else:
            allowed.append(now)
    for moment in allowed:
        assert sum(moment - FIVE.window < one <= moment for one in allowed) <= 2 * FIVE.most


def tried(counts: dict[datetime, int], now: datetime) -> int:
    """One try, kept as the verb keeps it: only when it was allowed."""
    start = limits.starts(FIVE, now)
    count = counts.get(start, 0) + 1
    seconds = limits.wait(FIVE, before=counts.get(start - FIVE.window, 0), count=count, now=now)
    if not seconds:
        counts[start] = count
    return seconds
