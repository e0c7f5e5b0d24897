"""What is written in a mail and what it only carries: the mail that was forwarded in it, and the words that are its writer's own. Pure.

Mail programs agree on no form. All of them write the headers of what they forward as a block of lines that begins with its sender, in the
language of whoever forwards; so the block is found by its shape and not by its words.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from server.integrations.mail.days import day
from server.integrations.mail.letter import ADDRESS, Address

HEADER: Final = re.compile(r"\*{0,2}[^\W\d_][^:<>@\d]{0,24}\*{0,2}\s?:\*{0,2}\s*(\S.*)")
"""One line of such a block: a word or two, a colon, a value. Some programs make the word bold."""

QUOTE_MARKS: Final = re.compile(r"^(?:\s?>)+ ?")

INTRODUCES: Final = re.compile(r"^.{0,200}\b\d{4}\b.{0,200}@.{0,200}:\s*$|^-{2,}.{3,60}-{2,}$|^_{10,}$")
"""The line before an answer's quotation ("On Friday, 20 November 2026, Petra <petra@…> wrote:"), or a rule."""

SIGNATURE: Final = re.compile(r"^-- ?$")

FEWEST_HEADERS: Final = 3
MOST_HEADERS: Final = 12
"""Lines of a block of headers: fewer are words of somebody, and no program writes more."""

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
        head = HEADER.fullmatch(line)
        who = _address(head[1]) if head else None
        window = lines[at : at + MOST_HEADERS] if who else []
        block = _block(window)
        if who and len(block) >= FEWEST_HEADERS:
            days = [found for value in block[1:] if (found := day(value))]
            return Quoted(sender=who, day=days[0] if days else None, text="\n".join(lines[at + _length(window) :]))
    return None


def own(text: str) -> str:
    """The words of a mail's writer: without what they answer, what they forward, and their signature."""
    kept: list[str] = []
    lines = text.splitlines()
    for at, line in enumerate(lines):
        bare = line.strip()
        if SIGNATURE.match(line) or INTRODUCES.match(bare) or _begins_block(lines[at : at + MOST_HEADERS]) or _wrapped(lines, at):
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


def _begins_block(lines: Sequence[str]) -> bool:
    head = HEADER.fullmatch(lines[0].strip())
    return bool(head and _address(head[1]) and len(_block([line.strip() for line in lines])) >= FEWEST_HEADERS)


def _block(lines: Sequence[str]) -> list[str]:
    """The values of the header lines with which these lines begin."""
    values: list[str] = []
    for line in lines[: _length(lines)]:
        if found := HEADER.fullmatch(line):
            values.append(found[1])
        elif values:
            values[-1] += f" {line}"
    return values


def _length(lines: Sequence[str]) -> int:
    """How many lines belong to the block of headers with which these lines begin: up to the first empty one."""
    return next((at for at, line in enumerate(lines) if not line), len(lines))


def _address(value: str) -> Address | None:
    found = ADDRESS.search(value)
    if not found or not found[0].isprintable():
        return None
    name = value[: found.start()].strip(" <[\"'(*").removesuffix("mailto:").strip(" <[\"'(*")
    name = "".join(one for one in name if one.isprintable())
    return Address(name[:120], found[0].lower().strip("*."))
