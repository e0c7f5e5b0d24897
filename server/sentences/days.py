"""Days, clocks and numbers as the reader's language writes them. A catalogue says the order and the small words of a day, Babel its names."""

from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal

from server.sentences.translation import gettext as _
from server.sentences.translation import speaking


def whole(day: date) -> str:
    """`Thursday 19 November`."""
    return _told(day, "whole", speaking())


def brief(day: date) -> str:
    """`Thu 19 Nov`."""
    return _told(day, "brief", speaking())


def dated(day: date) -> str:
    """`19 November 2026`."""
    return _told(day, "dated", speaking())


def noted(day: date) -> str:
    """`19 Nov 2026`."""
    return _told(day, "noted", speaking())


def short(day: date) -> str:
    """`19 Nov`, never parted at the end of a line."""
    return _told(day, "short", speaking())


def clock(hour: int, minute: int) -> str:
    """`08:12`."""
    return _clock(hour, minute, speaking())


def number(value: float, places: int = 0) -> str:
    """`8,800`, or with decimal places `−0.21`."""
    return format_decimal(value, format=DECIMALS[places], locale=locale_of(speaking()))


def money(minor: int, currency: str) -> str:
    """`€62,000` from minor units, without its cents; where the sign stands is the language's."""
    locale = locale_of(speaking())
    pattern = (
        "¤#,##0" if locale.language == "en" else locale.currency_formats["standard"].pattern.split(";")[0].replace("0.00", "0")
    )
    return format_currency(minor / 100, currency, locale=locale, format=pattern, currency_digits=False)


@lru_cache(maxsize=64)
def locale_of(tag: str) -> Locale:
    """What Babel knows of a language. British order and comma-free days suit a product without a country better than the American ones."""
    try:
        return Locale.parse("en_GB" if tag == "en" else tag, sep="-" if "-" in tag else "_")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


DECIMALS: Mapping[int, str] = {0: "#,##0", 1: "#,##0.0", 2: "#,##0.00"}


def _patterns() -> Mapping[str, str]:
    """The patterns of CLDR (EEEE a weekday, EEE its short name, d the day, MMMM a month, MMM its short name, y the year)."""
    return {
        "whole": _("EEEE d MMMM"),
        "brief": _("EEE d MMM"),
        "dated": _("d MMMM y"),
        "noted": _("d MMM y"),
        "short": _("d\u00a0MMM"),
    }


@lru_cache(maxsize=1024)
def _told(day: date, shape: str, language: str) -> str:
    """A page says few days and says them often; to format one costs as much as the rest of its sentence."""
    return format_date(day, _patterns()[shape], locale=locale_of(language))


@lru_cache(maxsize=2048)
def _clock(hour: int, minute: int, language: str) -> str:
    return format_time(time(hour, minute), "HH:mm", locale=locale_of(language))
