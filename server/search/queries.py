"""The search over what is served now. What somebody types is kept nowhere: no fact, no table, no line of a log."""

import asyncio
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import partial
from threading import Lock

from msgspec import Struct

from server.lessons import queries as lessons
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.model import Academy
from server.search import entries, sentence, typed
from server.search.entries import Entry, Passage
from server.search.index import Index
from server.search.ranking import Hit, find
from server.search.sentence import Sentence
from server.search.typed import Typed


class Result(Struct, frozen=True, kw_only=True):
    """Something that was found, with the sentence of it that fits best."""

    entry: Entry
    sentence: Sentence


class Answer(Struct, frozen=True, kw_only=True):
    """What was found for what was `typed`: the first `results` of `of`. `taken` pairs an unknown word with all that it was taken for.

    `near` proposes words where nothing was found.
    """

    typed: Typed
    results: tuple[Result, ...] = ()
    of: int = 0
    taken: tuple[tuple[str, tuple[str, ...]], ...] = ()
    near: tuple[str, ...] = ()


async def search(text: str, roles: AbstractSet[str], *, most: int) -> Answer:
    """At most so many of what fits these words and is for somebody with these roles, the best first.

    It works beside the event loop. The index is made with the first search of an edition.
    """
    asked = typed.read(text)
    if not asked.words:
        return Answer(typed=asked)
    edition = await lessons.current()
    return await asyncio.to_thread(_answer, edition, asked, roles, most)


class Text:
    """The text of entries, read from the academy when it is asked for: the index holds none of it."""

    def __init__(self, academy: Academy) -> None:
        self.academy = academy

    def names(self, entry: Entry) -> Iterable[str]:
        """What an entry is called."""
        return entries.names(entry, self.academy)

    def passages(self, entry: Entry) -> Iterable[Passage]:
        """All of its text."""
        return entries.passages(entry, self.academy)


def made(academy: Academy) -> Index:
    """An index of this academy."""
    return Index((entry, entries.passages(entry, academy)) for entry in entries.entries(academy))


def _answer(edition: Edition, asked: Typed, roles: AbstractSet[str], most: int) -> Answer:
    index, text = _INDEXED.of(edition), Text(edition.academy)
    found = find(index, asked, text, partial(entries.may_read, roles=roles))
    worth = {term: index.worth(term) * counts for one in found.meant for term, counts in one.stems.items()}

    def told(hit: Hit) -> Result:
        return Result(entry=hit.entry, sentence=sentence.best(text.passages(hit.entry), worth))

    return Answer(
        typed=asked,
        results=tuple(map(told, found.hits[:most])),
        of=len(found.hits),
        taken=tuple((one.word, one.instead) for one in found.meant if one.instead),
        near=found.near,
    )


class Indexed:
    """The index of the edition that was searched last, made once for all who read it in the same language; there is never one of another edition."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.hash = ""
        self.indexes: dict[str, Index] = {}

    def of(self, edition: Edition) -> Index:
        """The index of this edition. Whoever comes while it is made waits for it."""
        with self.lock:
            if self.hash != edition.hash:
                self.hash, self.indexes = edition.hash, {}
            if edition.language not in self.indexes:
                self.indexes[edition.language] = made(edition.academy)
            return self.indexes[edition.language]


_INDEXED = Indexed()
