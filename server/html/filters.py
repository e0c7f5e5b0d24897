"""Formats for templates: days, times, money and counts in the reader's language and zone.

Every filter that tells a time takes the zone as an argument: `{{ page.at|clock(shell.zone) }}`.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from markupsafe import Markup

from server.sentences import speaking


def day(value: datetime | date, zone: str = "UTC") -> str:
    """`Thursday 19 November`: the day it was in the zone."""
    return _date(_local_day(value, zone), "EEEE d MMMM", speaking())


def short_day(value: datetime | date, zone: str = "UTC") -> str:
    """`Thu 19 Nov`."""
    return _date(_local_day(value, zone), "EEE d MMM", speaking())


def long_day(value: datetime | date, zone: str = "UTC") -> str:
    """`19 November 2026`."""
    return _date(_local_day(value, zone), "d MMMM y", speaking())


def clock(value: datetime, zone: str) -> str:
    """`08:12` in the zone."""
    here = value.astimezone(ZoneInfo(zone))
    return _time(here.hour, here.minute, speaking())


def iso(value: datetime | date) -> str:
    """For the `datetime` attribute of `<time>`, which takes no microseconds."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def iso_day(value: datetime | date, zone: str = "UTC") -> str:
    """`2026-11-19`, as date inputs want it."""
    return _local_day(value, zone).isoformat()


def money(minor: int | None, currency: str) -> str:
    """`€62,000` from minor units; an en dash when nobody said."""
    if minor is None:
        return "–"
    return format_currency(minor / 100, currency, locale=_locale(speaking()), format="¤#,##0", currency_digits=False)


def number(value: int) -> str:
    """`8,800`: a count in the reader's language."""
    return format_decimal(value, locale=_locale(speaking()))


def inside(value: str) -> str:
    """A sentence as it stands inside another: `A buyer said so` as `a buyer said so`. `CRM` and `IT’s` keep their letters."""
    first = value.partition(" ")[0]
    return value if any(letter.isupper() for letter in first[1:]) else f"{value[:1].lower()}{value[1:]}"


def safe_html(value: str) -> Markup:
    """HTML that our own compiler rendered and checked. Nothing else may pass here."""
    return Markup(value)  # noqa: S704  # the compiler escapes everything it did not write itself


ALL: Mapping[str, Callable[..., str]] = {
    "day": day,
    "short_day": short_day,
    "long_day": long_day,
    "clock": clock,
    "iso": iso,
    "iso_day": iso_day,
    "money": money,
    "number": number,
    "inside": inside,
    "safe_html": safe_html,
}


def _local_day(value: datetime | date, zone: str) -> date:
    return value.astimezone(ZoneInfo(zone)).date() if isinstance(value, datetime) else value


@lru_cache(maxsize=4096)
def _date(day: date, pattern: str, tag: str) -> str:
    """A page says few days and says them often; to format one costs as much as the rest of its line."""
    return format_date(day, pattern, locale=_locale(tag))


@lru_cache(maxsize=4096)
def _time(hour: int, minute: int, tag: str) -> str:
    return format_time(time(hour, minute), "HH:mm", locale=_locale(tag))


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale:
    try:
        # British order and comma-free days suit a product without a country better than the American ones.
        return Locale.parse("en_GB" if tag == "en" else tag, sep="-" if "-" in tag else "_")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")
