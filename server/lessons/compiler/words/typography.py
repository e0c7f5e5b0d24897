"""Typographic quotes, apostrophes, dashes and dots for what people read, in the way of each language.

Authors type `"`, `'`, `--` and `...`, and checks and ids see what they typed. Only what is served is set: words and HTML alike. Code stays as
it is. Setting what is set changes nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import unescape
from types import MappingProxyType
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from server.lessons.compiler import model
from server.process import map as process

T = TypeVar("T")

QUOTES: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "en": ("“", "”", "‘", "’"),
        "de": ("„", "“", "‚", "‘"),
        "es": ("«", "»", "“", "”"),
        "fr": ("«\u00a0", "\u00a0»", "“", "”"),
    }
)
"""Double and inner quotes by language; a language without an entry is set like English."""

APOSTROPHE = "’"
GAP = "\ufffc"
"""Stands in a sentence where a gap is."""

_OPENERS = frozenset("([{-–—/")
_ANY = re.compile(r"[\"']|--|\.\.\.")
_TAG = re.compile(r"(<[^>]*>)")
_INLINE = re.compile(r"</?(?:strong|em|s|a|code|br|img)\b")
_CODE = re.compile(r"<code>(.*?)</code>", re.DOTALL)
_CLOSING = re.compile(r"[^\s\"(]'(?!\w)")
_DOTS = re.compile(r"(?<!\.)\.\.\.(?!\.)")
_DASHES = re.compile(r"(?<=[^\s-])(---?)(?=[^\s>-])|(?<=\s)(---?)(?=\s)")


def typeset(academy: model.Academy) -> model.Academy:
    """The academy as it is served: each lesson in its own language, everything else in the academy's."""
    usual = Hand(academy.rules.locale)
    return replace(
        academy,
        process=_each(academy.process, usual),
        lessons=tuple(_each(lesson, Hand(lesson.locale)) for lesson in academy.lessons),
        translations=tuple(_each(lesson, Hand(lesson.locale)) for lesson in academy.translations),
        paths=_each(academy.paths, usual),
        artifacts=_each(academy.artifacts, usual),
        glossary={term: usual.words(meaning) for term, meaning in academy.glossary.items()},
    )


class Hand:
    """Sets the texts of one language."""

    def __init__(self, locale: str) -> None:
        self.quotes = QUOTES.get(locale.lower().partition("-")[0], QUOTES["en"])
        self.openers = _OPENERS | {self.quotes[0][-1], self.quotes[2][-1]}

    def words(self, text: str, html: str = "") -> str:
        """Plain words; a blank line parts paragraphs. `html` is the same with its markup: what is code there stays as it is here."""
        if not _ANY.search(text):
            return text
        codes = sorted({unescape(code) for code in _CODE.findall(html) if _ANY.search(unescape(code))}, key=len, reverse=True)
        kept = re.compile(f"({'|'.join(map(re.escape, codes))})") if codes else None
        return "\n\n".join("".join(self._run(_parts(paragraph, kept))) for paragraph in text.split("\n\n"))

    def html(self, html: str) -> str:
        """HTML that we wrote: the words between its tags."""
        if not _ANY.search(html):
            return html
        out: list[str] = []
        run: list[tuple[str, bool]] = []
        inside = 0
        for piece in _TAG.split(html):
            if not piece.startswith("<"):
                run.append((piece, inside == 0))
            elif _INLINE.match(piece):
                run.append((piece, False))
                inside += piece.startswith("<code") - piece.startswith("</code")
            else:
                out += [*self._run(run), piece]
                run = []
        return "".join([*out, *self._run(run)])

    def pieces(self, pieces: Sequence[str]) -> tuple[str, ...]:
        """A sentence with gaps, in which a quote may stand on both sides of a gap."""
        return tuple(self.html(GAP.join(pieces)).split(GAP))

    def _run(self, parts: Sequence[tuple[str, bool]]) -> Iterator[str]:
        """The parts of one paragraph. Those that are False are kept; of these tags count for nothing, and code for a letter."""
        dotted = [(_DASHES.sub(_dash, _DOTS.sub("…", part)), True) if is_set else (part, False) for part, is_set in parts]
        words = "".join(part if is_set else "" if part.startswith("<") else "x" * bool(part) for part, is_set in dotted)
        quotes = iter(self._quotes(words))
        for part, is_set in dotted:
            yield "".join(next(quotes) if letter in "\"'" else letter for letter in part) if is_set else part

    def _quotes(self, words: str) -> Iterator[str]:
        """What to put in the place of each straight quote of a paragraph, in order."""
        open_: list[str] = []
        before = " "
        last = max((found.start() for found in _CLOSING.finditer(words)), default=-1)
        for place, letter in enumerate(words):
            after = words[place + 1] if place + 1 < len(words) else " "
            shown = letter
            if letter in "\"'":
                single = letter == "'"
                shown = self._single(before, after, open_, closes=last > place) if single else self._double(before, after, open_)
                yield shown
            before = shown[-1]

    def _double(self, before: str, after: str, open_: list[str]) -> str:
        if self._opens(before, after):
            open_.append('"')
            return self.quotes[0]
        if '"' in open_:
            del open_[open_.index('"') :]
            return self.quotes[1]
        return '"' if before.isspace() or before.isdigit() else self.quotes[1]

    def _single(self, before: str, after: str, open_: list[str], *, closes: bool) -> str:
        if before.isalnum() and after.isalnum():
            return APOSTROPHE
        if self._opens(before, after) and not after.isdigit() and closes:
            open_.append("'")
            return self.quotes[2]
        if open_ and open_[-1] == "'" and not before.isspace():
            open_.pop()
            return self.quotes[3]
        return "'" if before.isdigit() or (before.isspace() and after.isspace()) else APOSTROPHE

    def _opens(self, before: str, after: str) -> bool:
        return not after.isspace() and (before.isspace() or before in self.openers)


