"""What programs that show a text make of it: links, marks and signs that turn it. As greedy as the greediest of them."""

import re
from typing import Final
from unicodedata import category

LINKS: Final = re.compile(
    r"""(?ix) \b[a-z][a-z0-9+.-]*:// \S+     # any scheme
      | // \w                                # the scheme that is spoken already
      | \\\\ \w                              # a folder of another machine
      | \b www \. \w
      | (?:[\w-]|[^\x00-\xbf\u2000-\u206f\s])+ (?: \. (?:[^\W_]|-)+ )* \. [^\W\d_] (?:[^\W\d_]|[^\x00-\xbf\u2000-\u206f\s])+
        (?: / \S*)?                          # a name, marks on letters and emoji too, with or without a path
    """
)
TURNING: Final = frozenset("\u061c\u200e\u200f") | {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
MARKS_ALONE: Final = frozenset("\u061c\u200e\u200f")
"""These turn nothing but themselves."""


def links(text: str, *, ours: tuple[str, ...] = ()) -> list[str]:
    """What would become a link, but for those that begin with one of `ours`."""
    return [found for found in LINKS.findall(text) if not found.startswith(ours)]


def hidden(text: str) -> list[str]:
    """What turns the direction of what follows, and what controls something; line breaks stand where lines are meant."""
    return [
        f"U+{ord(one):04X}"
        for one in text
        if one in TURNING - MARKS_ALONE or (category(one) in {"Cc", "Cs"} and one not in "\t\r\n")
    ]


def legible(text: str) -> str:
    """What a reader reads: without signs that have no width, in one line."""
    return " ".join("".join(one for one in text if one.isspace() or category(one) not in {"Cf", "Cc", "Cs"}).split())
