"""Days, times and amounts as the cells of a file write them, read the way the whole column is written."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Final
from unicodedata import normalize
from zoneinfo import ZoneInfo

from babel import Locale
from babel.numbers import list_currencies

from server.deals.money import MOST
from server.zones import local_day, local_time

LANGUAGES: Final = ("en", "en_GB", "de", "es", "fr", "it", "pt", "nl", "cs")
"""Languages whose names of months a cell may use, as CLDR writes them. No name means one month here and another there."""
WINDOWS: Final = {"mrz": 3, "maerz": 3}
"""How spreadsheets on a German Windows write March, which CLDR does not."""
SYMBOLS: Final = {
    "€": "EUR",
    "$": "USD",
    "£": "GBP",
    "¥": "JPY",
    "Kč": "CZK",
    "zł": "PLN",
    "₹": "INR",
    "US$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "R$": "BRL",
    "MX$": "MXN",
    "NT$": "TWD",
    "CN¥": "CNY",
    "JP¥": "JPY",
}
END_OF_DAY: Final = time(23, 59, 59)
LONGEST: Final = 60
"""Characters of a cell that could still be a day or an amount."""

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
NUMBERS = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})(?!\d)")
YEAR_FIRST = re.compile(r"(\d{4})[/.]\s*(\d{1,2})[/.]\s*(\d{1,2})(?!\d)\.?")
OF = r"(?:d(?:e|el|i)\s+)?"
DAY_WORD = re.compile(
    rf"(\d{{1,2}})(?:er|º|st|nd|rd|th)?[\s./-]*{OF}([^\W\d_]{{3,}})[\s./,-]+{OF}(\d{{4}}|\d{{2}})(?![\d:])", re.IGNORECASE
)
WORD_DAY = re.compile(r"([^\W\d_]{3,})[\s.]+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)", re.IGNORECASE)
CLOCK = re.compile(
    r"(?:[T\s,]+)(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*([AaPp])?\.?\s*[Mm]?\.?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$"
)


def is_day_first(cells: Iterable[str], *, otherwise: bool) -> bool:
    """Whether days like 03/04/2026 stand with the day first: what one cell of the column proves, else what a point suggests, else `otherwise`."""
    pointed = False
    for cell in cells:
        found = NUMBERS.match(cell)
        if found is None:
            continue
        if int(found[1]) > 12:
            return True
        if int(found[2]) > 12:
            return False
        pointed = pointed or "." in found[0]
    return pointed or otherwise


def proven_day_first(cells: Iterable[str]) -> bool | None:
    """What the days of a column prove when all that prove something prove the same; None for nothing, or for both."""
    proofs = {first > 12 for first, second in map(_two, cells) if (first > 12) != (second > 12)}
    return proofs.pop() if len(proofs) == 1 else None


def _two(cell: str) -> tuple[int, int]:
    found = NUMBERS.match(cell)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def read_day(cell: str, *, day_first: bool, zone: str) -> date | None:
    """The day in this zone, None for an empty cell. Raises ValueError for what is no day."""
    moment = read_moment(cell, day_first=day_first, zone=zone)
    return local_day(moment, zone) if moment else None


def read_moment(cell: str, *, day_first: bool, zone: str) -> datetime | None:
    """The moment in UTC, for a day alone its last second in this zone; None for an empty cell. Raises ValueError for what is neither."""
    # A letter and its accent may come as two signs, and three of these signs are no letter.
    text = normalize("NFC", cell.strip())
    if not text:
        return None
    if len(text) > LONGEST:
        raise ValueError("no day")
    day, rest = _day(text, day_first=day_first)
    if not date(1990, 1, 1) <= day <= date(2100, 1, 1):
        raise ValueError(f"no day of ours: {cell}")
    clock = CLOCK.fullmatch(rest) if rest else None
    if rest and clock is None:
        raise ValueError(f"no day: {cell}")
    if clock is None:
        return local_time(day, END_OF_DAY, zone)
    return _at(day, clock, zone).astimezone(UTC)


def _day(text: str, *, day_first: bool) -> tuple[date, str]:
    """The day that a text begins with, and what stands after it."""
    if found := ISO.match(text) or YEAR_FIRST.match(text):
        return date(int(found[1]), int(found[2]), int(found[3])), text[found.end() :]
    if found := NUMBERS.match(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        day, month = (first, second) if day_first else (second, first)
        return date(_year(year), month, day), text[found.end() :]
    if found := DAY_WORD.match(text):
        return date(_year(int(found[3])), _month(found[2]), int(found[1])), text[found.end() :]
    if found := WORD_DAY.match(text):
        return date(int(found[3]), _month(found[1]), int(found[2])), text[found.end() :]
    raise ValueError(f"no day: {text}")


def _year(written: int) -> int:
    return written + 2000 if written < 100 else written


def _month(word: str) -> int:
    """The month that a word names, whole or cut short. Raises ValueError for a word that names none, or fits more than one."""
    name = _unmarked(word)
    months = _months()
    fitting = {months[name]} if name in months else {month for whole, month in months.items() if whole.startswith(name)}
    if len(fitting) != 1:
        raise ValueError(f"no month: {word}")
    return fitting.pop()


@cache
def _months() -> Mapping[str, int]:
    return WINDOWS | {
        _unmarked(name): month
        for language in LANGUAGES
        for form in Locale.parse(language).months.values()
        for width in ("abbreviated", "wide")
        for month, name in form[width].items()
    }


def _unmarked(word: str) -> str:
    """A word without case, points and accents, which some programs leave out."""
    return "".join(sign for sign in normalize("NFKD", word.casefold()) if sign.isalpha())


def _at(day: date, clock: re.Match[str], zone: str) -> datetime:
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        if not 1 <= hour <= 12:
            raise ValueError(f"no time: {clock[0]}")
        hour = hour % 12 + (12 if clock[4] in "Pp" else 0)
    naive = datetime.combine(day, time(hour, minute, second))
    if clock[5]:
        offset = "+00:00" if clock[5] in {"Z", "UTC"} else clock[5]
        return datetime.fromisoformat(f"{naive.isoformat()}{offset}")
    return naive.replace(tzinfo=ZoneInfo(zone))


AMOUNT = re.compile(r"(?P<before>[^\d,.+-]*)(?P<number>\+?[\d.,'’\s]*\d[\d.,'’\s]*)(?P<after>\D*)")

REMARK = re.compile(r"(?:\s*(?:\*|\([^()\d]*\)))+$")
"""What stands behind an amount and does not change it: a note in brackets, a mark of a footnote."""

MAGNITUDE = re.compile(r"\b(?:[kmbt]\b|m[mn]\b|ml[nd]|mi[lo]|mrd|bn\b|billi|thou|taus|tsd|t[iy]s\b|lakh|crore)", re.IGNORECASE)
"""Words by which an amount is thousands, or more, of what its digits say."""


TAX = re.compile(r"\b(?:net|nett|netto|neto|gross|brutto|bruto|lordo|ht|ttc|h\.t|t\.t\.c)(?!\w)\.?", re.IGNORECASE)
"""Words that say whether tax is in an amount, which is the amount of the deal either way."""


def decimal_mark(cells: Iterable[str], *, otherwise: str) -> str:
    """The mark before the fraction in a column of amounts: what one cell proves, else `otherwise`."""
    for cell in map(_without_remark, cells):
        marks = [sign for sign in TAX.sub("", cell) if sign in ".,"]
        if len(set(marks)) == 2:
            return marks[-1]
        if len(marks) > 1:
            return "," if marks[0] == "." else "."
        if len(marks) == 1:
            whole, _mark, part = re.sub(r"[^\d.,]", "", cell).partition(marks[0])
            if len(part) != 3 or len(whole) > 3 or whole in {"", "0"}:
                return marks[0]
    return otherwise


def read_amount(cell: str, *, decimal: str) -> tuple[int | None, str]:
    """The amount in minor units and the currency if the cell names one; None for an empty cell. Raises ValueError for what is none of ours."""
    text = cell.replace("\u00a0", " ").replace("\u202f", " ").strip()
    if not text or text in {"-", "–"}:
        return None, ""
    found = AMOUNT.fullmatch(_without_remark(text)) if len(text) <= LONGEST else None
    before, after = (_untaxed(found[name]) if found else "" for name in ("before", "after"))
    if found is None or MAGNITUDE.search(after):
        raise ValueError(f"no amount: {cell}")
    written, thousands = re.sub(r"[\s'’+]", "", found["number"]), "," if decimal == "." else "."
    digits = written.replace(thousands, "").replace(decimal, ".")
    if digits.count(".") > 1 or not digits.isascii() or len(digits) > 20 or not _is_grouped(written, thousands, decimal):
        raise ValueError(f"no amount: {cell}")
    minor = int((Decimal(digits) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    if minor > MOST:
        raise ValueError(f"no amount: {cell}")
    return minor, _named(before, after)


def _without_remark(text: str) -> str:
    """A cell without what was noted behind its amount. What names a currency or a magnitude is no note."""
    found = REMARK.search(text) if len(text) <= LONGEST else None
    words = re.findall(r"[^\s()*]+", found[0]) if found else []
    told = any(word.upper() in _currencies() or word in SYMBOLS or MAGNITUDE.search(word) for word in words)
    return text if found is None or told else text[: found.start()]


def _named(before: str, after: str) -> str:
    """The currency that an amount stands in. A sign stands for several, and who writes `$5 CAD` says which."""
    first = _known(before)
    if first and first.startswith(after.upper()):  # `USD 5 US`
        return first
    second = _known(after)
    if first and second and first == before.upper():
        raise ValueError(f"no currency: {before} {after}")
    return second or first


def _untaxed(words: str) -> str:
    return TAX.sub("", words).strip()


def _known(words: str) -> str:
    """A currency that there is: beside an amount any three letters may be a word. Raises ValueError for other words."""
    code = read_currency(words)
    if code and code not in _currencies():
        raise ValueError(f"no currency: {words}")
    return code


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def _is_grouped(written: str, thousands: str, decimal: str) -> bool:
    """Whether marks of thousands stand where they may: three digits before the end of the whole, and never in a fraction."""
    whole, _mark, fraction = written.partition(decimal)
    return thousands not in fraction and (thousands not in whole or len(whole.rpartition(thousands)[2]) == 3)


def read_currency(words: str) -> str:
    """The code of a currency as it stands beside an amount or in a cell of its own, empty for none. Raises ValueError for other words."""
    if not words:
        return ""
    for symbol, code in SYMBOLS.items():
        if words.removesuffix(".").casefold() == symbol.casefold():
            return code
    if len(words) == 3 and words.isascii() and words.isalpha():
        return words.upper()
    raise ValueError(f"no currency: {words}")
