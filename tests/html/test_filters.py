"""Days and times as a reader writes them, in their language and zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from server.html import filters
from server.sentences import speak

LATE = datetime(2026, 11, 19, 23, 30, 12, 345, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _plain_english() -> Iterator[None]:
    yield
    speak("en")


def test_a_day_is_told_in_the_zone_and_the_language_of_who_reads_it_however_often_it_was_told_before():
    for _ in range(2):
        for language, short, long in (
            ("en", "Fri 20 Nov", "Friday 20 November"),
            ("de", "Fr. 20 Nov.", "Freitag 20 November"),
            ("nobody’s", "Fri 20 Nov", "Friday 20 November"),
        ):
            speak(language)
            assert filters.short_day(LATE, "Europe/Prague") == short
            assert filters.day(LATE, "Europe/Prague") == long
        speak("en")
        assert filters.short_day(LATE, "America/New_York") == "Thu 19 Nov"
        assert filters.long_day(date(2026, 11, 9)) == "9 November 2026"


def test_a_time_is_that_of_the_zone():
    assert filters.clock(LATE, "Europe/Prague") == "00:30"
    assert filters.clock(LATE, "Asia/Kolkata") == "05:00"
    assert filters.clock(LATE.replace(hour=7), "UTC") == "07:30"


def test_what_a_machine_reads_has_no_microseconds():
    assert filters.iso(LATE) == "2026-11-19T23:30:12+00:00"
    assert filters.iso_day(LATE, "Europe/Prague") == "2026-11-20"


def test_money_is_told_without_cents_and_nothing_as_nothing():
    assert filters.money(6_200_000, "EUR") == "€62,000"
    assert filters.money(None, "EUR") == "–"


def test_a_count_is_parted_by_thousands_as_its_reader_does():
    assert filters.number(8_800) == "8,800"
    speak("de")
    assert filters.number(8_800) == "8.800"


def test_a_sentence_inside_another_begins_small_but_an_abbreviation_keeps_its_letters():
    told = {text: filters.inside(text) for text in ("A buyer said so", "Énumérée", "CRM date matches it", "IT’s yes", "")}
    assert list(told.values()) == ["a buyer said so", "énumérée", "CRM date matches it", "IT’s yes", ""]


def test_a_word_with_a_hyphen_stays_on_one_line_and_no_word_is_markup():
    assert filters.whole("Four follow-ups, <b>one-two") == (
        'Four <span class="nowrap">follow-ups,</span> <span class="nowrap">&lt;b&gt;one-two</span>'
    )
    assert filters.whole("Two & three") == "Two &amp; three"
