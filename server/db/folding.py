"""Text without case and accents in the SQL of either engine, as `letters.folded` has it.

SQLite calls that function itself. PostgreSQL has none of its own that is surely there, so it is told how: it lowers letters where we fold them, which
is another one for `ß`, for the sigma at the end of a word and for an iota below a letter.
"""

import unicodedata
from functools import cache
from typing import Final

from server.db.engine import current

PARTED: Final = "normalize(normalize({}, NFKC), NFD)"
BARE: Final = "regexp_replace(replace({}, '\u0345', 'ι'), '[{}]', '', 'g')"
LOW: Final = "CASE WHEN lower('Ł') = 'ł' THEN lower({0}) ELSE lower(translate({0}, '{1}', '{2}')) END"
"""In a database whose locale is C, as Debian makes it where nobody chose a language, `lower` knows plain letters alone. Which of the two it is
PostgreSQL decides once for a statement.
"""
ALIKE: Final = "normalize(replace(replace({}, 'ß', 'ss'), 'ς', 'σ'), NFC)"


def folded(text: str) -> str:
    """The SQL that folds what this SQL says, for the engine that is in use."""
    if current().engine_type == "sqlite":
        return f"folded({text})"
    # Most names are plain letters, which take a tenth of the time.
    bare = BARE.format(PARTED.format(text), _marks())
    return f"CASE WHEN octet_length({text}) = char_length({text}) THEN lower({text}) ELSE {ALIKE.format(LOW.format(bare, *_cases()))} END"


@cache
def _cases() -> tuple[str, str]:
    """The letters beyond the plain ones that have no mark which could be taken off, large and small, in the same order."""
    large = [
        one
        for one in map(chr, range(0x80, 0x10000))
        if one.isupper() and len(one.lower()) == 1 and not unicodedata.decomposition(one)
    ]
    return "".join(large), "".join(map(str.lower, large))


@cache
def _marks() -> str:
    """What stands above, below or around a letter, as a list of PostgreSQL's regular expressions."""
    found: list[list[int]] = []
    for code in range(0x300, 0x10000):
        if not unicodedata.combining(chr(code)):
            continue
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(rf"\u{first:04x}-\u{last:04x}" for first, last in found)
