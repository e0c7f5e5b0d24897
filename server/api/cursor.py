"""Where a list goes on: the place of the last thing that was told, in one opaque word.

A place is the key by which the list is ordered, and ends with an id. What is added meanwhile moves nothing that was told, so nothing is told twice
and nothing is left out.
"""

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import msgspec

Row = TypeVar("Row")
Place = tuple[str, ...]

LONGEST = 300
"""Characters of a cursor."""


def write(*place: str) -> str:
    """The word for this place, safe in an address."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def read(word: str, parts: int) -> Place | None:
    """The place that `write` named with so many parts. Raises ValueError for anything else; None for no word, which begins at the beginning."""
    if not word:
        return None
    try:
        raw = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        place = msgspec.json.decode(raw, type=tuple[str, ...])
    except (binascii.Error, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ValueError("no cursor of ours") from error
    if len(place) != parts or write(*place) != word.rstrip("="):
        raise ValueError("no cursor of this list")
    return place


def at(word: str) -> tuple[datetime, UUID] | None:
    """The place in a list that is ordered by time and id. Raises ValueError."""
    place = read(word, 2)
    if place is None:
        return None
    when = datetime.fromisoformat(place[0])
    # No other zone, whose first hours have no time in UTC.
    if when.utcoffset() != timedelta(0):
        raise ValueError("no cursor of this list")
    return when, UUID(place[1])


def part(
    rows: Iterable[Row], place: Callable[[Row], Place], word: str, limit: int, *, parts: int = 1
) -> tuple[Sequence[Row], str | None]:
    """The next `limit` rows of a list that is small enough to be read whole, in the order of their places, and where it goes on, None at the end.

    A place has so many `parts`. Raises ValueError for a word that is no place of such a list.
    """
    after = read(word, parts)
    left = [row for row in sorted(rows, key=place) if after is None or place(row) > after]
    told = left[:limit]
    return told, write(*place(told[-1])) if len(left) > limit else None
