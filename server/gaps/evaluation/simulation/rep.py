"""One simulated person as the product sees them: evidence, book, cards; beside them the truth, and an oracle who knows what all people share."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

from server.gaps import book as books
from server.gaps import estimate, tally
from server.gaps.book import Book, Rules
from server.gaps.estimate import Estimate, Line
from server.gaps.evaluation.simulation.calendar import BEHAVIOURS, DAY, Question, Sheet
from server.gaps.evaluation.simulation.law import Truth
from server.gaps.evidence import DO, KNOW, WHOLE, Evidence
from server.gaps.priority import Reading
from server.gaps.tally import WINDOW


class Practice(Protocol):
    """When questions come back, and which are asked: given by whoever starts the simulation, because gaps do not know learning. A card is theirs."""

    def born(self, mark: float, at: float) -> object:
        """The card of a question after its lesson."""

    def review(self, card: object, mark: float, at: float) -> object:
        """The card after another answer."""

    def choose(
        self,
        cards: Mapping[str, object],
        questions: Mapping[str, tuple[str, ...]],
        priorities: Mapping[str, float],
        fading: AbstractSet[str],
        at: float,
    ) -> Sequence[str]:
        """At most three of the questions, by key; `questions` gives the behaviours of each."""


class Rep:
    """A person. Every piece of evidence goes into the book under the rules of its day, and into the oracle's line under the truth."""

    def __init__(self, truth: Truth, practice: Practice, rules: Rules, oracle: Rules) -> None:
        self.truth, self.practice = truth, practice
        self.rules, self.oracle = rules, oracle
        self.book, self.line = Book(), Line()
        self.pieces: list[Evidence] = []
        self.cards: dict[str, object] = {}
        self.met: dict[str, tuple[str, ...]] = {}
        """The behaviours of each question that has a card."""

    def take(self, lesson: Sequence[Question], at: float) -> None:
        """Answers every question of a lesson, a minute apart. A question answered for the first time gets a card."""
        for number, question in enumerate(lesson):
            mark = self._answer(question.key, question.behaviours, at + 60.0 * number)
            if question.key not in self.cards:
                self.cards[question.key] = self.practice.born(mark, at)
                self.met[question.key] = question.behaviours

    def practise(self, at: float, most: int, priorities: Mapping[str, float], fading: AbstractSet[str]) -> int:
        """Answers at most so many of the questions that come back now, and says how many."""
        keys = self.practice.choose(self.cards, self.met, priorities, fading, at)[:most]
        for number, key in enumerate(keys):
            mark = self._answer(key, self.met[key], at + 30.0 * number)
            self.cards[key] = self.practice.review(self.cards[key], mark, at)
        return len(keys)

    def inspected(self, sheet: Sheet) -> None:
        """Every row of a sheet, with proof."""
        for behaviour in sheet.behaviours:
            y = self.truth.look(behaviour, sheet.deal, sheet.inspector, sheet.at)
            self._enter(Evidence(DO, (behaviour,), "", sheet.at, y, WHOLE, sheet.deal, sheet.inspector, blind=sheet.blind))

    def settled(self, rules: Rules) -> None:
        """Folds everything again under new rules."""
        self.rules, self.book = rules, Book()
        books.fold(self.book, self.pieces, rules)

    def readings(self, now: float) -> list[Reading]:
        """Every behaviour as the product reads it."""
        return [self._reading(behaviour, now) for behaviour in BEHAVIOURS]

    def informed(self, reading: Reading, now: float) -> Reading:
        """The same counts, read by the oracle."""
        under = self.oracle
        return reading._replace(
            know=estimate.know(self.line, reading.behaviour, now, under.shared, under.prior),
            do=estimate.do(self.line, reading.behaviour, now, under.shared, under.prior),
        )

    def _answer(self, key: str, behaviours: tuple[str, ...], at: float) -> float:
        y = self.truth.answer(key, behaviours, at)
        self._enter(Evidence(KNOW, behaviours, key, at, y, WHOLE))
        return y

    def _enter(self, piece: Evidence) -> None:
        self.pieces.append(piece)
        books.fold(self.book, (piece,), self.rules)
        estimate.fold(self.line, piece, self.oracle.shared, self.oracle.prior)

    def _reading(self, behaviour: str, now: float) -> Reading:
        shared, prior = self.rules
        known = self.book.know.get(behaviour)
        right, asked = tally.counted(known, now) if known else (0, 0)
        looks = [look for deal in self._deals(behaviour) if (look := self.book.deals[behaviour, deal]).at > now - WINDOW * DAY]
        return Reading(
            behaviour=behaviour,
            know=self._know(behaviour, now),
            do=estimate.do(self.book.line, behaviour, now, shared, prior),
            right=right,
            asked=asked,
            asked_at=known.last if known else None,
            told=self._know(behaviour, known.last).p if known and known.last is not None else None,
            shown=sum(look.met >= 1.0 for look in looks),
            deals=len(looks),
        )

    def _know(self, behaviour: str, now: float) -> Estimate:
        return estimate.know(self.book.line, behaviour, now, self.rules.shared, self.rules.prior)

    def _deals(self, behaviour: str) -> list[str]:
        return [deal for of, deal in self.book.deals if of == behaviour]
