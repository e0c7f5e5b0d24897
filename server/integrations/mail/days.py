"""The day in a date as mail programs write it, in the languages that Babel knows. Pure."""

import re
from datetime import date
from functools import cache
from typing import Final

from babel import Locale

LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "cs", "sv", "da", "nb")
"""Languages whose months are recognised by name."""

NUMBERS: Final = re.compile(r"(?<!\d)(\d{1,4})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{2,4})(?!\d)")
WORD: Final = re.compile(r"[^\W\d_]{3,}\.?", re.UNICODE)
NUMBER: Final = re.compile(r"(?<![\d:])\d{1,4}(?![\d:])")
FIRST_YEAR: Final = 1990


def day(text: str) -> date | None:
    """The day that a written date names; None when it names none, or when day and month could be exchanged.

    >>> day("Fri, Nov 20, 2026 at 10:12 AM")
    datetime.date(2026, 11, 20)
    >>> day("03/04/2026") is None
    True
    """
    text = text[:200]
    return _by_name(text) or _by_numbers(text)


def _by_name(text: str) -> date | None:
    """A month by its name, beside it a day and a year of four digits."""
    months = {months_by_name().get(word.rstrip(".").lower()) for word in WORD.findall(text)} - {None}
    numbers = [int(one) for one in NUMBER.findall(text)]
    years = {one for one in numbers if one >= FIRST_YEAR}
    days = [one for one in numbers if 1 <= one <= 31]
    if len(months) == 1 and len(years) == 1 and days:
        return _date(years.pop(), next(iter(months)) or 0, days[0])
    return None


def _by_numbers(text: str) -> date | None:
    found = NUMBERS.search(text)
    if not found:
        return None
    first, sign, second, third = int(found[1]), found[2], int(found[3]), int(found[4])
    if first >= FIRST_YEAR:
        return _date(first, second, third)
    year = third if third >= FIRST_YEAR else 2000 + third
    if sign == "." or first > 12 or first == second:  # a full stop is written where the day comes first
        return _date(year, second, first)
    return _date(year, first, second) if second > 12 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def months_by_name() -> dict[str, int]:
    """Number of every month by its long and short names, in small letters without a full stop; a name of two months is left out."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for context in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context[width].items():
                    found.setdefault(name.rstrip(".").lower(), set()).add(number)
    return {name: next(iter(numbers)) for name, numbers in found.items() if len(numbers) == 1 and len(name) >= 3}
