"""The one sentence of a page that fits best what was typed, in pieces of which some are marked. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from server.search.entries import Field, Passage
from server.search.words import stem, words

LONGEST: Final = 170
"""Characters of a sentence that are told."""

BEFORE: Final = 60
"""Characters before the first marked word that are kept of a longer one."""

WEIGHT: Final[Mapping[Field, float]] = {"key": 1.25, "term": 1.25, "heading": 0.6}
"""How much a sentence counts that a page comes down to, or that only stands above others; 1 for the rest."""

_END = re.compile(r"[.!?…][\"'”’)]*(?=\s)")


class Piece(Struct, frozen=True):
    """Some of a sentence, and whether it is one of the words."""

    text: str
    marked: bool


class Sentence(Struct, frozen=True, kw_only=True):
    """What is told of a page: `pieces` in order, where it stands there, and the method whose term it is."""

    pieces: tuple[Piece, ...] = ()
    place: str = ""
    method: str = ""


def best(passages: Iterable[Passage], worth: Mapping[str, float]) -> Sentence:
    """The sentence with the most of these stems by what each is worth, the first of those alike; without any, what the page comes down to.

    Titles are told anyway, and words that only lead to a page do not stand on it.
    """
    chosen, most, lead = None, 0.0, None
    for passage in passages:
        if passage.field in {"title", "also"} or not passage.text:
            continue
        lead = lead or (passage, passage.text)
        for sentence in _sentences(passage.text):
            value = _value(sentence, worth) * WEIGHT.get(passage.field, 1.0)
            if value > most:
                chosen, most = (passage, sentence), value
    told = chosen or lead
    if told is None:
        return Sentence()
    passage, sentence = told
    return Sentence(
        pieces=tuple(_pieces(_cut(sentence, worth), worth)), place=passage.place if chosen else "", method=passage.method
    )


def _sentences(text: str) -> Iterator[str]:
    begin = 0
    for end in _END.finditer(text):
        one = text[begin : end.end()]
        # What somebody says is told whole.
        if one.count("“") > one.count("”"):
            continue
        yield one.strip()
        begin = end.end()
    yield text[begin:].strip()


def _value(sentence: str, worth: Mapping[str, float]) -> float:
    return sum(worth[one] for one in {stem(word.said) for word in words(sentence)} if one in worth)


def _cut(sentence: str, worth: Collection[str]) -> str:
    """The part of a long sentence around its first word of these, cut between words."""
    if len(sentence) <= LONGEST:
        return sentence
    first = next((word.start for word in words(sentence) if stem(word.said) in worth), 0)
    begin = sentence.rfind(" ", 0, first - BEFORE) + 1 if first > LONGEST - BEFORE else 0
    end = len(sentence) if len(sentence) - begin <= LONGEST else sentence.rfind(" ", begin, begin + LONGEST)
    end = end if end > begin else begin + LONGEST
    return f"{'… ' if begin else ''}{sentence[begin:end].rstrip(' ,;:')}{' …' if end < len(sentence) else ''}"


def _pieces(sentence: str, worth: Collection[str]) -> Iterator[Piece]:
    at = 0
    for word in words(sentence):
        if stem(word.said) in worth:
            if word.start > at:
                yield Piece(sentence[at : word.start], marked=False)
            yield Piece(sentence[word.start : word.end], marked=True)
            at = word.end
    if at < len(sentence):
        yield Piece(sentence[at:], marked=False)
