"""What of Babel's tables a server keeps: those that nobody here asks weigh 4 MB in each process."""

from typing import Final

from babel.core import get_global
from babel.localedata import load, locale_identifiers

from server.sentences.days import locale_of
from server.sentences.translation import languages

UNASKED: Final = ("territory_languages", "territory_currencies")
"""Which languages and currencies a country has."""

UNSAID: Final = (
    *("unit_patterns", "unit_display_names", "compound_unit_patterns", "currency_names_plural"),
    *("meta_zones", "time_zones", "interval_formats", "date_fields"),
)
"""What a language says of units, zones and spans of time, and of several coins: two thirds of its table."""


def keep_few() -> None:
    """Forgets these tables, what country or script is likely for a language of which Babel knows no more than that, and of ours what they leave
    unsaid.
    """
    for name in UNASKED:
        dict.clear(get_global(name))  # type: ignore[arg-type]  # Babel calls it a mapping, because nobody else should change it
    known = {one.partition("_")[0] for one in locale_identifiers()} | {"und"}
    likely = get_global("likely_subtags")
    kept = {tag: whole for tag, whole in likely.items() if tag.partition("_")[0] in known}
    dict.clear(likely)  # type: ignore[arg-type]  # as above
    dict.update(likely, kept)
    for tag in languages():
        _say_little(str(locale_of(tag)))


def _say_little(name: str) -> None:
    """Forgets it in this table and in those that it is made of, the first of them first: each begins as a copy of the one before."""
    if name != "root":
        _say_little(get_global("parent_exceptions").get(name) or name.rpartition("_")[0] or "root")
    table = load(name)
    table |= {part: {} for part in UNSAID}
