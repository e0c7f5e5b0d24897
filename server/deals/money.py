"""Amounts as people type them: `62,000`, `62k`, `1.2m`, `€ 62 000`, `62.000,50`."""

import re

MOST = 100_000_000_000_000
"""The largest amount in minor units."""

TIMES = {"": 1, "k": 1_000, "m": 1_000_000}

TYPED = re.compile(r"(?P<number>\d[\d.,]*)(?P<times>[km]?)")
FRACTION = re.compile(r"(?P<whole>.*)[.,](?P<part>\d+)")


def read(typed: str) -> int | None:
    """The amount in minor units, None for nothing typed. Raises ValueError for anything that is no amount.

    The last point or comma parts off a fraction, unless three digits follow it and no `k` or `m` does: then it parts thousands.
    """
    text = re.sub(r"[\s'’\u00a0\u202f€$£]", "", typed).casefold()
    if not text:
        return None
    found = TYPED.fullmatch(text) if text.isascii() else None
    if found is None:
        raise ValueError(f"no amount: {typed}")
    whole, part = _parted(found["number"], shortened=bool(found["times"]))
    digits = whole + (part + "00")[:2] if not found["times"] else whole + (part + "0" * 8)[:8]
    minor = int(digits) if not found["times"] else int(digits) * TIMES[found["times"]] // 1_000_000
    if minor > MOST:
        raise ValueError(f"no amount: {typed}")
    return minor


def typed(minor: int | None) -> str:
    """An amount as it may be typed again: `read(typed(minor)) == minor`."""
    if minor is None:
        return ""
    whole, part = divmod(minor, 100)
    return f"{whole:,}.{part:02d}" if part else f"{whole:,}"


def _parted(number: str, *, shortened: bool) -> tuple[str, str]:
    """The digits before and after the fraction's mark. Raises ValueError for more than a hundredth that nobody could mean."""
    found = FRACTION.fullmatch(number)
    if found is None:
        return _grouped(number), ""
    whole, part = found["whole"], found["part"]
    if len(part) == 3 and not shortened:
        return _grouped(number), ""
    if len(part) > (6 if shortened else 2):
        raise ValueError(f"no amount: {number}")
    return _grouped(whole), part


def _grouped(number: str) -> str:
    """The digits of a whole number whose thousands may be parted by one kind of mark. Raises ValueError for marks in odd places."""
    if re.fullmatch(r"\d+|\d{1,3}(,\d{3})+|\d{1,3}(\.\d{3})+", number) is None:
        raise ValueError(f"no amount: {number}")
    return number.replace(",", "").replace(".", "")
