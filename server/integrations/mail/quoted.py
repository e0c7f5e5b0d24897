"""What is written in a mail and what it only carries: the mail that was forwarded in it, and the words that are its writer's own. Pure.

Mail programs agree on no form. All of them write the headers of what they forward as a block of lines that begins with its sender, in the
language of whoever forwards; so the block is found by its shape. Where its first word is none that we know, it must have the time of a day, too:
people write lists of words, colons and values themselves.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from server.integrations.mail.days import day
from server.integrations.mail.letter import ADDRESS, Address

HEADER: Final = re.compile(r"\*{0,2}(?P<word>[^\W\d_][^:<>@\d]{0,24})\*{0,2}\s?:\*{0,2}\s*(?P<value>\S.*)")
"""One line of such a block: a word or two, a colon, a value. Some programs make the word bold."""

SENDER: Final = frozenset({"from", "von", "de", "da", "van", "od", "från", "fra"})
"""How the first line of a block begins in the languages whose days are read."""

QUOTE_MARKS: Final = re.compile(r"^(?:\s?>)+ ?")

INTRODUCES: Final = re.compile(r"^.{0,200}\b\d{4}\b.{0,200}@.{0,200}:\s*$|^-{2,}.{3,60}-{2,}$|^_{10,}$")
"""The line before an answer's quotation ("On Friday, 20 November 2026, Petra <petra@…> wrote:"), or a rule."""

SIGNATURE: Final = re.compile(r"^-- ?$")

WHOLE_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
YEAR: Final = re.compile(rf"{WHOLE_YEAR.pattern}|\d[./-]\d{{1,2}}[./-]\d{{2}}")
CLOCK: Final = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?![\d.])")

FEWEST_HEADERS: Final = 3
MOST_HEADERS: Final = 12
"""Lines of a block of headers: fewer are words of somebody, and no program writes more."""

BROKEN: Final = 60
"""Characters of the shortest line that a program breaks."""

WORDS: Final = 600
"""Characters of somebody's words that are kept at most."""


class Quoted(Struct, frozen=True, kw_only=True):
    """A mail within another: who wrote it, on which day, None when that cannot be read, and its text."""

    sender: Address
    day: date | None
    text: str


def forwarded(text: str) -> Quoted | None:
    """The first mail that was forwarded in this text; None when there is none."""
    lines = [QUOTE_MARKS.sub("", line).strip() for line in text.splitlines()]
    for at, line in enumerate(lines):
        window = lines[at : at + MOST_HEADERS] if HEADER.fullmatch(line) else []
        if who := _sender(window):
            return Quoted(sender=who, day=_day(_block(window)[1:]), text="\n".join(lines[at + _length(window) :]))
    return None


def own(text: str) -> str:
    """The words of a mail's writer: without what they answer, what they forward, and their signature."""
    kept: list[str] = []
    lines = text.splitlines()
    for at, line in enumerate(lines):
        bare = line.strip()
        window = [one.strip() for one in lines[at : at + MOST_HEADERS]] if HEADER.fullmatch(bare) else []
        if SIGNATURE.match(line) or INTRODUCES.match(bare) or _sender(window) or _wrapped(lines, at):
            break
        if not bare.startswith(">"):
            kept.append(bare)
    return "\n".join(kept).strip()


def said(text: str) -> str:
    """The first of these words, as one paragraph that ends with a sentence where that is possible."""
    flat = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    if len(flat) <= WORDS:
        return flat
    ends = [found.end() for found in re.finditer(r"[.!?…](?=\s)", flat[:WORDS])]
    return flat[: ends[-1]] if ends else flat[: WORDS - 1].rsplit(" ", 1)[0] + "…"


def _wrapped(lines: Sequence[str], at: int) -> bool:
    """Whether an answer's introduction begins here and ends on the next line: programs break it at 78 characters."""
    if at + 1 >= len(lines) or not lines[at + 1].rstrip().endswith(":"):
        return False
    return bool(INTRODUCES.match(f"{lines[at].strip()} {lines[at + 1].strip()}"))


def _sender(lines: Sequence[str]) -> Address | None:
    """Who is named first in the block of headers with which these lines begin; None where they begin with none."""
    head = HEADER.fullmatch(lines[0]) if lines else None
    who = _address(head["value"]) if head else None
    block = _block(lines) if who else []
    if head is None or len(block) < FEWEST_HEADERS:
        return None
    return who if head["word"].strip("* \u00a0").casefold() in SENDER or _is_timed(block[1:]) else None


def _block(lines: Sequence[str]) -> list[str]:
    """The values of the header lines with which these lines begin."""
    values: list[str] = []
    for line in lines[: _length(lines)]:
        if found := HEADER.fullmatch(line):
            values.append(found["value"])
        elif values:
            values[-1] += f" {line}"
    return values


def _is_timed(values: Sequence[str]) -> bool:
    """Whether one of them has a year and a time, as the line has that says when a mail was sent."""
    return any(WHOLE_YEAR.search(value) and CLOCK.search(value) for value in values)


def _day(values: Sequence[str]) -> date | None:
    """The day on which it was written. A line with a time names it: a subject may name another day. None where two such lines differ."""
    timed = {day(value) for value in values if YEAR.search(value) and CLOCK.search(value)}
    if timed:
        return timed.pop() if len(timed) == 1 else None
    return next(filter(None, map(day, values)), None)


def _length(lines: Sequence[str]) -> int:
    """How many lines belong to the block of headers with which these lines begin: up to the first that is empty, or that begins the words."""
    headers = 0
    for at, line in enumerate(lines):
        is_header = HEADER.fullmatch(line) is not None
        if not line or (headers >= FEWEST_HEADERS and not is_header and not _continues(lines, at)):
            return at
        headers += is_header
    return len(lines)


def _continues(lines: Sequence[str], at: int) -> bool:
    """Whether a line that is no header goes on with the one before it: with a list of people, or with a subject that a program broke."""
    before, line, after = lines[at - 1], lines[at], next(iter(lines[at + 1 : at + 2]), "")
    if before.endswith((",", ";")) or line.rstrip(",").endswith((">", ";")):
        return True
    is_before_header = HEADER.fullmatch(after) is not None
    return (line[0].islower() and not after) or (is_before_header and (line[0].islower() or len(before) >= BROKEN))


def _address(value: str) -> Address | None:
    found = ADDRESS.search(value)
    if not found or not found[0].isprintable():
        return None
    name = value[: found.start()].strip(" <[\"'(*").removesuffix("mailto:").strip(" <[\"'(*")
    name = "".join(one for one in name if one.isprintable())
    return Address(name[:120], found[0].lower().strip("*."))
