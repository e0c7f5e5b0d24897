"""What stands in one cell: lists, boxes of a definition of done, yes and no, numbers."""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

YES: Final = frozenset({"yes", "y", "x", "1", "true", "gate", "must", "required", "ja", "si", "sí", "oui", "✓", "✔"})
NO: Final = frozenset({"no", "n", "0", "false", "-", "–", "nein", "non"})

_LIST = re.compile(r"\A\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+")
_BOX = re.compile(r"\A(?:\[[ xX]?\]|☐)\s*")
_FLAG = re.compile(r"\s*(?:\[(?P<flag>timed|na|source [a-z-]+)\]|`(?P<chip>timed|na|source [a-z-]+)`)\Z")
_ID = re.compile(r"(?:\A|\s+)`?#(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)`?\Z")


class Box(Struct, frozen=True, kw_only=True):
    """One box of a definition of done as a cell says it; what it does not say is empty."""

    text: str
    id: str = ""
    source: str = ""
    timed: bool = False
    na: bool = False


def items(cell: str) -> tuple[str, ...]:
    """The items of a list: one a line, or parted by semicolons where the cell is a single line without a bullet or a number."""
    lined = "\n" in cell or _LIST.match(cell) is not None
    parts = cell.split("\n") if lined else cell.split(";")
    return tuple(one for one in (squeezed(_LIST.sub("", part, count=1)) for part in parts) if one)


def one_cell(parts: Sequence[str]) -> str:
    """These items as a cell that `items` reads back."""
    alone = len(parts) == 1 and (";" in parts[0] or _LIST.match(parts[0]) is not None)
    numbered = alone or any(_LIST.match(part) for part in parts)
    return "\n".join(f"{number}. {part}" if numbered else part for number, part in enumerate(parts, start=1))


def box(item: str) -> Box:
    """A box from its words: they may end in `#its-id`, and in [timed], [na] or [source seller-note]."""
    text, source, flags = _BOX.sub("", item), "", set()
    while (found := _FLAG.search(text)) is not None:
        flag = found["flag"] or found["chip"]
        text = text[: found.start()]
        if flag.startswith("source "):
            source = flag.removeprefix("source ")
        else:
            flags.add(flag)
    named = _ID.search(text)
    return Box(
        text=(text[: named.start()] if named else text).strip(),
        id=named["id"] if named else "",
        source=source,
        timed="timed" in flags,
        na="na" in flags,
    )


def box_words(told: Box) -> str:
    """The words that `box` reads back."""
    flags = [
        *(["timed"] if told.timed else ()),
        *([f"source {told.source}"] if told.source else ()),
        *(["na"] if told.na else ()),
    ]
    return " ".join([told.text, f"#{told.id}", *(f"[{flag}]" for flag in flags)])


def yes(cell: str) -> bool | None:
    """True or False, None for a word that is neither."""
    word = cell.strip().casefold()
    return True if word in YES else False if word in NO else None


def squeezed(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def paragraphs(cell: str) -> str:
    """A text whose paragraphs are parted by an empty line."""
    return "\n\n".join(one for part in re.split(r"\n\s*\n", cell) if (one := squeezed(part)))
