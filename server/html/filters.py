"""Formats for templates: days, times, money and counts in the reader's language and zone.

Every filter that tells a time takes the zone as an argument: `{{ page.at|clock(shell.zone) }}`.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from server.sentences import days
from server.zones import local_day


def day(value: datetime | date, zone: str = "UTC") -> str:
    """`Thursday 19 November`: the day it was in the zone."""
    return days.whole(_local_day(value, zone))


def short_day(value: datetime | date, zone: str = "UTC") -> str:
    """`Thu 19 Nov`."""
    return days.brief(_local_day(value, zone))


def long_day(value: datetime | date, zone: str = "UTC") -> str:
    """`19 November 2026`."""
    return days.dated(_local_day(value, zone))


def clock(value: datetime, zone: str) -> str:
    """`08:12` in the zone."""
    here = value.astimezone(ZoneInfo(zone))
    return days.clock(here.hour, here.minute)


def iso(value: datetime | date) -> str:
    """For the `datetime` attribute of `<time>`, which takes no microseconds."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def iso_day(value: datetime | date, zone: str = "UTC") -> str:
    """`2026-11-19`, as date inputs want it."""
    return _local_day(value, zone).isoformat()


def money(minor: int | None, currency: str) -> str:
    """`€62,000` from minor units; an en dash when nobody said."""
    return "–" if minor is None else days.money(minor, currency)


def number(value: float, places: int = 0) -> str:
    """`8,800`: a count in the reader's language, or with decimal places, `−0.21`."""
    return days.number(value, places)


def inside(value: str) -> str:
    """A sentence as it stands inside another: `A buyer said so` as `a buyer said so`. `CRM` and `IT’s` keep their letters."""
    first = value.partition(" ")[0]
    return value if any(letter.isupper() for letter in first[1:]) else f"{value[:1].lower()}{value[1:]}"


def safe_html(value: str) -> Markup:
    """HTML that our own compiler rendered and checked. Nothing else may pass here."""
    return Markup(value)  # noqa: S704  # the compiler escapes everything it did not write itself


def whole(value: str) -> Markup:
    """The same words, those with a hyphen each on one line: `follow-ups` is not parted in a heading on a phone."""
    words = (Markup('<span class="nowrap">{}</span>').format(word) if "-" in word else escape(word) for word in value.split(" "))
    return Markup(" ").join(words)


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
    "whole": whole,
    "safe_html": safe_html,
}


def _local_day(value: datetime | date, zone: str) -> date:
    return local_day(value, zone) if isinstance(value, datetime) else value
