import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.sentences import words
from server.sentences.reasons import Assigned, Begun, OnPath, Reason

NOW = datetime(2026, 11, 19, 8, tzinfo=UTC)
ZONE = "Europe/Prague"


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            Assigned("Mira", "For Friday’s call.", NOW + timedelta(days=1)),
            "Mira asks, by Friday 20 November: For Friday’s call.",
        ),
        (Assigned("Mira", "For the call.", NOW + timedelta(hours=9)), "Mira asks, by today, 18:00: For the call."),
        (
            Assigned("Mira", "For the call.", NOW - timedelta(days=2)),
            "Mira asked for it until Tuesday 17 November: For the call.",
        ),
        (Assigned("100%", "50% off", NOW + timedelta(days=1)), "100% asks, by Friday 20 November: 50% off"),
        (Begun(2, 4), "2 of 4 answered. It waits where you left it."),
        (OnPath("Ninety days", "Week 1", 2, 6), "Next on “Ninety days”, Week 1: lesson 2 of 6."),
        (OnPath("Ninety days", "", 2, 6), "Next on “Ninety days”: lesson 2 of 6."),
    ],
)
def test_a_reason_is_told_as_a_sentence(reason: Reason, sentence: str):
    assert words.tell(reason, zone=ZONE, now=NOW) == sentence


@given(st.integers(0, 100_000))
def test_a_span_of_time_is_exact(seconds: int):
    told = words.span(seconds)
    minutes = re.search(r"(\d+) min", told)
    rest = re.search(r"(\d+) s", told)
    assert (int(minutes[1]) * 60 if minutes else 0) + (int(rest[1]) if rest else 0) == seconds


@pytest.mark.parametrize(("seconds", "told"), [(0, "0 s"), (50, "50 s"), (120, "2 min"), (130, "2 min 10 s")])
def test_a_span_of_time_is_short(seconds: int, told: str):
    assert words.span(seconds) == told


@pytest.mark.parametrize(("seconds", "told"), [(5, "about 1 minute"), (95, "about 2 minutes"), (240, "about 4 minutes")])
def test_about_is_in_whole_minutes(seconds: int, told: str):
    assert words.about(seconds) == told


def test_the_day_something_is_due_is_the_day_where_the_reader_is():
    due = datetime(2026, 11, 20, 2, tzinfo=UTC)
    assert words.until(due, zone="America/Los_Angeles", now=NOW - timedelta(days=2)) == "by Thursday 19 November"
    assert words.until(due, zone=ZONE, now=NOW - timedelta(days=2)) == "by Friday 20 November"
    assert words.until(due, zone=ZONE, now=NOW + timedelta(days=2)) == "was due Friday 20 November"
    soon = due - timedelta(hours=1)
    assert words.until(due, zone=ZONE, now=soon, reader=ZONE).startswith("by today, ")
    assert words.until(due, zone=ZONE, now=soon, reader="America/Los_Angeles") == "by Friday 20 November"
