"""The reaction that keeps a person's book: in the transaction of the fact, and in the order of the person's facts."""

from uuid import UUID

from server import ledger
from server.gaps import book as books
from server.gaps import evidence
from server.gaps.actions import rows
from server.gaps.book import Book, Rules
from server.gaps.evidence import HOLDING
from server.gaps.queries.books import Open, part
from server.gaps.queries.snapshots import newest, rules
from server.ledger import Stored

PAGE = 2_000
"""Facts that are read at once."""


async def learn(stored: Stored) -> None:
    """Folds a fact into what is kept about its person, under the snapshot that the rest of it was folded under.

    The number of the fact was taken in this transaction, which locked the person's facts: two answers of one person follow one another.
    """
    if stored.person is None or stored.number is None:
        return
    for piece in evidence.of(stored.fact, stored.at):
        opened = await part(stored.person, piece) or await _begin(stored.person, stored.number)
        books.fold(opened.book, [piece], await rules(opened.snapshot))
        await rows.save(stored.person, opened.book, piece, snapshot=opened.snapshot, folded=stored.number)


async def replay(person: UUID, rules: Rules, *, book: Book, after: int, until: int) -> int:
    """Folds the facts about a person with numbers above `after`, up to `until`, and returns the number of the newest that held evidence."""
    folded = after
    while True:
        page = await ledger.page_of_person(person, HOLDING, after=after, limit=PAGE)
        for stored in page:
            if stored.number is None or stored.number > until:
                return folded
            after = stored.number
            if pieces := evidence.of(stored.fact, stored.at):
                books.fold(book, pieces, rules)
                folded = after
        if len(page) < PAGE:
            return folded


async def _begin(person: UUID, before: int) -> Open:
    """The book of a person about whom nothing is kept yet, with what the ledger knew before."""
    snapshot = await newest()
    book = Book()
    folded = await replay(person, await rules(snapshot), book=book, after=0, until=before - 1)
    if folded:
        await rows.save_whole(person, book, snapshot=snapshot, folded=folded)
    return Open(book, snapshot, folded)
