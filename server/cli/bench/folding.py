"""What one fact costs the gap model, and a million of them, for `plumbline bench`: the pure fold, without a database."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from server.facts import AnswerGiven, Fact
from server.gaps import book as books
from server.gaps import estimate, evidence
from server.gaps.book import Book, Rules
from server.gaps.estimate import Line, Shared
from server.gaps.prior import K0

UPDATE, REBUILD = 15.0, 15.0
"""Targets: microseconds for one update of the model, seconds for a million facts."""

EACH = 5_000
"""Facts of one simulated person."""

COMPARED = 10
"""Of so many people, one is folded fact by fact as well, as answers come, and compared."""

UNDER = Rules(Shared(), K0)
BEGAN = datetime(2026, 1, 5, 8, tzinfo=UTC)
TAKE = UUID(int=0)


class Folding(Struct, frozen=True, kw_only=True):
    """Processor time: `update` in microseconds for the model alone, `rebuild` in seconds for `facts` facts with all that is counted beside it.

    `equal`: whether folding at once came to the same as folding one by one. `fsrs` is a review of the package of that name, in microseconds.
    """

    facts: int
    update: float
    rebuild: float
    equal: bool
    fsrs: float | None


def measure(facts: int) -> Folding:
    """Simulates people who answer, and folds them."""
    spent, folded, equal = 0.0, 0, True
    for number in range(max(1, facts // EACH)):
        history = list(_history(number, min(EACH, facts)))
        began = time.process_time()
        book = _at_once(history)
        spent += time.process_time() - began
        folded += len(history)
        if number % COMPARED == 0:
            equal = equal and _one_by_one(history) == book
    return Folding(facts=folded, update=round(_update(), 2), rebuild=round(spent, 2), equal=equal, fsrs=_fsrs())


def over(folding: Folding) -> Iterator[str]:
    """What is over its target."""
    if folding.update > UPDATE:
        yield "gap model, one update"
    if folding.rebuild > REBUILD * folding.facts / 1_000_000:
        yield f"rebuild of {folding.facts:,} facts"


def lines(folding: Folding) -> Iterator[str]:
    """The measurement as text, a line each."""
    yield f"{'gap model, one update':<34}{folding.update:>8g} {'µs':<19}{f'≤ {UPDATE:g}':>9}{'  over' if folding.update > UPDATE else ''}"
    target = REBUILD * folding.facts / 1_000_000
    state = "equal to one by one" if folding.equal else "NOT EQUAL to one by one"
    name = f"rebuild of {folding.facts:,} facts"
    yield f"{name:<34}{folding.rebuild:>8g} {'s':<19}{f'≤ {target:g}':>9}{'  over' if folding.rebuild > target else ''}  {state}"
    if folding.fsrs is None:
        yield "A review of FSRS is not measured beside it: the package is missing. Install it: make evaluation"
    else:
        yield f"{'the same, × a review of FSRS':<34}{folding.update / folding.fsrs:>8.2f} ({folding.fsrs:g} µs)"


def _at_once(history: Sequence[tuple[Fact, datetime]]) -> Book:
    book = Book()
    for fact, at in history:
        for piece in evidence.of(fact, at):
            books.enter(book, piece, UNDER)
    books.close(book, UNDER)
    return book


def _one_by_one(history: Sequence[tuple[Fact, datetime]]) -> Book:
    book = Book()
    for fact, at in history:
        books.fold(book, evidence.of(fact, at), UNDER)
    return book


def _update() -> float:
    """Microseconds of one update of the model: the best of a few rounds, because other work on the machine only ever adds."""
    pieces = [piece for fact, at in _history(0, EACH) for piece in evidence.of(fact, at)]
    return min(_round(pieces) for _ in range(5)) / len(pieces) * 1e6


def _round(pieces: Sequence[evidence.Evidence]) -> float:
    line = Line()
    began = time.process_time()
    for piece in pieces:
        estimate.fold(line, piece, UNDER.shared, UNDER.prior)
    return time.process_time() - began


def _history(person: int, facts: int) -> Iterator[tuple[Fact, datetime]]:
    """Answers of somebody who practises: three in a sitting, a sitting a day, 300 questions on 25 behaviours, about two of three right."""
    state = person + 1
    for number in range(facts):
        # A linear congruential generator (Numerical Recipes): the same people on every machine.
        state = (1_664_525 * state + 1_013_904_223) % 2**32
        question, luck = (state >> 8) % 300, (state >> 20) % 100
        behaviours = (f"behaviour-{question % 25}", f"behaviour-{(question * 7 + 3) % 25}")[: 1 + (question % 3 == 0)]
        fact = AnswerGiven(
            take=TAKE,
            lesson=f"lesson-{question // 6}",
            question=f"question-{question}",
            revision=1,
            question_kind="single",
            behaviours=behaviours,
            mark=1.0 if luck < 66 else 0.5 if luck < 72 else 0.0,
            nth=0,
            hints=1 if luck % 10 == 0 else 0,
            picks=("a",),
        )
        yield fact, BEGAN + timedelta(days=number // 3, seconds=30 * (number % 3))


def _fsrs() -> float | None:
    try:
        from fsrs import Card, Rating, Scheduler  # noqa: PLC0415  # an extra, for this line only
    except ImportError:
        return None
    scheduler, card = Scheduler(), Card()
    reviews = 2_000
    began = time.process_time()
    for number in range(reviews):
        card, _ = scheduler.review_card(card, Rating.Good if number % 3 else Rating.Again, BEGAN + timedelta(days=number))
    return round((time.process_time() - began) / reviews * 1e6, 2)
