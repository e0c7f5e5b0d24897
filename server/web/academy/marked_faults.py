"""A fault with the line it is about, cut so that what is meant can be marked. Pure."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from server.lessons.compiler.diagnostic import Diagnostic

WIDE, LEAD = 120, 24
"""Of a longer line so many characters are shown, from so many before the fault on."""


class Marked(NamedTuple):
    """A fault and its line: what comes `before` the words that are meant, the words, and what comes `after`. All are empty without a line."""

    fault: Diagnostic
    before: str = ""
    hit: str = ""
    after: str = ""


def marked(faults: Iterable[Diagnostic], lines: Sequence[str]) -> tuple[Marked, ...]:
    """The faults of one file with their lines."""
    return tuple(_marked(one, lines[one.line - 1] if 0 < one.line <= len(lines) else "") for one in faults)


def _marked(one: Diagnostic, line: str) -> Marked:
    start = max(one.column - 1 - LEAD, 0) if len(line) > WIDE else 0
    shown = line[start : start + WIDE]
    at = one.column - 1 - start
    return Marked(one, *map(_clean, (shown[:at], shown[at : at + one.length], shown[at + one.length :])))


def _clean(text: str) -> str:
    """Text in which nothing is hidden: no control character, and nothing that turns the direction of what follows."""
    return "".join("\ufffd" if unicodedata.category(one) in {"Cc", "Cs", "Cf"} and one != "\t" else one for one in text)
