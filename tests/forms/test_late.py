"""When a form counts as answered that a device kept while it had no network."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from server.forms.late import OLDEST, answered_at, rendered_at, stamp

NOW = datetime(2026, 11, 19, 18, tzinfo=UTC)
RENDERED = NOW - timedelta(hours=9)
KEY, NEWER = "a" * 43 + "=", "b" * 43 + "="
ADA, LESSON = "0193a0b0-0000-7000-8000-00000000000a", "/lessons/hear-it"


@pytest.mark.parametrize(
    ("kept", "sent", "counts"),
    [
        ("2026-11-19T12:00:00Z", "2026-11-19T18:00:00Z", NOW - timedelta(hours=6)),
        ("2026-11-19T13:00:00+01:00", "2026-11-19T18:00:00Z", NOW - timedelta(hours=6)),
        ("2026-11-19T14:00:00Z", "2026-11-19T20:00:00Z", NOW - timedelta(hours=6)),
        ("2019-01-01T00:00:00Z", "2019-01-01T06:00:00Z", NOW - timedelta(hours=6)),
        ("2031-07-01T18:00:00Z", "2031-07-02T00:00:00Z", NOW - timedelta(hours=6)),
        ("2026-11-19T08:59:30Z", "2026-11-19T18:00:00Z", RENDERED),
        ("2026-11-19T18:00:30Z", "2026-11-19T18:00:00Z", NOW),
        ("2026-11-19T08:58:00Z", "2026-11-19T18:00:00Z", None),
        ("1970-01-01T00:00:00Z", "2026-11-19T18:00:00Z", None),
        ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", None),
        ("2026-11-19T20:00:00Z", "2026-11-19T18:00:00Z", None),
        ("2026-11-19T12:00:00", "2026-11-19T18:00:00Z", None),
        ("yesterday", "2026-11-19T18:00:00Z", None),
        ("2026-11-19T12:00:00Z", "", None),
    ],
    ids=(
        "on the way",
        "in another zone",
        "two hours fast",
        "seven years slow",
        "five years fast",
        "a jump of seconds at the page",
        "a jump of seconds at the end",
        "before the page was there",
        "long before",
        "as far as clocks go",
        "set back by hours on the way",
        "without a zone",
        "a word",
        "nobody knows what time it is now",
    ),
)
def test_a_form_counts_from_as_long_ago_as_its_device_says_between_its_page_and_now(
    kept: str, sent: str, counts: datetime | None
):
    assert answered_at(kept, sent, RENDERED, NOW) == counts


def test_nothing_is_dated_back_further_than_a_fortnight_or_without_a_page_of_ours():
    day = NOW - OLDEST - timedelta(seconds=1)
    assert answered_at(day.isoformat(), NOW.isoformat(), NOW - timedelta(days=30), NOW) is None
    assert answered_at((NOW - OLDEST).isoformat(), NOW.isoformat(), NOW - timedelta(days=30), NOW) == NOW - OLDEST
    assert answered_at(NOW.isoformat(), NOW.isoformat(), None, NOW) is None


TOLD = some.text(max_size=40) | some.datetimes(timezones=some.just(UTC)).map(datetime.isoformat)


@given(TOLD, TOLD, some.timedeltas(timedelta(), timedelta(days=400)))
def test_whatever_is_said_it_lies_between_the_page_and_now_or_is_not_believed(kept: str, sent: str, ago: timedelta):
    counts = answered_at(kept, sent, NOW - ago, NOW)
    assert counts is None or max(NOW - ago, NOW - OLDEST) <= counts <= NOW


def test_a_page_vouches_for_its_reader_and_its_place_alone():
    made = stamp(ADA, LESSON, RENDERED, key=KEY)
    assert rendered_at(made, ADA, f"{LESSON}/answers", key=KEY) == RENDERED
    for person, path, key in (
        ("0193a0b0-0000-7000-8000-00000000000b", f"{LESSON}/answers", KEY),
        (ADA, "/lessons/hear-it-too/answers", KEY),
        (ADA, "/practice/answers", KEY),
        (ADA, "/deals", KEY),
        (ADA, f"{LESSON}/answers", NEWER),
        (ADA, f"{LESSON}/answers", ""),
    ):
        assert rendered_at(made, person, path, key=key) is None
    said, _dot, signature = made.partition(".")
    for forged in ("", ".", said, f"{int(said) - 1}.{signature}", f"\u0663.{signature}", f"{said}.{signature[:-1]}"):
        assert rendered_at(forged, ADA, f"{LESSON}/answers", key=KEY) is None


def test_a_page_from_before_a_new_key_is_believed_while_the_old_one_is_kept():
    made = stamp(ADA, "/practice", RENDERED, key=KEY)
    assert rendered_at(made, ADA, "/practice/answers", key=f"{NEWER} {KEY}") == RENDERED
    assert stamp(ADA, "/practice", RENDERED, key=f"{NEWER} {KEY}") == stamp(ADA, "/practice", RENDERED, key=NEWER)


def test_a_page_whose_forms_never_wait_and_an_installation_without_a_key_have_no_stamp():
    assert stamp(ADA, "/practised", RENDERED, key=KEY) == stamp(ADA, "/deals", RENDERED, key=KEY) == ""
    assert stamp(ADA, "/practice", RENDERED, key="") == ""
