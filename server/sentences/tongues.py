"""Languages by their tags (BCP 47): which of several somebody reads best, and HTML that says which language it is in."""

import re
from functools import lru_cache

_BLOCKS = re.compile(r"<(p|ul|ol|table|blockquote|pre|figure|div|h[1-6])(?![^>]*\slang=)(?=[\s>])")


@lru_cache(maxsize=1024)
def best(wanted: str, tags: tuple[str, ...]) -> str | None:
    """The tag that somebody who reads `wanted` reads best: the same, else its language alone, else the first of that language; None if none is.

    >>> best("es-MX", ("en", "es", "es-ES"))
    'es'
    """
    low, language = wanted.lower(), primary(wanted)
    for fits in (lambda tag: tag.lower() == low, lambda tag: tag.lower() == language, lambda tag: primary(tag) == language):
        found = next((tag for tag in tags if fits(tag)), None)
        if found is not None:
            return found
    return None


def primary(tag: str) -> str:
    """The language of a tag without script and country, in small letters.

    >>> primary("pt-BR")
    'pt'
    """
    return tag.partition("-")[0].lower()


def foreign(tag: str, reader: str) -> str:
    """The tag, where it is another language than the reader's; else nothing."""
    return tag if primary(tag) != primary(reader) else ""


def marked(html: str, tag: str) -> str:
    """HTML whose every block says that it is in this language, apart from those that name one. Nothing changes without a tag.

    >>> marked("<p>Done</p>", "en")
    '<p lang="en">Done</p>'
    """
    return _BLOCKS.sub(rf'<\1 lang="{tag}"', html) if tag else html
