"""Which language somebody may read in, and which one their browser asks for."""

from functools import lru_cache

from babel import Locale

from server.sentences.tongues import best
from server.sentences.translation import languages

LONGEST = 200
"""Characters of the header that are looked at: nobody reads more languages than fit."""


def autonyms() -> tuple[tuple[str, str], ...]:
    """Each language with its name in itself: `es`, `Español`."""
    return tuple((language, _autonym(language)) for language in languages())


def preferred(accepted: str) -> str:
    """The language of ours that an `Accept-Language` header (RFC 9110, 12.5.4) likes best; empty when it names none of them."""
    # What is remembered is cut first: anybody may send hundreds of headers that are each as long as a book.
    return _preferred(accepted[:LONGEST])


@lru_cache(maxsize=512)
def _preferred(accepted: str) -> str:
    wanted: list[tuple[float, str]] = []
    for part in accepted.lower().split(","):
        tag, _, weight = part.partition(";")
        found = best(tag.strip(), languages())
        if found is not None and (quality := _quality(weight)) > 0:
            wanted.append((quality, found))
    # What stands first wins among equals.
    return max(wanted, key=lambda one: one[0])[1] if wanted else ""


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _autonym(language: str) -> str:
    name = Locale.parse(language, sep="-").get_language_name() or language
    return f"{name[:1].upper()}{name[1:]}"
