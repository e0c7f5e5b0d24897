"""Words that give an answer away, or say nothing, in each language that the checks know. In any other those rules stay silent."""

import re
from collections.abc import Mapping
from re import Pattern
from types import MappingProxyType

from msgspec import Struct


class Cues(Struct, frozen=True, kw_only=True):
    """One language.

    `bare`: feedback made of nothing but these says only right or wrong. `absolute`: words a test-wise person crosses out. `together`: a choice
    that points at other choices. `negative`: what a reader reads over, as group 1. `article`: a stem that ends in one, as group 1. `endings` are
    cut off to compare words, of which `small` ones carry no meaning.
    """

    bare: frozenset[str]
    absolute: frozenset[str]
    together: tuple[Pattern[str], ...]
    negative: Pattern[str]
    article: Pattern[str]
    endings: Pattern[str]
    small: frozenset[str]

    def emphasises(self, html: str) -> bool:
        """Whether what is negative stands between emphasis."""
        return any(self.negative.search(found[2]) for found in _EMPHASIS.finditer(html))


def cues(locale: str) -> Cues | None:
    """Those of a language, by its tag; None when the checks do not know it."""
    return CUES.get(locale.lower().partition("-")[0])


_EMPHASIS = re.compile(r"<(strong|em)>([^<]*)</\1>", re.IGNORECASE)

ENGLISH = Cues(
    bare=frozenset(
        [
            "right",
            "wrong",
            "correct",
            "incorrect",
            "yes",
            "no",
            "true",
            "false",
            "exactly",
            "nope",
            "well",
            "done",
            "good",
            "great",
            "job",
            "not",
            "quite",
            "try",
            "again",
            "sorry",
            "this",
            "that",
            "is",
            "it",
            "answer",
            "the",
            "perfect",
            "nice",
            "close",
            "ok",
        ]
    ),
    absolute=frozenset(
        ["always", "never", "completely", "absolutely", "entirely", "impossible", "guaranteed", "everybody", "nobody"]
    ),
    together=(
        re.compile(
            r"\b(all|none|both|neither|any) of (the|these) (above|other|others|answers|options|choices)\b|\ball of (them|these)\Z",
            re.IGNORECASE,
        ),
        re.compile(r"\b(both|neither|either)\s+\(?[a-f1-6]\)?\s+(and|or|nor|&)\s+\(?[a-f1-6]\)?(?![\w'’])", re.IGNORECASE),
    ),
    negative=re.compile(r"\b(not|except)\b"),
    article=re.compile(r"\b(an|a)\s*(?:…|\.\.\.|:|_+)?\s*\Z", re.IGNORECASE),
    endings=re.compile(r"(ing|ed|es|s)\Z"),
    small=frozenset(
        [
            "which",
            "their",
            "there",
            "about",
            "would",
            "could",
            "should",
            "these",
            "those",
            "before",
            "after",
            "where",
            "while",
            "other",
        ]
    ),
)

SPANISH = Cues(
    bare=frozenset(
        [
            "sí",
            "no",
            "correcto",
            "correcta",
            "incorrecto",
            "incorrecta",
            "bien",
            "mal",
            "muy",
            "exacto",
            "exacta",
            "exactamente",
            "verdadero",
            "falso",
            "cierto",
            "casi",
            "inténtalo",
            "prueba",
            "otra",
            "vez",
            "de",
            "nuevo",
            "perfecto",
            "perfecta",
            "eso",
            "es",
            "así",
            "está",
            "la",
            "respuesta",
            "esta",
            "error",
            "claro",
            "lo",
            "siento",
            "ok",
        ]
    ),
    absolute=frozenset(
        [
            "siempre",
            "nunca",
            "jamás",
            "completamente",
            "absolutamente",
            "totalmente",
            "enteramente",
            "imposible",
            "garantizado",
            "garantizada",
            "nadie",
        ]
    ),
    together=(
        re.compile(
            r"\b(tod[oa]s|ningun[oa]|amb[oa]s|cualquiera) (de )?(las |los )?(anteriores|demás|otr[oa]s|respuestas|opciones)\b"
            r"|\A(tod[oa]s|ningun[oa]|amb[oa]s)( ell[oa]s)?\.?\Z",
            re.IGNORECASE,
        ),
        re.compile(r"\b(tanto|ni|o)\s+\(?[a-f1-6]\)?\s+(como|ni|o)\s+\(?[a-f1-6]\)?(?!\w)", re.IGNORECASE),
    ),
    # At the end of a question it only asks for consent: «¿…, no?».
    negative=re.compile(r"\b(no|excepto|salvo)\b(?!\s*\?)", re.IGNORECASE),
    article=re.compile(r"\b(una?|unos|unas|el|la|los|las)\s*(?:…|\.\.\.|:|_+)?\s*\Z", re.IGNORECASE),
    endings=re.compile(r"(iendo|ando|ad[oa]s?|id[oa]s?|es|as|os|a|e|o)\Z"),
    small=frozenset(
        [
            "cuál",
            "cuáles",
            "cuándo",
            "dónde",
            "quién",
            "quiénes",
            "cómo",
            "cuánto",
            "cuánta",
            "cuántos",
            "cuántas",
            "entre",
            "desde",
            "hasta",
            "sobre",
            "porque",
            "antes",
            "después",
            "cuando",
            "donde",
            "aunque",
            "estos",
            "estas",
            "todos",
            "todas",
            "tiene",
            "tienen",
            "puede",
            "pueden",
            "hacer",
        ]
    ),
)

CUES: Mapping[str, Cues] = MappingProxyType({"en": ENGLISH, "es": SPANISH})
