from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.sentences import gap_words, words
from server.sentences.reasons import Coach, Counts, Fading, GapReason, LookNext, Missing, Steady, Teach

NOW = datetime(2026, 11, 19, 8, tzinfo=UTC)
ZONE = "Europe/Prague"


def seen(right: int = 7, asked: int = 7, days: float | None = 12, shown: int = 2, deals: int = 5) -> Counts:
    return Counts(right, asked, None if days is None else NOW - timedelta(days=days), shown, deals)


@pytest.mark.parametrize(
    ("reason", "own", "others"),
    [
        (
            Coach(seen()),
            "Right on 7 of 7 questions, the last 12 days ago; shown on 2 of 5 deals. You know it; what is left is doing it on a deal.",
            "Right on 7 of 7 questions, the last 12 days ago; shown on 2 of 5 deals. Coach, don’t teach again.",
        ),
        (
            Teach(seen(3, 8, 1)),
            "Right on 3 of 8 questions, the last yesterday; shown on 2 of 5 deals. A lesson or a question moves this most.",
            "Right on 3 of 8 questions, the last yesterday; shown on 2 of 5 deals. Teach it before you coach it.",
        ),
        (
            Fading(seen(1, 1, 90, 0, 0)),
            "Right on 1 of 1 question, 90 days ago; not looked at on a deal yet. It is fading; one question brings it back.",
            "Right on 1 of 1 question, 90 days ago; not looked at on a deal yet. It is fading; one question in practice brings it back.",
        ),
        (
            Steady(seen(20, 21, 0, 9, 11)),
            "Right on 20 of 21 questions, the last today; shown on 9 of 11 deals. Nothing to do here.",
            "Right on 20 of 21 questions, the last today; shown on 9 of 11 deals. Look elsewhere.",
        ),
        (
            LookNext(seen(0, 0, None, 0, 0), ask=True),
            "Not asked yet; not looked at on a deal yet. Next is a question about it, to know more.",
            "Not asked yet; not looked at on a deal yet. Next is a question about it, to know more.",
        ),
        (
            LookNext(seen(5, 6, 3, 1, 1), ask=False),
            "Right on 5 of 6 questions, the last 3 days ago; shown on 1 of 1 deal. Next is a look at it on one of your deals.",
            "Right on 5 of 6 questions, the last 3 days ago; shown on 1 of 1 deal. Look at it on a deal next.",
        ),
        (
            LookNext(seen(0, 0, 200, 0, 1), ask=True),
            "Last asked 200 days ago; shown on 0 of 1 deal. Next is a question about it, to know more.",
            "Last asked 200 days ago; shown on 0 of 1 deal. Next is a question about it, to know more.",
        ),
    ],
)
def test_a_gap_is_told_to_the_person_and_to_who_coaches_them(reason: GapReason, own: str, others: str):
    assert words.tell(reason, zone=ZONE, now=NOW) == own
    assert words.tell(reason, zone=ZONE, now=NOW, own=False) == others


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (
            Missing("a buyer edited or confirmed the map", 3, 3),
            "The missing clause is usually: a buyer edited or confirmed the map.",
        ),
        (
            Missing("a buyer edited or confirmed the map", 2, 3),
            "The missing clause is usually: a buyer edited or confirmed the map.",
        ),
        (Missing("every step has an owner", 2, 4), "Missing most often: every step has an owner."),
        (Missing("every step has an owner", 1, 1), "The missing clause there: every step has an owner."),
    ],
)
def test_the_missing_clause_is_named_between_the_counts_and_what_follows(missing: Missing, said: str):
    told = words.tell(Coach(replace(seen(), missing=missing)), zone=ZONE, now=NOW, own=False)
    assert told == f"Right on 7 of 7 questions, the last 12 days ago; shown on 2 of 5 deals. {said} Coach, don’t teach again."


@pytest.mark.parametrize(
    ("deals", "claimed", "said"),
    [
        (5, 1, "shown on 2 of 5 deals, claimed on 1 more."),
        (0, 1, "claimed on 1 deal, not shown yet."),
        (0, 3, "claimed on 3 deals, not shown yet."),
    ],
)
def test_a_claim_is_said_to_be_one(deals: int, claimed: int, said: str):
    told = gap_words.counts(replace(seen(deals=deals), claimed=claimed), zone=ZONE, now=NOW)
    assert told == f"Right on 7 of 7 questions, the last 12 days ago; {said}"


@given(st.integers(-5000, 5000))
def test_days_are_those_of_the_calendar_where_the_reader_is(hours: int):
    told = gap_words.ago(NOW - timedelta(hours=hours), zone=ZONE, now=NOW)
    assert told in {"today", "yesterday"} or int(told.split()[0]) >= 2
    assert (told == "today") == (hours <= 9)
