"""The language of the reader, for everything said during one request."""

import gettext as catalogues
import io
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

log = logging.getLogger("plumbline.words")

LOCALES = Path(__file__).parent / "locale"
"""Catalogues as translators write them: LANGUAGE/LC_MESSAGES/plumbline.po. English is the source and has none."""

_language: ContextVar[str] = ContextVar("language", default="en")


def speak(language: str) -> None:
    """Sets the language of this task, a BCP 47 tag such as `en` or `es-MX`. Empty, for somebody who never said one, is English."""
    _language.set(language or "en")


def speaking() -> str:
    """The language of this task."""
    return _language.get()


@contextmanager
def spoken_to(language: str) -> Iterator[None]:
    """What is said inside is for somebody else, who reads this language. Of one who never said so it is the one being spoken."""
    before = _language.set(language or _language.get())
    try:
        yield
    finally:
        _language.reset(before)


@cache
def languages() -> tuple[str, ...]:
    """The languages one may read in: English, and each that has a catalogue."""
    return ("en", *sorted(path.parents[1].name for path in LOCALES.glob("*/LC_MESSAGES/plumbline.po")))


def gettext(message: str) -> str:
    """The message in the reader's language, or itself."""
    return _catalogue(_language.get()).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The form of the message that fits `n`, in the reader's language."""
    return _catalogue(_language.get()).ngettext(one, many, n)


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    """That of the language, or of the one it is a kind of: `es` for `es-MX`."""
    named = next((name for name in (language, language.partition("-")[0]) if name in languages()), "en")
    return _kept(named)


@cache
def _kept(name: str) -> catalogues.NullTranslations:
    """Read when somebody first speaks the language: who reads English pays nothing."""
    return read(LOCALES / name / "LC_MESSAGES" / "plumbline.po") if name != "en" else catalogues.NullTranslations()


def read(path: Path) -> catalogues.NullTranslations:
    """What a catalogue says. It is compiled in memory, a tenth of a second for three thousand messages, so that no binary file is kept.

    One that cannot be read leaves everything in English, and an entry that no page could fill in leaves its sentence so.
    """
    from babel.messages.mofile import write_mo  # noqa: PLC0415  # for those alone who do not read English
    from babel.messages.pofile import read_po  # noqa: PLC0415  # as above

    compiled = io.BytesIO()
    try:
        with path.open("rb") as written:
            catalogue = read_po(written, abort_invalid=True)
        for entry in [one for one in catalogue if one.id and not fits(_forms(one.id), _forms(one.string))]:
            log.warning("%s: %r asks for what its sentence has not, English is said instead", path, entry.string)
            catalogue.delete(entry.id)
        write_mo(compiled, catalogue)
        compiled.seek(0)
        return catalogues.GNUTranslations(compiled)
    except Exception as error:  # noqa: BLE001  # whatever is wrong with it, the pages stay
        log.warning("%s cannot be read, English is said instead: %s: %s", path, type(error).__name__, error)
        return catalogues.NullTranslations()


def fits(said: Sequence[str], forms: Sequence[str]) -> bool:
    """Whether each form can be said in place of a sentence: it asks for no value that the sentence has not, and the pattern of a day stays one.
    A value that is left out breaks nothing.

    >>> fits(["%(n)d day", "%(n)d days"], ["%(n)d día", "%(days)d días"])
    False
    """
    if all(map(_PATTERN.fullmatch, said)):
        return all(_LETTERS.issuperset(re.findall("[A-Za-z]+", re.sub("'[^']*'", "", form))) for form in forms)
    values = {value for one in said for value in _VALUE.findall(one)}
    # Whatever a value is, it can be told as text.
    given = {"%%"} | values | {f"{value[:-1]}s" for value in values if value.startswith("%(")}
    return all("%" not in form or given.issuperset(_VALUE.findall(form)) for form in forms)


_VALUE = re.compile(r"%(?:\(\w+\)[\d.]*[a-z]|.?)", re.DOTALL)
"""Where a value goes, or what would be taken for that."""

_PATTERN = re.compile(r"[EdMy\W]*d[EdMy\W]*")
"""How a day is written, by the letters of CLDR. In another language small words stand between them in quotation marks."""

_LETTERS = frozenset({"E", "EEE", "EEEE", "d", "dd", "M", "MM", "MMM", "MMMM", "y", "yy"})


def _forms(given: str | Sequence[str] | None) -> Sequence[str]:
    return (given or "",) if given is None or isinstance(given, str) else given
