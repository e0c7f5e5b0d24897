"""What a reply says."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.outgoing import NoReading, Reply

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)


def reply(status: int = 200, body: bytes = b"{}", **headers: str) -> Reply:
    return Reply(status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}, body=body)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("999999999999", 86_400),
        ("Tue, 17 Nov 2026 09:00:30 GMT", 30),
        ("Tue, 17 Nov 2026 08:00:00 GMT", 0),
        ("Tue, 17 Nov 2026 09:00:30", 30),
        ("Mon, 16 Nov 2093 09:00:00 GMT", 86_400),
        ("soon", None),
        ("-3", None),
        ("²", None),
        ("", None),
        ("9" * 5000, None),
        ("Fri, 31 Dec 99999999999 23:59:59 GMT", None),
        ("Fri, 31 Dec 2026 23:59:59 +99999999999999999999", None),
    ],
)
def test_how_long_to_wait_is_read_from_seconds_and_from_a_day(told: str, seconds: int | None) -> None:
    assert reply(429, retry_after=told).wait(NOW) == seconds


@given(st.text(max_size=40))
def test_how_long_to_wait_is_a_day_at_most_whatever_stands_there(told: str) -> None:
    wait = reply(429, retry_after=told).wait(NOW)
    assert wait is None or 0 <= wait <= 86_400


def test_a_body_that_is_something_else_is_told_without_what_stands_in_it() -> None:
    for body in (b"<html>secret</html>", b'{"a": "secret"}', b"\xff"):
        with pytest.raises(NoReading) as error:
            reply(body=body).json(dict[str, int])
        assert "secret" not in str(error.value)


def test_a_body_that_is_nested_without_end_is_told() -> None:
    with pytest.raises(NoReading):
        reply(body=b"[" * 9_000).json()


def test_a_success_is_from_200_to_299() -> None:
    assert [reply(status).ok for status in (199, 200, 299, 301, 404)] == [False, True, True, False, False]
