"""Two texts beside one another, word by word: what was cut and what is new. Bounded, whatever the texts are."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import unescape
from itertools import zip_longest
from typing import Literal

from msgspec import Struct

from server.lessons.compiler.model import TAG

COMPARED = 1_500
"""Texts of more words, and lists of more pieces, are not compared: the one is told as cut and the other as new."""

ALIKE = 0.35
"""Below this likeness two texts are told one after the other: scattered words that both happen to have would only confuse."""

_ENDS = re.compile(r"</(?:p|li|tr|h\d|blockquote|pre|div|figure)>|<br\s*/?>")
_RUN = re.compile(r"\S+\s*")


class Run(Struct, frozen=True):
    """Words that are in both texts, only in the older (`cut`) or only in the newer (`new`)."""

    what: Literal["same", "cut", "new"]
    text: str


class Reworded(Struct, frozen=True):
    """A piece of text as runs in reading order; one of cut words alone was taken out, one of new words alone was added."""

    runs: tuple[Run, ...]


def reworded(before: Sequence[str], after: Sequence[str]) -> tuple[Reworded, ...]:
    """The pieces that differ, in order; a piece that is the same is left out."""
    if max(len(before), len(after)) > COMPARED:
        return tuple(_pairs(before, after))
    matcher = SequenceMatcher(None, before, after)
    found: list[Reworded] = []
    for what, i, j, k, m in matcher.get_opcodes():
        if what != "equal":
            found += _pairs(before[i:j], after[k:m])
    return tuple(found)


def plain(html: str) -> list[str]:
    """The paragraphs of some HTML of ours as plain words, those without any left out."""
    parts = (" ".join(unescape(TAG.sub("", part)).split()) for part in _ENDS.split(html))
    return [part for part in parts if part]


def _pairs(before: Sequence[str], after: Sequence[str]) -> Iterator[Reworded]:
    for was, now in zip_longest(before, after, fillvalue=""):
        if was != now:
            yield Reworded(tuple(_runs(was, now)))


def _runs(before: str, after: str) -> Iterator[Run]:
    was, now = _RUN.findall(before), _RUN.findall(after)
    matcher = SequenceMatcher(None, was, now) if 0 < max(len(was), len(now)) <= COMPARED else None
    if matcher is None or not was or not now or matcher.ratio() < ALIKE:
        yield from _apart(before, after)
        return
    for _what, i, j, k, m in matcher.get_opcodes():
        cut, new = "".join(was[i:j]), "".join(now[k:m])
        if cut == new:
            yield Run("same", new)
        else:
            yield from _apart(cut, new)


def _apart(cut: str, new: str) -> Iterator[Run]:
    if cut:
        yield Run("cut", cut)
    if new:
        yield Run("new", new)
