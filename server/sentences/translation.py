"""The language of the reader, for everything said during one request."""

import gettext as catalogues
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).parent / "locale"
"""Compiled catalogues, LOCALE/LC_MESSAGES/plumbline.mo. English is the source and has none."""

_language: ContextVar[str] = ContextVar("language", default="en")


def speak(language: str) -> None:
    """Sets the language of this task, a BCP 47 tag such as `en` or `es-MX`."""
    _language.set(language)


def speaking() -> str:
    """The language of this task."""
    return _language.get()


def gettext(message: str) -> str:
    """The message in the reader's language, or itself."""
    return _catalogue(_language.get()).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The form of the message that fits `n`, in the reader's language."""
    return _catalogue(_language.get()).ngettext(one, many, n)


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    names = [language.replace("-", "_"), language.split("-", 1)[0]]
    return catalogues.translation("plumbline", localedir=LOCALES, languages=names, fallback=True)
