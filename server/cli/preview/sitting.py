"""What the author answers while they look: marked as in the product, kept in this process until it ends or they begin again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct, field

from server import ids
from server.commitments.due import due
from server.commitments.queries import Commitment, Declined
from server.errors import Invalid, NotFound, Refused
from server.learning.given import Typed, given
from server.learning.pages.place import Place
from server.learning.progress import Standing, complete
from server.learning.queries import Answered, Take, seed_of
from server.learning.quiz import Unfit, mark
from server.learning.refusals import why
from server.learning.shuffle import shown
from server.learning.walk import Back, Made, back, move, retrace
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.model import Lesson, Question
from server.people.roles import Actor

READER = Actor(id=UUID(int=0), name="Preview", roles=frozenset({"rep"}), zone="UTC", locale="en", theme="")
"""Who reads a preview: somebody who is nobody."""


class Sitting(Struct):
    """What was done in one lesson. An answer counts while its question is as it was; `prints` names each question as it was answered."""

    answers: dict[str, list[Answered]] = field(default_factory=dict)
    deeds: dict[str, list[Made | Back]] = field(default_factory=dict)
    hints: dict[str, int] = field(default_factory=dict)
    made: dict[str, Commitment] = field(default_factory=dict)
    declined: dict[str, Declined] = field(default_factory=dict)
    read: bool = False
    prints: dict[str, tuple[str, str]] = field(default_factory=dict)

    def place(self, edition: Edition, lesson: Lesson, digest: str, now: datetime) -> Place:
        """Where the author is in this state of the lesson."""
        self._forget(lesson)
        standing = self._standing(lesson)
        begun = bool(self.prints or self.read)
        over = begun and (self.read or complete(lesson, standing))
        return Place(
            actor=READER,
            now=now,
            edition=edition,
            lesson=lesson,
            digest=digest,
            take=_take(lesson, digest, now, over=over) if begun else None,
            standing=standing,
            answers=self.answers,
            deeds=self.deeds,
            deals=(),
            made=self.made,
            declined=self.declined,
            manager=None,
        )

    def answer(self, lesson: Lesson, id: str, typed: Typed, now: datetime) -> None:
        """Marks and keeps an answer. Raises Invalid when a field needs another look, NotFound."""
        question = self._question(lesson, id)
        said = given(question, typed)
        verdict = mark(question, said)
        if isinstance(verdict, Unfit):
            raise Invalid({verdict.field: why(question, verdict)}, typed)
        before = self.answers.setdefault(id, [])
        before.append(
            Answered(
                id=ids.new(),
                question=id,
                revision=1,
                nth=len(before),
                mark=verdict.mark,
                hints=self.hints.get(id, 0),
                picks=said.trace(),
                shown=shown(question, seed(lesson), len(before)),
                at=now,
                texts=said.texts,
                shared=said.shared,
            )
        )

    def hint(self, lesson: Lesson, id: str) -> None:
        """Opens the next hint."""
        question = self._question(lesson, id)
        self.hints[id] = min(len(question.hints), self.hints.get(id, 0) + 1)

    def go(self, lesson: Lesson, id: str, choice: str) -> None:
        """Makes a move. Raises Invalid when nothing that can be chosen was chosen, NotFound."""
        question = self._question(lesson, id)
        walk = retrace(question, self.deeds.get(id, ()))
        after = move(walk, choice)
        if after is None:
            raise Invalid({"choice": "Choose one answer."}, {"choice": [choice]} if choice else {})
        made = after.path[-1]
        self.deeds.setdefault(id, []).append(Made(round=walk.round, step=walk.step, scene=made.scene.id, move=made.move.id))

    def rewind(self, lesson: Lesson, id: str, kept: int) -> None:
        """Goes back to an earlier moment. Raises Refused when there is none, NotFound."""
        question = self._question(lesson, id)
        after = back(retrace(question, self.deeds.get(id, ())), kept)
        if after is None:
            raise Refused("There is no step to go back to. Load the page again.")
        self.deeds.setdefault(id, []).append(Back(round=after.round, kept=kept))

    def commit(self, lesson: Lesson, id: str, deal: str, now: datetime) -> None:
        """Promises what the question asks for, on a deal that is only named. Raises NotFound."""
        question = self._question(lesson, id)
        asked = question.commit
        if asked is None:
            raise NotFound("This question asks for no promise.")
        self.declined.pop(id, None)
        self.made[id] = Commitment(
            id=ids.new(),
            person=READER.id,
            deal=ids.new(),
            deal_name=deal,
            lesson=lesson.id,
            question=id,
            behaviours=lesson.behaviours,
            words=question.title,
            proof=asked.proof,
            ask=asked.ask,
            due_at=due(now, asked.days, working=asked.working, zone=READER.zone, holidays=frozenset()),
            made_at=now,
            state="open",
        )

    def finish(self, lesson: Lesson, id: str, reason: str, now: datetime) -> None:
        """Declines the promise for a reason, or says of a lesson without questions that it was read."""
        if not id:
            self.read = True
            return
        self._question(lesson, id)
        self.declined[id] = Declined(lesson=lesson.id, question=id, reason=reason, at=now)

    def _question(self, lesson: Lesson, id: str) -> Question:
        found = lesson.question(id)
        if found is None:
            raise NotFound("The lesson has no such question any more.")
        self.prints[id] = (found.key_fp, found.text_fp)
        return found

    def _forget(self, lesson: Lesson) -> None:
        """Drops what was said to questions that ask something else now, or are gone."""
        now = {one.id: (one.key_fp, one.text_fp) for one in lesson.questions}
        for id in [id for id, print_ in self.prints.items() if now.get(id) != print_]:
            self.answers.pop(id, None)
            self.deeds.pop(id, None)
            self.hints.pop(id, None)
            self.prints.pop(id)
            self.made.pop(id, None)
            self.declined.pop(id, None)

    def _standing(self, lesson: Lesson) -> Standing:
        settled = {*self.made, *self.declined}
        ended = {
            one.id
            for one in lesson.questions
            if one.kind == "scenario" and retrace(one, _first(self.deeds.get(one.id, ()))).ended
        }
        answered: Mapping[str, int] = {id: len(found) for id, found in self.answers.items()}
        return Standing(answered=answered, ended=frozenset(ended), settled=frozenset(settled), hints=dict(self.hints))


def seed(lesson: Lesson) -> int:
    """What shuffles the choices of a lesson."""
    return seed_of(READER.id, lesson.id, 0)


def _first(deeds: Sequence[Made | Back]) -> Sequence[Made | Back]:
    """The first walk: an ending that was reached stays reached, whatever is tried afterwards."""
    return [one for one in deeds if one.round == 0]


def _take(lesson: Lesson, digest: str, now: datetime, *, over: bool) -> Take:
    return Take(
        id=READER.id,
        person=READER.id,
        lesson=lesson.id,
        turn=0,
        lesson_hash=digest,
        version=lesson.version,
        locale=lesson.locale,
        process="",
        process_version=0,
        seed=seed(lesson),
        team=None,
        begun_at=now - timedelta(minutes=lesson.minutes),
        finished_at=now if over else None,
        changed=0,
    )
