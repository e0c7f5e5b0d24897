"""The marks at the start of a list item, which say what kind of answer it belongs to; and marks that only look like one."""

import re
import unicodedata
from typing import Literal

from msgspec import Struct

Shape = Literal["round", "square", "accepted", "wrong", "field"]

ROUND = {"x": 1.0, "/": 0.5, " ": 0.0}
"""What a round mark is worth."""

_MARK = re.compile(r"(?:\(([x/ ])\)|\[([x ])\]|(!?=))[ \t\n]+(?=\S)")
_FIELD = re.compile(r"`([^`\n]+)`(?:[ \t\n]+|\Z)")
_BRACKETS = re.compile(
    r"(?P<open>[(\[])(?P<before>\s*)(?P<inner>[^\s()\[\]]{0,3})(?P<after>\s*)(?P<close>[)\]])(?P<gap>\s*)(?P<link>\(?)"
)
_TYPED = re.compile(r"(!?=)(?![=>])(\S?)")
_LOOSE_DASH = re.compile(
    r"""^[ ]{0,3}
    (?P<bullet>[-*+]?)
    (?P<gap>[\u00a0\u2007\u202f]|[–—−•‐‑‣]\s*|(?=[(\[（［]))\s*
    [(\[（［]\s?[xX✓✔*/\ \u00a0]?\s?[)\]）］](?!\()""",
    re.MULTILINE | re.VERBOSE,
)
OPENERS = frozenset("([=!（［")
"""What a mark, or something meant as one, begins with."""

_TICKS = frozenset("xX✓✔✅*×✗✘хХ+vV√•●oO0-_")
_HALVES = frozenset({"\\", "~", "½", ".5", "0.5", "1/2", "|"})


class Mark(Struct, frozen=True):
    """A mark: its shape, what it is worth (round and square), and where the text after it starts. `key` is the key of a field."""

    shape: Shape
    value: float
    end: int
    text: str
    """The mark as written, without the space."""
    key: str = ""


class Miss(Struct, frozen=True):
    """Something that was meant as a mark: what it looks like, why it is none, and what to write."""

    text: str
    why: str
    instead: str
    shape: Shape

    @property
    def value(self) -> float:
        """What the mark is worth that was meant."""
        return {"(x)": 1.0, "[x]": 1.0, "(/)": 0.5}.get(self.instead, 0.0)


def read_mark(content: str) -> Mark | None:
    """The mark an item's text begins with, or None. Only the exact forms count."""
    found = _MARK.match(content)
    if found is None:
        field = _FIELD.match(content)
        return Mark("field", 0.0, field.end(), field[0].strip(), field[1].strip()) if field else None
    written = found[0].rstrip()
    if found[1]:
        return Mark("round", ROUND[found[1]], found.end(), written)
    if found[2]:
        return Mark("square", 1.0 if found[2] == "x" else 0.0, found.end(), written)
    return Mark("accepted" if found[3] == "=" else "wrong", 0.0, found.end(), written)


def near_miss(content: str) -> Miss | None:
    """What an item's text begins with, when it was probably meant as a mark but is not one."""
    if content[:1] not in OPENERS:
        return None
    head = "".join(map(_narrow, content[:24]))
    found = _BRACKETS.match(head)
    if found is None:
        return _typed_miss(content)
    meant = _meant(found["open"], found["inner"])
    if meant is None:
        return None
    written = content[: found.start("gap")]
    why = _after_mark(content, found) if written == meant else _why(written, found)
    return Miss(written, why, meant, "round" if found["open"] == "(" else "square")


def loose_dashes(text: str) -> list[tuple[int, str]]:
    """Lines that were meant as choices but are no list items: a no-break space, a dash of another kind or no space after the bullet.

    Pairs of the offset of the line in `text` and the reason.
    """
    return [(found.start(), _loose(found[1], found[2])) for found in _LOOSE_DASH.finditer(text)]


def _narrow(character: str) -> str:
    return unicodedata.normalize("NFKC", character) if character in "（）［］ｘＸ＊／　" else character


def _typed_miss(content: str) -> Miss | None:
    found = _TYPED.match(content)
    if found is None:
        return None
    why = "no space follows it" if found[2] and not found[2].isspace() else "no text follows it"
    return Miss(found[1], why, f"{found[1]} and a space", "accepted" if found[1] == "=" else "wrong")


def _meant(open_: str, inner: str) -> str | None:
    """The mark that was meant, or None when these brackets are plain text."""
    close = ")" if open_ == "(" else "]"
    if not inner:
        return f"{open_} {close}"
    if inner == "/" or inner in _HALVES:
        return "(/)"
    return f"{open_}x{close}" if len(inner) == 1 and inner in _TICKS else None


def _why(written: str, found: re.Match[str]) -> str:
    if not written.isascii():
        return "it has characters that only look like ( ) [ ] or x"
    if (found["open"] == "(") != (found["close"] == ")"):
        return "the brackets do not match"
    if not found["inner"]:
        return "an empty mark has exactly one space inside"
    if found["before"] or found["after"]:
        return "there is a space beside the letter"
    if found["inner"] == "/":
        return "half credit exists in round marks only"
    return "a right answer is marked with a small x" if found["inner"] not in _HALVES else "half credit is a slash"


def _after_mark(content: str, found: re.Match[str]) -> str:
    if found["link"] and not found["gap"]:
        return "it reads as a link, because ( follows it at once"
    if not content[found.end("gap") :].strip():
        return "no text follows it"
    return "no space follows it" if not found["gap"] else "a no-break space follows it"


def _loose(bullet: str, gap: str) -> str:
    if not gap:
        return f"no space after `{bullet}`" if bullet else "no `- ` before the mark"
    if gap.strip() and not bullet:
        return f"`{gap.strip()}` is not a bullet"
    return "a no-break space follows the bullet"
