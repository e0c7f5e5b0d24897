"""Languages by name, and what is told to somebody who reads something that is not in theirs."""

from collections.abc import Iterable
from functools import lru_cache

from server.sentences.tongues import foreign, primary
from server.sentences.translation import gettext as _
from server.sentences.translation import speaking


def in_another(tag: str) -> str:
    """`This lesson is in English; there is no Spanish version yet.` in the language that is spoken; empty where it is in that."""
    if not foreign(tag, speaking()):
        return ""
    words = {"language": named(tag, speaking()), "own": named(speaking(), speaking())}
    return _("This lesson is in %(language)s; there is no version in %(own)s yet.") % words


def asked_in_another(tag: str) -> str:
    """The same about a single question."""
    if not foreign(tag, speaking()):
        return ""
    words = {"language": named(tag, speaking()), "own": named(speaking(), speaking())}
    return _("This question is in %(language)s; there is no version in %(own)s yet.") % words


def of_an_earlier(translates: int, version: int) -> str:
    """What is told about the translation of a version of a lesson that is not the newest; empty for any other."""
    return _("This is the translation of an earlier version of this lesson.") if 0 < translates < version else ""


def also_in(translations: Iterable[tuple[str, str, bool]]) -> str:
    """`also in French, Spanish (a draft)`, from the tag of each translation, its status, and whether it is of an earlier version of the lesson."""
    told = sorted(_also(named(tag, speaking()), status, behind=behind) for tag, status, behind in translations)
    return _("also in %(languages)s") % {"languages": ", ".join(told)} if told else ""


def briefly(tag: str) -> str:
    """`in English`, where that is not the language that is spoken; else nothing."""
    return _("in %(language)s") % {"language": named(tag, speaking())} if foreign(tag, speaking()) else ""


def _also(name: str, status: str, *, behind: bool) -> str:
    if status == "draft":
        return _("%(language)s (a draft)") % {"language": name}
    if status == "retired":
        return _("%(language)s (retired)") % {"language": name}
    return _("%(language)s (of an earlier version)") % {"language": name} if behind else name


@lru_cache(maxsize=256)
def named(tag: str, language: str) -> str:
    """`inglés`: a language as another calls it, its tag where nobody knows a name."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415  # for those alone whose page says it

    try:
        return str(Locale.parse(primary(language)).languages.get(primary(tag), tag))
    except (UnknownLocaleError, ValueError):
        return tag
