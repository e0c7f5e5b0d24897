"""What of Babel's tables a server keeps: those that nobody here asks weigh 2 MB in each process."""

from typing import Final

from babel.core import get_global
from babel.localedata import locale_identifiers

UNASKED: Final = ("territory_languages", "territory_currencies")
"""Which languages and currencies a country has."""


def keep_few() -> None:
    """Forgets these tables, and what country or script is likely for a language of which Babel knows no more than that."""
    for name in UNASKED:
        dict.clear(get_global(name))  # type: ignore[arg-type]  # Babel calls it a mapping, because nobody else should change it
    known = {one.partition("_")[0] for one in locale_identifiers()} | {"und"}
    likely = get_global("likely_subtags")
    kept = {tag: whole for tag, whole in likely.items() if tag.partition("_")[0] in known}
    dict.clear(likely)  # type: ignore[arg-type]  # as above
    dict.update(likely, kept)
