"""An inverted index of the academy: which word stands where, and how much it says there. Pure.

Ranking is BM25F: BM25 over word frequencies that are first weighted by field and by the length of the field (Robertson, Zaragoza and Taylor, Simple
BM25 extension to multiple weighted fields, CIKM 2004; Robertson and Zaragoza, The probabilistic relevance framework, 2009, section 3.6):

    tf(t, d) = Σ over fields f of w_f · n(t, d, f) / (1 − b_f + b_f · length(d, f) / average length(f))
    score(d) = Σ over words t of ln(1 + (N − df_t + 0.5) / (df_t + 0.5)) · tf(t, d) / (k + tf(t, d))

A word's share of the score does not depend on what is asked, so it is worked out once and kept: 4 bytes for the entry and 4 for the share.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log
from typing import Final, NamedTuple

from server.search.entries import Entry, Field, Passage
from server.search.words import compounds, stem, words

K: Final = 1.2
"""How soon a word that comes again adds no more."""

WEIGHT: Final[Mapping[Field, float]] = {"title": 6.0, "term": 5.0, "key": 2.5, "heading": 2.0, "text": 1.0, "also": 0.6}
"""w_f of each field."""

LENGTH: Final[Mapping[Field, float]] = {"title": 0.3, "term": 0.0, "key": 0.5, "heading": 0.5, "text": 0.75, "also": 0.5}
"""b_f: how much a long field counts less."""


class Posting(NamedTuple):
    """A word in an entry, by the place of the entry in the index, and its share of the score there."""

    entry: int
    share: float


class Index:
    """The entries, and by the stem of each word where it stands. `forms` are all folded words as they were written, in order."""

    def __init__(self, found: Iterable[tuple[Entry, Iterable[Passage]]]) -> None:
        told, entries = _Told(), list[Entry]()
        for entry, passages in found:
            entries.append(entry)
            told.add(passages)
        self.entries: Sequence[Entry] = tuple(entries)
        self.forms: Sequence[str] = sorted(told.stems)
        self._terms = told.terms
        self._stems = array("I", (told.stems[form] for form in self.forms))
        self._begins, self._entries, self._shares = _postings(told, len(self.entries))

    def postings(self, term: str) -> Iterator[Posting]:
        """Where the stem `term` stands; nowhere for an unknown one."""
        at = self._terms.get(term)
        if at is not None:
            begin, end = self._begins[at], self._begins[at + 1]
            yield from map(Posting, self._entries[begin:end], self._shares[begin:end])

    def worth(self, term: str) -> float:
        """How much a stem tells entries apart: ln(1 + (N − df + 0.5) / (df + 0.5)); of an unknown one as much as it could."""
        at = self._terms.get(term)
        return _worth(len(self.entries), self._begins[at + 1] - self._begins[at] if at is not None else 0)

    def knows(self, term: str) -> bool:
        """Whether the stem stands anywhere."""
        return term in self._terms

    def is_form(self, word: str) -> bool:
        """Whether a folded word was written anywhere just so."""
        at = bisect_left(self.forms, word)
        return at < len(self.forms) and self.forms[at] == word

    def beginning(self, letters: str, most: int) -> Iterator[str]:
        """The first `most` folded words that begin with these letters, in order."""
        at = bisect_left(self.forms, letters)
        for form in self.forms[at : at + most]:
            if not form.startswith(letters):
                return
            yield form

    @property
    def size(self) -> int:
        """How many postings there are."""
        return len(self._entries)


class _Told:
    """What was read so far: for each word of each field of each entry how often it came, and how long the fields are."""

    def __init__(self) -> None:
        self.terms: dict[str, int] = {}
        self.stems: dict[str, int] = {}
        self.rows: list[tuple[int, int, Field, int]] = []
        self.lengths: dict[tuple[int, Field], int] = {}
        self.entries = 0

    def add(self, passages: Iterable[Passage]) -> None:
        """Reads the next entry."""
        counts: dict[Field, Counter[int]] = {}
        for passage in passages:
            found = list(words(passage.text))
            said = [word.said for word in found] + list(compounds(passage.text, found))
            counts.setdefault(passage.field, Counter()).update(map(self._term, said))
        for field, count in counts.items():
            self.lengths[self.entries, field] = count.total()
            self.rows += [(term, self.entries, field, n) for term, n in count.items()]
        self.entries += 1

    def _term(self, form: str) -> int:
        known = self.stems.get(form)
        if known is None:
            known = self.stems[form] = self.terms.setdefault(stem(form), len(self.terms))
        return known


def _postings(told: _Told, entries: int) -> tuple["array[int]", "array[int]", "array[float]"]:
    """Where the postings of each term begin, and all of them in the order of the terms."""
    usual = _usual(told.lengths)
    weighed: list[dict[int, float]] = [{} for _term in told.terms]
    for term, entry, field, n in told.rows:
        shorter = 1 - LENGTH[field] + LENGTH[field] * told.lengths[entry, field] / usual[field]
        weighed[term][entry] = weighed[term].get(entry, 0.0) + WEIGHT[field] * n / shorter
    begins, docs, shares = array("I", [0]), array("I"), array("f")
    for found in weighed:
        worth = _worth(entries, len(found))
        docs.extend(found)
        shares.extend(worth * tf / (K + tf) for tf in found.values())
        begins.append(len(docs))
    return begins, docs, shares


def _usual(lengths: Mapping[tuple[int, Field], int]) -> Mapping[Field, float]:
    """The average length of each field, over the entries that have it."""
    found: dict[Field, list[int]] = {}
    for (_entry, field), length in lengths.items():
        if length:
            found.setdefault(field, []).append(length)
    return {field: sum(each) / len(each) for field, each in found.items()}


def _worth(entries: int, df: int) -> float:
    return log(1 + (entries - df + 0.5) / (df + 0.5))
