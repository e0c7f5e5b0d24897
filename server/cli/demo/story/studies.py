"""Half a year of learning by everybody of the demonstration, who follow Today as the product composes it and answer as well as they can. Pure.

Nothing is read or written: cards, gaps and answers are kept here, by the product's own functions, and come out as a list of deeds in order of
time, which `learners` then does for real. So a seeding that was killed makes the same deeds again.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, NamedTuple
from uuid import UUID

from msgspec import Struct, field

from server.assignments.queries import Assignment
from server.cli.demo.story import pupils
from server.cli.demo.story.answers import typed
from server.cli.demo.story.days import Days, chance
from server.cli.demo.story.people import REPS, ZONE
from server.cli.demo.story.pupils import PUPILS, Pupil
from server.gaps import book as books
from server.gaps import estimate, priority, tally
from server.gaps.book import Book, Rules
from server.gaps.estimate import Shared
from server.gaps.evidence import KNOW, WHOLE, Evidence, move_key, question_key
from server.gaps.prior import K0
from server.gaps.priority import Gap, Reading
from server.learning import schedule, session
from server.learning.given import given
from server.learning.queries import Completed, Sitting
from server.learning.queries.practice import Waiting
from server.learning.quiz import Verdict, mark
from server.learning.schedule import PRACTISED, Card
from server.learning.session import Chosen
from server.lessons.compiler.edition import Edition, Live
from server.lessons.compiler.model import SCORED, Lesson, Question
from server.web.today import day as days_
from server.web.today.lesson_offers import PATH, Found, candidates

UNDER: Final = Rules(Shared(), K0)
"""What a young academy folds everybody under."""

NOBODY: Final = UUID(int=0)
MORNING: Final = 8
PACE: Final = timedelta(seconds=40)


class Learned(NamedTuple):
    """A lesson somebody takes. `right` says for each scored question whether they get it, `moves` says for each step of a scenario whether
    they choose the best move, 0, or a worse one, 1.
    """

    who: str
    lesson: str
    at: datetime
    right: Mapping[str, bool]
    moves: tuple[int, ...]


class Practised(NamedTuple):
    """A question that came back to somebody on a day of the story, whether they get it, and how sure they are, 0 to 3."""

    who: str
    lesson: str
    question: str
    day: int
    at: datetime
    right: bool
    sure: int


def studies(edition: Edition, days: Days) -> list[Learned | Practised]:
    """Everything that everybody learned up to yesterday evening, in order of time."""
    found = [deed for rep in REPS if rep.key in PUPILS for deed in Student(rep.key, edition, days).deeds()]
    return sorted(found, key=lambda deed: deed.at)


class Student(Struct, dict=True):
    """One rep, with everything that the product would keep about their learning."""

    key: str
    edition: Edition
    days: Days
    book: Book = field(default_factory=Book)
    cards: dict[str, Card] = field(default_factory=dict)
    finished: dict[str, datetime] = field(default_factory=dict)
    met: dict[str, int] = field(default_factory=dict)
    """How often each question was asked, by its root."""

    @property
    def pupil(self) -> Pupil:
        """What they know in truth."""
        return PUPILS[self.key]

    def deeds(self) -> Iterator[Learned | Practised]:
        """What they do on each day that they open Today."""
        for day in self.days.working():
            if chance("opens", self.key, day) < self.pupil.opens:
                at = self.days.at(day, MORNING, int(50 * chance("minute", self.key, day)))
                yield from self._today(day, at)

    def _today(self, day: int, at: datetime) -> Iterator[Learned | Practised]:
        """The day as the product composes it: a lesson that fits, then as many questions as fit."""
        gaps = self._gaps(at)
        chosen = session.choose(self.cards, self._asking(), session.priorities(gaps), schedule.tonight(at, ZONE))
        offered = [one for one in candidates(self._found(day, at, gaps)) if self._is_open(one.lesson, day)]
        made = days_.compose(offered, questions=len(chosen.keys))
        if made.lesson:
            yield self._take(made.lesson.lesson, at)
        for number, key in enumerate(chosen.keys[: made.questions]):
            yield self._practise(key, day, at + timedelta(minutes=6) + PACE * number)

    def _found(self, day: int, at: datetime, gaps: Sequence[Gap]) -> Found:
        sitting = Sitting(
            edition=self.edition,
            deals=(),
            gaps=gaps,
            asked=(),
            waiting=Waiting(cards={}, questions={}),
            chosen=Chosen(),
            tomorrow=Chosen(),
        )
        done = [Completed(lesson=lesson, finished_at=finished) for lesson, finished in self.finished.items()]
        return Found(edition=self.edition, assigned=self._assigned(day, at), begun=(), finished=done, sitting=sitting)

    def _assigned(self, day: int, at: datetime) -> list[Assignment]:
        """What they were given by this day; what is kept for later stands there, too, so that the path goes on behind it."""
        given = [(lesson, due, why) for lesson, made, due, why in pupils.given_to(self.key) if made <= day]
        kept = [(lesson, self.days.length, "") for lesson in sorted(pupils.later(self.key))]
        return [
            Assignment(
                id=NOBODY,
                person=NOBODY,
                lesson=lesson,
                by=NOBODY,
                by_name="",
                reason=why,
                due_at=self.days.at(due, MORNING),
                made_at=at,
                done_at=None,
                withdrawn_at=None,
            )
            for lesson, due, why in [*given, *kept]
            if lesson not in self.finished
        ]

    def _is_open(self, lesson: str, day: int) -> bool:
        """Whether the academy has opened it by this day, and it is not kept for later."""
        return day >= self.opens.get(lesson, self.days.length) and lesson not in pupils.later(self.key)

    @cached_property
    def opens(self) -> Mapping[str, float]:
        """From which day each lesson of the path may be taken."""
        path = next((path for path in self.edition.academy.paths if path.id == PATH), None)
        live = [step.lesson for step in (path.steps if path else ()) if step.lesson and self.edition.lesson(step.lesson)]
        return pupils.opening(live)

    def _take(self, id: str, at: datetime) -> Learned:
        lesson = self.edition.lesson(id)
        if lesson is None:
            raise LookupError(id)
        right: dict[str, bool] = {}
        moves: tuple[int, ...] = ()
        pieces: list[Evidence] = []
        for number, question in enumerate(lesson.questions):
            when = at + PACE * number
            if question.kind == "scenario":
                moves = self._walk(lesson, question)
                pieces += self._moved(lesson, question, moves, when)
            elif question.kind in SCORED:
                right[question.id] = self._knows(lesson, question)
                pieces.append(self._answered(lesson, question, when, right=right[question.id]))
        books.fold(self.book, pieces, UNDER)
        self.finished[id] = at
        return Learned(self.key, id, at, right, moves)

    def _practise(self, key: str, day: int, at: datetime) -> Practised:
        live = self.edition.live[key]
        right = self._knows(live.lesson, live.question)
        sure = self._sure(key, right=right)
        piece = self._answered(live.lesson, live.question, at, right=right, sure=sure)
        books.fold(self.book, [piece], UNDER)
        return Practised(self.key, live.lesson.id, live.question.id, day, at, right, sure)

    def _answered(self, lesson: Lesson, question: Question, at: datetime, *, right: bool, sure: int | None = None) -> Evidence:
        """Marks an answer, moves its card, and returns what it is evidence for."""
        verdict = mark(question, given(question, typed(question, right=right)))
        if not isinstance(verdict, Verdict) or verdict.mark is None:
            raise LookupError(f"{lesson.id}/{question.id} cannot be answered.")
        root = self.edition.root(lesson, question.id)
        revision = self.edition.live[root].revision
        self.met[root] = self.met.get(root, 0) + 1
        if question.kind in PRACTISED:
            before = self.cards.get(root)
            self.cards[root] = (
                schedule.review(before, verdict.mark, sure, at)
                if before is not None
                else schedule.born(verdict.mark, at, revision=revision)
            )
        item = question_key(f"{lesson.id}/{question.id}", revision)
        return Evidence(channel=KNOW, behaviours=question.behaviours, item=item, at=at.timestamp(), y=verdict.mark, weight=WHOLE)

    def _walk(self, lesson: Lesson, question: Question) -> tuple[int, ...]:
        """For each step whether they choose a worse move, as far as any way goes."""
        better = self._chance(question)
        return tuple(0 if chance("move", self.key, lesson.id, step) < better else 1 for step in range(len(question.scenes)))

    def _moved(self, lesson: Lesson, question: Question, moves: tuple[int, ...], at: datetime) -> Iterator[Evidence]:
        revision = self.edition.live[self.edition.root(lesson, question.id)].revision
        for scene, _move, worth in walked(question, moves):
            item = move_key(f"{lesson.id}/{question.id}", scene, revision)
            yield Evidence(channel=KNOW, behaviours=question.behaviours, item=item, at=at.timestamp(), y=worth, weight=WHOLE)

    def _knows(self, lesson: Lesson, question: Question) -> bool:
        root = self.edition.root(lesson, question.id)
        return chance("knows", self.key, root, self.met.get(root, 0)) < self._chance(question, self.met.get(root, 0))

    def _chance(self, question: Question, before: int = 0) -> float:
        known = min((self.pupil.weak.get(one, self.pupil.knows) for one in question.behaviours), default=self.pupil.knows)
        # What somebody is weak at stays hard for them; what they know they know better the second time.
        missed = 1 - (pupils.LEARNT if known >= self.pupil.knows else pupils.STUBBORN)
        return 1 - (1 - known) * missed**before

    def _sure(self, key: str, *, right: bool) -> int:
        drawn = chance("sure", self.key, key, self.met.get(key, 0))
        if drawn < self.pupil.sure * (1.0 if right else 0.4):
            return 3
        return 2 if drawn < (0.85 if right else 0.5) else 1

    def _asking(self) -> Mapping[str, Live]:
        live = self.edition.live
        return {key: live[key] for key in self.cards if key in live}

    def _gaps(self, at: datetime) -> Sequence[Gap]:
        process = self.edition.academy.process
        now, line = at.timestamp(), self.book.line
        readings = []
        for behaviour in process.behaviours if process else ():
            kept = self.book.know.get(behaviour.id)
            right, asked = tally.counted(kept, now) if kept else (0, 0)
            readings.append(
                Reading(
                    behaviour=behaviour.id,
                    know=estimate.know(line, behaviour.id, now, *UNDER),
                    do=estimate.do(line, behaviour.id, now, *UNDER),
                    right=right,
                    asked=asked,
                    gate=behaviour.gate,
                    always=behaviour.always,
                )
            )
        return priority.judged(readings)


def walked(question: Question, moves: Sequence[int]) -> Iterator[tuple[str, str, float]]:
    """The way through a scenario that follows these choices, one for each scene on it: scene, move and its mark."""
    scenes = {scene.id: scene for scene in question.scenes}
    scene, step = question.scenes[0], 0
    while scene.moves:
        ranked = sorted(scene.moves, key=lambda move: -move.mark)
        # A worse move is taken only where the story goes on after it.
        worse = [move for move in reversed(ranked) if scenes[move.to or ""].moves]
        chosen = worse[0] if step < len(moves) and moves[step] and worse else ranked[0]
        yield scene.id, chosen.id, chosen.mark
        scene, step = scenes[chosen.to or ""], step + 1
