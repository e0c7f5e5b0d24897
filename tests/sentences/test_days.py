"""Days, clocks, numbers and money as each language writes them."""

from collections.abc import Iterator
from datetime import date

import pytest

from server.sentences import days, speak

DAY = date(2026, 11, 19)


@pytest.fixture(autouse=True)
def _plain_english() -> Iterator[None]:
    yield
    speak("en")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["Thursday 19 November", "Thu 19 Nov", "19 November 2026", "19 Nov 2026", "19\u00a0Nov"]),
        ("es", ["jueves 19 de noviembre", "jue 19 nov", "19 de noviembre de 2026", "19 nov 2026", "19\u00a0nov"]),
    ],
)
def test_a_day_has_the_order_and_the_small_words_of_its_language(language: str, told: list[str]):
    for _ in range(2):
        speak("en" if language == "es" else "es")
        days.whole(DAY)
        speak(language)
        assert [say(DAY) for say in (days.whole, days.brief, days.dated, days.noted, days.short)] == told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["€62,000", "8,800", "-0.21", "08:05"]),
        ("es", ["62.000\u00a0€", "8.800", "-0,21", "08:05"]),
        ("es-MX", ["EUR62,000", "8,800", "-0.21", "08:05"]),
    ],
)
def test_numbers_and_money_are_parted_as_the_reader_does(language: str, told: list[str]):
    speak(language)
    assert [days.money(6_200_000, "EUR"), days.number(8_800), days.number(-0.213, 2), days.clock(8, 5)] == told
