"""Text without case and accents in the SQL of either engine, as `letters.folded` has it.

SQLite calls that function itself. PostgreSQL has none of its own that is surely there, so it is told how: it lowers letters where we fold them, which
is another one for `ß`, for the sigma at the end of a word and for an iota below a letter.
"""

import unicodedata
from functools import cache
from typing import Final

from server.db.engine import current

PARTED: Final = "normalize(normalize({}, NFKC), NFD)"
BARE: Final = (
    "normalize(replace(replace(lower(regexp_replace(replace({}, '\u0345', 'ι'), '[{}]', '', 'g')), 'ß', 'ss'), 'ς', 'σ'), NFC)"
)


def folded(text: str) -> str:
    """The SQL that folds what this SQL says, for the engine that is in use."""
    if current().engine_type == "sqlite":
        return f"folded({text})"
    # Most names are plain letters, which take a tenth of the time.
    return f"CASE WHEN octet_length({text}) = char_length({text}) THEN lower({text}) ELSE {BARE.format(PARTED.format(text), _marks())} END"


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
