"""The words of a text as they are searched: folded, cut down to what they share with their other forms, and where they stand. Pure."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from server.letters import folded

LONGEST: Final = 40
"""Letters of a word; the rest of a longer one is not looked at."""

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_APOSTROPHES = re.compile("['’ʼ]")
_OWNER = re.compile("['’ʼ]s$")
_HYPHENS: Final = frozenset("-\u2010\u2011")
_VOWELS: Final = frozenset("aeiouy")
_KEPT_DOUBLE: Final = frozenset("lsz")
"""Letters that stay double before an ending: `selling` is of `sell`."""


class Word(NamedTuple):
    """A word of a text, folded, with the place of its first letter and the place after its last."""

    said: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of a text in order. Hyphens part words, an apostrophe does not.

    >>> [word.said for word in words("The buyer’s up-front Café")]
    ['the', 'buyer', 'up', 'front', 'cafe']
    """
    for found in _WORD.finditer(text):
        said = folded(_APOSTROPHES.sub("", _OWNER.sub("", found[0])))[:LONGEST]
        if said:
            yield Word(said, found.start(), found.end())


def compounds(text: str, found: list[Word]) -> Iterator[str]:
    """What stands together by one hyphen, as one word: `up-front` is `upfront` as well."""
    for one, other in pairwise(found):
        if other.start == one.end + 1 and text[one.end] in _HYPHENS:
            yield (one.said + other.said)[:LONGEST]


def stem(word: str) -> str:
    """What a folded English word shares with its plural and with its forms in -ing and -ed. Other words stay as they are.

    Plurals by the S stemmer of Harman (How effective is suffixing?, 1991); -ing and -ed fall when three letters with a vowel are left, as in step
    1b of Porter (An algorithm for suffix stripping, 1980), but no more: `proposal` and `propose` stay apart.

    >>> [stem(word) for word in ("stages", "planned", "planning", "dates", "dated", "quantifies", "process")]
    ['stag', 'plan', 'plan', 'date', 'date', 'quantify', 'process']
    """
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return word
    bare = _without_ending(_singular(word))
    return bare[:-1] if len(bare) > 4 and bare.endswith("e") else bare


def _singular(word: str) -> str:
    if not word.endswith("s") or word.endswith(("us", "ss", "is")):
        return word
    if word.endswith("ies") and len(word) > 4 and word[-4] not in "ae":
        return f"{word[:-3]}y"
    return word[:-1]


def _without_ending(word: str) -> str:
    if word.endswith("ied") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith("eed"):
        return word[:-1] if len(word) > 4 else word
    for ending in ("ing", "ed"):
        left = word.removesuffix(ending)
        if left != word:
            return _mended(left) if len(left) > 2 and not _VOWELS.isdisjoint(left) else word
    return word


def _mended(left: str) -> str:
    """What an ending took with it: a letter that it doubled goes, an e that it swallowed comes back to three letters."""
    if left[-1] == left[-2] and left[-1] not in _VOWELS | _KEPT_DOUBLE:
        return left[:-1]
    consonant, vowel, last = (left[-3] not in _VOWELS, left[-2] in _VOWELS, left[-1] not in _VOWELS | {"w", "x"})
    return f"{left}e" if len(left) == 3 and consonant and vowel and last else left
