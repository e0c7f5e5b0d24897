"""Whether what somebody typed is what was asked for: words compared kindly, numbers as numbers."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

from server.lessons.compiler.questions.identity import folded

SLIP_FROM = 6
"""Letters an answer must have before one slip in it is forgiven."""

LONGEST_NUMBER = 60
"""Characters above which a text is not read as a number."""

_NUMBER = re.compile(r"[^\w.,+-]*(?P<number>[+-]?[.,]?\d[\d.,' ]*)(?P<unit>[^\d]*)")
_BELOW = re.compile(r"-[.,]?\d")
_GROUPED = re.compile(r"[+-]?(?!0)\d{1,3}(?:(?P<by>[.,' ])\d{3})(?:(?P=by)\d{3})*")


def normal(text: str) -> str:
    """Text as it is compared: NFKC, no case, all quotes and dashes as plain ones, single spaces, no punctuation around it.

    The minus of a number is a part of it.

    >>> normal(' “Economic   BUYER”. ')
    'economic buyer'
    >>> normal('(−5 %)')
    '-5'
    """
    words = folded(text)
    first, last = 0, len(words)
    while first < last and _around(words[first]) and not _BELOW.match(words, first):
        first += 1
    while last > first and _around(words[last - 1]):
        last -= 1
    return words[first:last] or words


def same(typed: str, accepted: str) -> Literal["same", "close", ""]:
    """How what was typed stands to a wording: equal, one slip of a letter away (long wordings only), or another thing.

    One slip is a Damerau-Levenshtein distance of 1: a letter too many, missing, changed, or two neighbours swapped. Digits must be right.
    """
    mine, theirs = normal(typed), normal(accepted)
    if mine == theirs:
        return "same"
    return "close" if len(theirs) >= SLIP_FROM and _digits(mine) == _digits(theirs) and one_slip(mine, theirs) else ""


def one_slip(one: str, other: str) -> bool:
    """Whether two different texts are at a Damerau-Levenshtein distance of exactly 1."""
    if one == other:
        return False
    short, long = sorted((one, other), key=len)
    at = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped


def numbers(text: str) -> tuple[float, ...]:
    """What a text may mean as a number, with a decimal point or a decimal comma, thousands apart or not, a unit behind it or not.

    `1,000` may be one or a thousand, so both come back, but nobody writes `0,500` for five hundred; a text with two numbers in it means none.
    """
    written = folded(text)
    found = _NUMBER.fullmatch(written) if len(written) <= LONGEST_NUMBER else None
    return tuple(dict.fromkeys(_readings(found["number"].rstrip(" ,.'")))) if found else ()


def _readings(written: str) -> Iterator[float]:
    plain = written.replace(",", ".")
    if re.fullmatch(r"[+-]?\d*\.?\d+", plain):
        yield float(plain)
    grouped = _GROUPED.match(written)
    if grouped is None:
        return
    whole, rest = written[: grouped.end()].replace(grouped["by"], ""), written[grouped.end() :]
    if not rest:
        yield float(whole)
    elif rest[0] in ".," and rest[0] != grouped["by"] and rest[1:].isdigit():
        yield float(f"{whole}.{rest[1:]}")


def _around(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter).startswith("P")


def _digits(text: str) -> str:
    """The digits, and a minus in front: after `normal` one is there only where it belongs to them."""
    return "".join(letter for place, letter in enumerate(text) if letter.isdigit() or (place == 0 and letter == "-"))
