"""What somebody typed into the search: its words, its quoted phrases, and whether the last word may go on. There is a limit to everything. Pure."""

import re
import unicodedata
from typing import Final

from msgspec import Struct

from server.search.words import words

LONGEST: Final = 200
"""Characters that are read; nobody looks for more, and what a character unfolds into has a limit, too."""

MOST: Final = 12
"""Words."""

_QUOTED = re.compile('["“”„«]([^"“”„«»]+)["“”»]')


class Typed(Struct, frozen=True, kw_only=True):
    """What is asked for. `shown` is the text as it may stand on a page, without what cannot be seen; `words` are folded, each once, in order.

    `phrases` are words that stood in quotes, side by side. `open`: the last word may go on.
    """

    shown: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    open: bool = False


def read(text: str) -> Typed:
    """What was typed. Total: any text at all is something, if only nothing."""
    clean = unicodedata.normalize("NFC", "".join(one if one.isprintable() else " " for one in text[:LONGEST]))
    found = [word.said for word in words(clean)]
    asked = tuple(dict.fromkeys(found))[:MOST]
    quoted = (tuple(word.said for word in words(phrase)) for phrase in _QUOTED.findall(clean))
    ends = clean[-1:]
    return Typed(
        shown=" ".join(clean.split()),
        words=asked,
        phrases=tuple(phrase[:MOST] for phrase in quoted if len(phrase) > 1),
        open=bool(asked) and found[-1] == asked[-1] and ends.isalnum(),
    )
