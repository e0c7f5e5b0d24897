"""Words that are spelled nearly alike: for a slip of the finger, and for what to try when nothing was found. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final

from server.search.index import Index

SLIP_FROM: Final = 5
"""Letters of a word from which one slip is forgiven."""

MOST: Final = 3
"""Words that are proposed for one that is not known."""

ALIKE: Final = 2
"""Slips within which a word is proposed; of a short word only one, because with two it is any other."""

SHORT: Final = 5
"""Letters of a short word."""


def one_slip(word: str, index: Index) -> tuple[str, ...]:
    """The known words that one slip away: a letter too many, missing or changed, or two neighbours swapped (Damerau 1964). None for a short word.

    All that lie one slip away are made and looked up (Norvig, How to write a spelling corrector, 2007), so the cost is that of the word alone.
    """
    if len(word) < SLIP_FROM or any(letter.isdecimal() for letter in word):
        return ()
    return tuple(sorted({near for near in _edits(word) if index.is_form(near)} - {word}))


def alike(word: str, index: Index) -> tuple[str, ...]:
    """At most three known words that somebody may have meant, the nearest first: they begin with the same letter, or the one after it."""
    if len(word) < SLIP_FROM - 1:
        return ()
    letters, most = dict.fromkeys(word[:2]), ALIKE if len(word) > SHORT else 1
    close = (form for one in letters for form in index.beginning(one, len(index.forms)) if abs(len(form) - len(word)) <= most)
    found = ((_slips(word, form), form) for form in close if len(form) > ALIKE)
    return tuple(form for slips, form in sorted(found)[:MOST] if slips <= most)


LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


def _edits(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def _slips(one: str, other: str) -> int:
    """The distance of Levenshtein, neighbours swapped counting as one (optimal string alignment)."""
    before: Sequence[int] = ()
    last: Sequence[int] = range(len(other) + 1)
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, theirs in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
