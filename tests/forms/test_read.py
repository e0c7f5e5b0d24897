"""When a form counts as answered that a device kept while it had no network."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from server.forms import answered_at
from server.forms.read import OLDEST

NOW = datetime(2026, 11, 19, 18, tzinfo=UTC)
RENDERED = NOW - timedelta(hours=9)


def form(at: datetime) -> UUID:
    """The id of a form that was rendered then."""
    return UUID(int=int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62)


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ("2026-11-19T12:00:00Z", NOW - timedelta(hours=6)),
        ("2026-11-19T13:00:00+01:00", NOW - timedelta(hours=6)),
        ("2026-11-19T08:59:59Z", RENDERED),
        ("1970-01-01T00:00:00Z", RENDERED),
        ("2026-11-19T18:00:01Z", NOW),
        ("2026-11-19T12:00:00", NOW),
        ("yesterday", NOW),
        ("", NOW),
    ],
    ids=("on the way", "in another zone", "before", "long before", "after", "without a zone", "a word", "not at all"),
)
def test_a_form_counts_from_when_it_was_answered(said: str, counts: datetime):
    assert answered_at(said, form(RENDERED), NOW) == counts


def test_an_invented_id_dates_nothing_further_back_than_a_fortnight():
    assert answered_at("2020-01-01T00:00:00Z", form(datetime(2019, 1, 1, tzinfo=UTC)), NOW) == NOW - OLDEST
    assert answered_at("2026-11-19T12:00:00Z", UUID(int=4 << 76 | 2 << 62), NOW) == NOW


@given(some.text(max_size=40) | some.datetimes(timezones=some.just(UTC)).map(datetime.isoformat), some.integers(0, 2**128 - 1))
def test_whatever_is_said_it_lies_between_a_fortnight_ago_and_now(said: str, id: int):
    assert NOW - OLDEST <= answered_at(said, UUID(int=id), NOW) <= NOW
