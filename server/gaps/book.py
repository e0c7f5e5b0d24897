"""Everything that is kept about one person, and how a piece of evidence is entered. What is stored is this fold, exactly."""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct, field

from server.gaps import estimate, tally
from server.gaps.estimate import Estimate, Line, Shared
from server.gaps.evidence import DO, KNOW, Evidence
from server.gaps.prior import Prior
from server.gaps.tally import Moment, Tally


class Rules(NamedTuple):
    """What a book is folded under: one numbered snapshot of what all people share, and the prior it was made with."""

    shared: Shared
    prior: Prior


class Look(NamedTuple):
    """The looks at one behaviour on one deal: `at` the newest, which found these clauses `missing`; `seen` the newest that counts, how much was
    `met` then, and whether the deal was picked fairly. None counts where it was only claimed.
    """

    at: float
    missing: tuple[str, ...]
    seen: float | None = None
    met: float = 0.0
    fair: bool = False


class Book(Struct):
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
    if piece.channel == KNOW:
        if piece.weight > 0.0:
            _enter_know(book, piece)
    else:
        _enter_do(book, piece)


def close(book: Book, rules: Rules) -> None:
    """Works out what was left open. Entering one by one and closing each time gives the same book as closing once."""
    then = Line()
    for channel, tallies in ((KNOW, book.know), (DO, book.do)):
        for behaviour, kept in tallies.items():
            if kept.open:
                tally.close(kept, [_told(then, moment, channel, behaviour, rules) for moment in kept.open])


def _enter_know(book: Book, piece: Evidence) -> None:
    line, at = book.line, piece.at
    fresh, week = tally.fresh(at, piece.y), tally.week_of(at)
    for behaviour in piece.behaviours:
        kept = book.know.get(behaviour)
        if kept is None:
            kept = book.know[behaviour] = Tally()
        kept.fresh.append(fresh)
        tally.note(kept, week, line.ability, line.know.get(behaviour), at)


def _enter_do(book: Book, piece: Evidence) -> None:
    line, at, week, counts = book.line, piece.at, tally.week_of(piece.at), piece.weight > 0.0
    for behaviour in piece.behaviours:
        if counts:
            kept = book.do.get(behaviour)
            if kept is None:
                kept = book.do[behaviour] = Tally()
            tally.note(kept, week, line.doing, line.do.get(behaviour), at)
        key = behaviour, piece.deal
        book.deals[key] = _looked(book.deals.get(key), piece, counts=counts)


def _looked(before: Look | None, piece: Evidence, *, counts: bool) -> Look:
    """What is kept of a deal after one more look. A claim takes nothing back that was seen before."""
    at, missing, seen, met, fair = before or Look(piece.at, piece.missing)
    if piece.at >= at:
        at, missing = piece.at, piece.missing
    if counts and (seen is None or piece.at >= seen):
        seen, met, fair = piece.at, piece.y, piece.fair
    return Look(at, missing, seen, met, fair)


def _told(then: Line, moment: Moment, channel: str, behaviour: str, rules: Rules) -> Estimate:
    """The estimate right after some evidence, from the terms as they stood `then`: a line that is lent for that."""
    _week, own, term, at = moment
    terms = {} if term is None else {behaviour: term}
    if channel == KNOW:
        then.ability, then.know = own, terms
        return estimate.know(then, behaviour, at, rules.shared, rules.prior)
    then.doing, then.do = own, terms
    return estimate.do(then, behaviour, at, rules.shared, rules.prior)
