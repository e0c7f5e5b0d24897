"""Folding a person from the ledger again."""

from collections.abc import Sequence
from uuid import UUID

from server import ledger
from server.gaps import book as books
from server.gaps import evidence
from server.gaps.book import Book, Rules
from server.gaps.evidence import HOLDING
from server.ledger import Numbered

PAGE = 2_000
"""Facts that are read at once."""


class Replay:
    """The fold of one person's facts so far, under one snapshot. It only goes on, so a verb that is run again goes on from where it was."""

    def __init__(self, person: UUID, rules: Rules) -> None:
        self.person, self.rules = person, rules
        self.book = Book()
        self.folded = 0
        """The number of the newest fact that held evidence."""
        self.read = 0
        """The number of the newest fact that was read."""

    async def advance(self, until: int) -> None:
        """Folds the facts that follow, up to number `until`."""
        more = True
        while more:
            page = await ledger.page_of_person(self.person, HOLDING, after=self.read, limit=PAGE)
            wanted = [stored for stored in page if stored.number <= until]
            self._enter(wanted)
            more = len(wanted) == PAGE

    def _enter(self, page: Sequence[Numbered]) -> None:
        """A page of them, whose estimates are told once at its end."""
        for stored in page:
            self.read = stored.number
            for piece in evidence.of(stored.fact, stored.at):
                books.enter(self.book, piece, self.rules)
                self.folded = self.read
        books.close(self.book, self.rules)