def _dash(found: "re.Match[str]") -> str:
    return "—" if len(found[0]) == len("---") else "–"


def _parts(text: str, kept: "re.Pattern[str] | None") -> list[tuple[str, bool]]:
    """Words parted into what is set and what is kept."""
    return [(part, place % 2 == 0) for place, part in enumerate(kept.split(text))] if kept else [(text, True)]


def _words(hand: Hand, value: Any, owner: Struct) -> Any:  # noqa: ANN401  # a text, several, or none
    html = getattr(owner, "html", "")
    return _strings(value, lambda text: hand.words(text, html))


def _html(hand: Hand, value: Any, owner: Struct) -> Any:  # noqa: ANN401  # as above
    del owner
    return _strings(value, hand.html)


def _pieces(hand: Hand, value: Any, owner: Struct) -> Any:  # noqa: ANN401  # as above
    del owner
    return hand.pieces(value)


READ: Mapping[type[Struct], Mapping[str, Callable[[Hand, Any, Struct], Any]]] = {
    model.Choice: {"html": _html, "text": _words, "feedback": _html},
    model.Side: {"html": _html, "text": _words},
    model.Match: {"feedback": _html},
    model.KnownWrong: {"feedback": _html},
    model.Gaps: {"pieces": _pieces},
    model.Scene: {"title": _words, "html": _html, "text": _words},
    model.Commit: {"ask": _words, "who": _words},
    model.Question: {"title": _words, "html": _html, "text": _words, "hints": _html, "explanation": _html},
    model.Heading: {"title": _words},
    model.Prose: {"html": _html},
    model.Callout: {"html": _html},
    model.Included: {"title": _words, "html": _html},
    model.Media: {"title": _words, "transcript": _html},
    model.Lesson: {"title": _words, "objectives": _words, "key_point": _words, "prose": _words},
    model.ArtifactPart: {"title": _words, "html": _html},
    model.Artifact: {"title": _words, "about": _html, "story": _html},
    model.Milestone: {"text": _words},
    model.PathStep: {"under": _words},
    model.Path: {"title": _words},
    process.Process: {"title": _words, "about": _words},
    process.Stage: {"title": _words, "job": _words, "exit": _words},
    process.Behaviour: dict.fromkeys(("title", "statement", "steps", "proof", "inspect", "drift", "coach", "crosswalk"), _words),
    process.Clause: {"text": _words},
    process.Motion: {"title": _words},
}
"""The fields that people read. All others are ids, addresses, or what an author accepts as typed."""


def _each(value: T, hand: Hand) -> T:
    """A value with everything in it set that is read."""
    if isinstance(value, tuple):
        return tuple(_each(one, hand) for one in value)  # type: ignore[return-value]  # a tuple of the same kinds
    if not isinstance(value, Struct):
        return value
    own = READ.get(type(value), {})
    fields = {name: getattr(value, name) for name in value.__struct_fields__}
    return replace(
        value, **{name: own[name](hand, one, value) if name in own else _each(one, hand) for name, one in fields.items()}
    )


def _strings(value: Any, how: Callable[[str], str]) -> Any:  # noqa: ANN401  # a text, several, or none
    if isinstance(value, str):
        return how(value)
    if isinstance(value, Mapping):
        return {key: how(text) for key, text in value.items()}
    return tuple(how(text) for text in value) if value is not None else None
