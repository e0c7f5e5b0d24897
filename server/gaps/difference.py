"""Where two books of one person differ: what is kept, and what the facts come to."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from server.gaps.book import Book


class Difference(Struct, frozen=True):
    """One thing that is kept otherwise than the facts say; None is what is missing. `where` names the table and the key."""

    where: str
    kept: Any
    follows: Any


def differences(kept: Book, follows: Book) -> Iterator[Difference]:
    """Everything that differs, to the last bit."""
    for term in ("ability", "form", "doing"):
        yield from _unlike(term, getattr(kept.line, term), getattr(follows.line, term))
    for part in ("know", "questions", "do", "deals"):
        yield from _each(f"{part} of", getattr(kept.line, part), getattr(follows.line, part))
    yield from _each("counts of knowing", kept.know, follows.know)
    yield from _each("counts of doing", kept.do, follows.do)
    yield from _each("looks at", kept.deals, follows.deals)


def _each(what: str, kept: Mapping[Any, Any], follows: Mapping[Any, Any]) -> Iterator[Difference]:
    for key in dict.fromkeys([*kept, *follows]):
        name = " on ".join(key) if isinstance(key, tuple) else key
        yield from _unlike(f"{what} {name}", kept.get(key), follows.get(key))


def _unlike(where: str, kept: object, follows: object) -> Iterator[Difference]:
    if kept != follows:
        yield Difference(where, kept, follows)
