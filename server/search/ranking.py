"""What fits what was typed, the best first. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, Protocol

from msgspec import Struct

from server.search.entries import Entry, Kind, Passage
from server.search.index import Index
from server.search.near import alike, one_slip
from server.search.typed import Typed
from server.search.words import stem, words

BEGUN: Final = 0.8
"""How much a word counts that only begins with what was typed."""

SLIPPED: Final = 0.6
"""How much one counts that is one slip away."""

BEGINNINGS: Final = 40
"""Words that the last one may still become."""

SHORTEST: Final = 2
"""Letters from which a word that is being typed is looked for by its beginning."""

LOOKED_AT: Final = 40
"""Of the best by their words, so many are read for words that stand side by side."""

TOGETHER: Final = 1.4
"""What is gained where all words stand side by side in a title or a term."""

EXACT: Final = 1.6
"""What is gained where they are all of it."""

KIND: Final[Mapping[Kind, float]] = {"template": 0.85, "word": 0.75, "path": 0.75}
"""How much a kind counts that others stand before: what one does comes before what it leaves behind and what a word means. 1 for the others."""

WEAK: Final = 0.12
"""The share of the best score below which nothing is told."""


SMALL: Final = frozenset(
    {
        *("a", "an", "and", "are", "as", "at", "be", "by", "can", "did", "do", "does", "for", "from", "had", "has"),
        *("have", "how", "i", "if", "in", "into", "is", "it", "its", "me", "my", "of", "on", "or", "our", "so", "that"),
        *("the", "their", "them", "then", "there", "these", "they", "this", "to", "us", "was", "we", "were", "what"),
        *("which", "will", "with", "you", "your"),
    }
)
"""Words that tell nothing apart, unless nothing else was typed."""


class Meant(Struct, frozen=True, kw_only=True):
    """One word that was typed, and the stems it may mean with how much each counts. `instead` are the words it was taken for, when it is unknown.

    They stand in what may be read, one for each stem: what others read is not told by a slip of the finger.
    """

    word: str
    stems: Mapping[str, float]
    instead: tuple[str, ...] = ()


class Hit(Struct, frozen=True, kw_only=True):
    """Something that fits, and how well."""

    entry: Entry
    score: float


class Found(Struct, frozen=True, kw_only=True):
    """What fits, the best first. `meant` is how each word was read; `near` proposes words where nothing fits."""

    hits: tuple[Hit, ...] = ()
    meant: tuple[Meant, ...] = ()
    near: tuple[str, ...] = ()


class Source(Protocol):
    """Where the text of an entry comes from."""

    def names(self, entry: Entry) -> Iterable[str]:
        """What it is called."""

    def passages(self, entry: Entry) -> Iterable[Passage]:
        """All of its text."""


def find(index: Index, typed: Typed, source: Source, may: Callable[[Entry], bool]) -> Found:
    """Everything that fits and that `may` be read, ranked by its words, by how many of them it has, and by how near to each other they stand.

    The work is bounded by the index and by the limits of `typed`: at most 12 words of at most 40 beginnings each, and 40 entries that are read.
    """
    meant = tuple(_meant(index, typed, may))
    shares = _shares(index, meant, may)
    ranked = sorted(shares, key=lambda entry: (-shares[entry], entry))
    hits = [Hit(entry=index.entries[one], score=shares[one]) for one in ranked]
    hits = _quoted(hits, typed, source) if typed.phrases else hits
    hits = _beside(hits, typed, source)
    near = _near(index, typed, may) if not hits else ()
    return Found(hits=tuple(hit for hit in hits if hit.score >= WEAK * hits[0].score), meant=meant, near=near)


def _meant(index: Index, typed: Typed, may: Callable[[Entry], bool]) -> Iterator[Meant]:
    telling = [word for word in typed.words if word not in SMALL]
    for word in telling or typed.words:
        exact = stem(word)
        stems = {exact: 1.0} if index.knows(exact) else {}
        if typed.open and word == typed.words[-1] and len(word) >= SHORTEST:
            for form in index.beginning(word, BEGINNINGS):
                stems.setdefault(stem(form), BEGUN)
        instead: tuple[str, ...] = ()
        if not stems:
            slipped = {stem(form): form for form in reversed(one_slip(word, index)) if _readable(form, index, may)}
            stems, instead = dict.fromkeys(slipped, SLIPPED), tuple(sorted(slipped.values()))
        yield Meant(word=word, stems=stems, instead=instead)


def _shares(index: Index, meant: Iterable[Meant], may: Callable[[Entry], bool]) -> dict[int, float]:
    """The score of each entry: the sum over the words, each by its best stem, times the square of the part of what was typed that it has."""
    score: dict[int, float] = {}
    has: dict[int, float] = {}
    whole = 0.0
    for one in meant:
        best: dict[int, float] = {}
        for term, counts in one.stems.items():
            for entry, share in index.postings(term):
                best[entry] = max(best.get(entry, 0.0), share * counts)
        worth = max((index.worth(term) for term in one.stems), default=0.0)
        whole += worth
        for entry, share in best.items():
            score[entry] = score.get(entry, 0.0) + share
            has[entry] = has.get(entry, 0.0) + worth
    told = {entry: index.entries[entry] for entry in score if may(index.entries[entry])}
    return {at: score[at] * (has[at] / whole) ** 2 * KIND.get(entry.kind, 1.0) for at, entry in told.items()}


def _quoted(hits: Iterable[Hit], typed: Typed, source: Source) -> list[Hit]:
    """Of the best, those that hold every quoted phrase."""
    return [
        hit
        for hit in islice(hits, LOOKED_AT)
        if all(any(_holds(_said(one.text), phrase) for one in source.passages(hit.entry)) for phrase in typed.phrases)
    ]


def _beside(hits: list[Hit], typed: Typed, source: Source) -> list[Hit]:
    """The best again, with what is gained by a name that holds all words side by side."""
    asked = tuple(map(stem, typed.words))
    near = [Hit(entry=hit.entry, score=hit.score * _gain(source.names(hit.entry), asked)) for hit in hits[:LOOKED_AT]]
    return [*sorted(near, key=lambda hit: -hit.score), *hits[LOOKED_AT:]]


def _gain(names: Iterable[str], asked: tuple[str, ...]) -> float:
    stems = [tuple(map(stem, _said(name))) for name in names]
    if asked in stems:
        return EXACT
    return TOGETHER if len(asked) > 1 and any(_holds(one, asked) for one in stems) else 1.0


def _said(text: str) -> tuple[str, ...]:
    return tuple(word.said for word in words(text))


def _holds(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether the phrase stands in the words, side by side."""
    first, n = phrase[0], len(phrase)
    return any(word == first and words[at : at + n] == phrase for at, word in enumerate(words))


def _near(index: Index, typed: Typed, may: Callable[[Entry], bool]) -> tuple[str, ...]:
    """What somebody may have meant, of what they may read."""
    found = dict.fromkeys(near for word in typed.words[:3] for near in alike(word, index))
    return tuple(near for near in found if _readable(near, index, may))


def _readable(word: str, index: Index, may: Callable[[Entry], bool]) -> bool:
    """Whether it stands in something that may be read."""
    return any(may(index.entries[one.entry]) for one in index.postings(stem(word)))
