"""Words of people, and of other systems, on their way into a mail, a chat or a calendar: other programs make links, marks and lines of what they
read, and the reader takes those for ours. Pure.
"""

import re
from typing import Final
from unicodedata import category

JOINER: Final = "\N{WORD JOINER}"
"""Has no width and parts nothing that is read; a program that looks for addresses finds none across it."""

TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows them, ours too."""

LINK: Final = re.compile(r"(?<=/)(?=/)|(?<=\\)(?=\\)|(?<=\S\.)(?=[^\W\d_])")
"""Where an address is parted: between its slashes, the backslashes of a shared folder, and behind a dot inside a word, as in `www.example.com`. The
sign before the dot may be any: a name may end in a mark on a letter, or in an emoji.
"""


def inert(words: str) -> str:
    r"""The same words in one line, in which nothing is an address, and nothing hidden turns what stands around it. Twice is once.

    >>> inert("See http://example.org\r\nnow") == f"See http:/{JOINER}/example.{JOINER}org now"
    True
    """
    shown = (one for one in words if one.isspace() or (one not in TURNS and category(one) not in {"Cc", "Cs"}))
    return LINK.sub(JOINER, " ".join("".join(shown).split()))
