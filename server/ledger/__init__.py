"""The append-only ledger: what happened, to whom, by whom, when. `record` writes a fact inside the open transaction and wakes its reactions."""

from server.ledger.entry import Entry
from server.ledger.record import MOST, About, Reaction, Reactions, react_with, record, record_all, record_each, take_turn
from server.ledger.replay import (
    Numbered,
    Stored,
    heads,
    hold,
    last,
    newest_of,
    of_kind,
    of_kinds,
    of_nobody,
    of_person,
    page_of_person,
    seen,
)

__all__ = [
    "MOST",
    "About",
    "Entry",
    "Numbered",
    "Reaction",
    "Reactions",
    "Stored",
    "heads",
    "hold",
    "last",
    "newest_of",
    "of_kind",
    "of_kinds",
    "of_nobody",
    "of_person",
    "page_of_person",
    "react_with",
    "record",
    "record_all",
    "record_each",
    "seen",
    "take_turn",
]
