"""When a repository is fetched next."""

from datetime import timedelta

import pytest

from server.integrations.git.due import is_due, is_late, is_news
from tests.cast import TUESDAY

AHEAD = -864_000
"""Before the clock was put back by ten days, as seconds ago."""

AGO = {None: None} | {seconds: TUESDAY - timedelta(seconds=seconds) for seconds in (AHEAD, -60, 0, 5, 9, 10, 30, 599, 600, 3_600)}


@pytest.mark.parametrize(
    ("every", "asked", "looked", "failed", "woken", "wait", "due"),
    [
        pytest.param(10, False, None, None, None, None, True, id="never looked at"),
        pytest.param(0, False, None, None, None, None, True, id="never looked at, on demand alone"),
        pytest.param(10, False, 599, None, None, None, False, id="nine minutes and 59 seconds ago"),
        pytest.param(10, False, 600, None, None, None, True, id="ten minutes ago"),
        pytest.param(0, False, 3_600, None, None, None, False, id="on demand alone"),
        pytest.param(0, True, 5, None, None, None, True, id="an admin asks"),
        pytest.param(10, True, None, 5, None, -60, True, id="an admin asks while it rests"),
        pytest.param(10, False, 30, None, 5, None, True, id="the host says so"),
        pytest.param(0, False, 30, None, 5, None, True, id="the host says so, on demand alone"),
        pytest.param(10, False, 9, None, 5, None, False, id="the host says so just after a look"),
        pytest.param(10, False, 10, None, 5, None, True, id="the host said so ten seconds after a look"),
        pytest.param(10, False, 5, None, 30, None, False, id="the host said so before the look"),
        pytest.param(10, False, 3_600, 5, None, -60, False, id="it rests after a failure"),
        pytest.param(10, False, 3_600, 3_600, None, 0, True, id="it has rested"),
        pytest.param(0, False, 3_600, 3_600, None, 0, True, id="it has rested, on demand alone"),
        pytest.param(10, False, None, 30, 5, -60, True, id="the host cuts a rest short"),
        pytest.param(10, False, None, 5, 0, -60, False, id="but not at once"),
        pytest.param(10, False, -60, None, None, None, False, id="another machine looked, whose clock is a minute ahead"),
        pytest.param(10, False, AHEAD, None, None, None, True, id="the clock was put back since the look"),
        pytest.param(10, False, 3_600, AHEAD, None, AHEAD, True, id="the clock was put back since a failure"),
        pytest.param(10, False, 3_600, 5, None, AHEAD, True, id="the clock was put back while it rested"),
        pytest.param(
            10, False, 30, None, AHEAD, None, False, id="the clock was put back since the host said so, and it was looked at"
        ),
    ],
)
def test_it_is_time(
    every: int, asked: bool, looked: int | None, failed: int | None, woken: int | None, wait: int | None, due: bool
) -> None:
    not_before = None if wait is None else TUESDAY - timedelta(seconds=wait)
    found = is_due(
        TUESDAY,
        every=every,
        asked=asked,
        looked_at=AGO[looked],
        failed_at=AGO[failed],
        woken_at=AGO[woken],
        not_before=not_before,
    )
    assert found is due


@pytest.mark.parametrize(
    ("woken", "looked", "failed", "busy", "news"),
    [
        pytest.param(None, None, None, False, True, id="the first"),
        pytest.param(0.5, 30, None, False, False, id="twice within a second"),
        pytest.param(1, 30, None, False, True, id="a second later"),
        pytest.param(0.5, 0.2, None, False, True, id="a look began between the two"),
        pytest.param(0.5, 30, 0.2, False, True, id="one that failed began between the two"),
        pytest.param(0.5, 30, None, True, True, id="while it is fetched, which may have begun between the two"),
        pytest.param(AHEAD, 30, None, False, True, id="the clock was put back since the first"),
        pytest.param(0.5, AHEAD, None, False, False, id="the clock was put back since a look"),
    ],
)
def test_a_second_word_of_the_host_is_news(
    woken: float | None, looked: float | None, failed: float | None, busy: bool, news: bool
) -> None:
    at = [None if seconds is None else TUESDAY - timedelta(seconds=seconds) for seconds in (woken, looked, failed)]
    assert is_news(TUESDAY, woken_at=at[0], looked_at=at[1], failed_at=at[2], busy=busy) is news


@pytest.mark.parametrize(
    ("every", "minutes", "late"),
    [(10, 30, False), (10, 31, True), (60, 180, False), (60, 181, True), (0, 9_999, False), (10, None, False)],
)
def test_it_is_not_said_to_be_up_to_date_for_ever(every: int, minutes: int | None, late: bool) -> None:
    looked_at = None if minutes is None else TUESDAY - timedelta(minutes=minutes)
    assert is_late(TUESDAY, every=every, looked_at=looked_at) is late
