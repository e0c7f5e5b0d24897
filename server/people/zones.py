"""The time zones there are."""

from functools import cache
from zoneinfo import available_timezones


@cache
def known() -> frozenset[str]:
    """Their names, read once: looking them up walks through a thousand files."""
    return frozenset(available_timezones())
