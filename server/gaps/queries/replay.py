"""Folding a person from the ledger again."""

from uuid import UUID

from server import ledger
from server.gaps import book as books
from server.gaps import evidence
from server.gaps.book import Book, Rules
from server.gaps.evidence import HOLDING

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
        while True:
            page = await ledger.page_of_person(self.person, HOLDING, after=self.read, limit=PAGE)
            for stored in page:
                number = stored.number or 0
                if number > until:
                    return
                if pieces := evidence.of(stored.fact, stored.at):
                    books.fold(self.book, pieces, self.rules)
                    self.folded = number
                self.read = number
            if len(page) < PAGE:
                return
