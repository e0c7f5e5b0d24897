"""Everything that is kept about one person, and how a piece of evidence is entered. What is stored is this fold, exactly."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from server.gaps import estimate, tally
from server.gaps.estimate import Line, Shared
from server.gaps.evidence import DO, KNOW, Evidence
from server.gaps.prior import Prior
from server.gaps.tally import DAY, Tally


class Rules(NamedTuple):
    """What a book is folded under: one numbered snapshot of what all people share, and the prior it was made with."""

    shared: Shared
    prior: Prior


class Look(NamedTuple):
    """The newest look at one behaviour on one deal: when, and how much was met."""

    at: float
    met: float


@dataclass(slots=True)
class Book:
    """One person: the terms of the model, and what is counted beside them."""

    line: Line = field(default_factory=Line)
    know: dict[str, Tally] = field(default_factory=dict)
    do: dict[str, Tally] = field(default_factory=dict)
    deals: dict[tuple[str, str], Look] = field(default_factory=dict)
    """By behaviour and deal."""


def fold(book: Book, pieces: Iterable[Evidence], rules: Rules) -> None:
    """Enters pieces of evidence in their order. Every estimate is told as it stood at its newest evidence."""
    for piece in pieces:
        enter(book, piece, rules)
    close(book, rules)


def enter(book: Book, piece: Evidence, rules: Rules) -> None:
    """One piece. Only terms and tallies of this piece are read or written. `close` tells the estimates that it left open."""
    estimate.fold(book.line, piece, rules.shared, rules.prior)
    if piece.weight > 0.0:
        if piece.channel == KNOW:
            _enter_know(book, piece, rules)
        else:
            _enter_do(book, piece, rules)


def close(book: Book, rules: Rules) -> None:
    """Works out what was left open. Entering one by one and closing each time gives the same book as closing once."""
    for channel, tallies in ((KNOW, book.know), (DO, book.do)):
        for behaviour, kept in tallies.items():
            if kept.open:
                _tell(kept, channel, behaviour, rules)


def _enter_know(book: Book, piece: Evidence, rules: Rules) -> None:
    line = book.line
    day, right = int(piece.at // DAY), 1 if piece.y >= 1.0 else 0
    for behaviour in piece.behaviours:
        kept = book.know.get(behaviour)
        if kept is None:
            kept = book.know[behaviour] = Tally()
        _newest(kept, KNOW, behaviour, piece.at, rules)
        tally.count(kept, day, right)
        kept.open, kept.own, kept.term = True, line.ability, line.know.get(behaviour)


def _enter_do(book: Book, piece: Evidence, rules: Rules) -> None:
    line, at = book.line, piece.at
    for behaviour in piece.behaviours:
        kept = book.do.get(behaviour)
        if kept is None:
            kept = book.do[behaviour] = Tally()
        _newest(kept, DO, behaviour, at, rules)
        kept.open, kept.own, kept.term = True, line.doing, line.do.get(behaviour)
        before = book.deals.get((behaviour, piece.deal))
        if before is None or at >= before.at:
            book.deals[behaviour, piece.deal] = Look(at, piece.y)


def _newest(kept: Tally, channel: str, behaviour: str, at: float, rules: Rules) -> None:
    """The newest evidence is at `at`, unless it came late. What a week came to is told before another begins."""
    last = kept.last
    if last is not None:
        if at <= last:
            return
        # Most evidence comes within a day of the one before, and then the week need not be worked out.
        if kept.open and at // DAY != last // DAY and tally.week_of(at) != tally.week_of(last):
            _tell(kept, channel, behaviour, rules)
    kept.last = at


def _tell(kept: Tally, channel: str, behaviour: str, rules: Rules) -> None:
    """The estimate right after the newest evidence, from the terms as they stood then."""
    line, at = Line(), kept.last or 0.0
    own, theirs = kept.own, {} if kept.term is None else {behaviour: kept.term}
    if channel == KNOW:
        line.ability, line.know = own, theirs
        tally.tell(kept, estimate.know(line, behaviour, at, rules.shared, rules.prior))
    else:
        line.doing, line.do = own, theirs
        tally.tell(kept, estimate.do(line, behaviour, at, rules.shared, rules.prior))
