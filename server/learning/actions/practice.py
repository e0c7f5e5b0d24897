"""Answering a question that came back."""

from datetime import date
from functools import partial

from msgspec import Struct

from server import db, ids, ledger
from server.errors import Invalid, NotFound, Refused
from server.facts import AnswerGiven
from server.gaps import queries as gaps
from server.learning.actions.cards import move
from server.learning.actions.deed import moved_from, revision_of
from server.learning.actions.keeping import Seen, keep
from server.learning.given import Given, Typed, given
from server.learning.queries import card as card_of
from server.learning.queries import seed_for
from server.learning.quiz import Unfit, Verdict, mark
from server.learning.refusals import why
from server.learning.schedule import PRACTISED, Card, anew, is_due, review, tonight
from server.learning.session import MOST, fading
from server.learning.shuffle import shown
from server.ledger import Entry, Stored
from server.lessons import queries as lessons
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.model import Lesson, Question
from server.people.roles import Actor
from server.sentences import gettext as _
from server.zones import local_day


class Recall(Struct, frozen=True, kw_only=True):
    """An answer from memory, and how sure the person is, 0 to 3, before they see more. `seen` is the content that their page showed, by hash."""

    actor: Actor
    entry: Entry
    question: str
    seen: str
    typed: Typed
    confidence: int | None

    @property
    def day(self) -> date:
        """The day it is where the person is."""
        return local_day(self.entry.at, self.actor.zone)


async def recall(deed: Recall) -> Stored:
    """Marks and keeps an answer, and says when the question comes back. The same form again changes nothing.

    At most three a day, each of them once, and only what is due. Raises Invalid when a field needs another look, Refused when the day is full or
    the question was answered since the page was loaded, NotFound for a question that is not theirs, Conflict when this form was sent before with
    another answer.
    """
    return await db.run(partial(_recall, deed, await lessons.current()))


async def _recall(deed: Recall, edition: Edition) -> Stored:
    # Counting the try locks the day until the verb ends, so that two answers follow one another; only then the form is looked up.
    (practice,) = await ENTER(ids.derived(deed.actor.id, f"practice {deed.day}"), deed.actor.id, deed.day, deed.entry.at)
    before = await ledger.seen(deed.entry)
    if before:
        return before
    lesson, question = await _question(deed)
    root = edition.root(lesson, question.id)
    revision = revision_of(edition, lesson, question)
    card = await _due(deed, root, question, revision)
    if practice["answered"] >= MOST:
        raise Refused(_("That is all for today: three questions. What is left is chosen afresh tomorrow."), back="/practice")
    said = given(question, deed.typed)
    verdict, confidence = _marked(deed, question, said)
    fact = AnswerGiven(
        take=None,
        practice=practice["id"],
        lesson=lesson.id,
        question=question.id,
        revision=revision,
        question_kind=question.kind,
        behaviours=question.behaviours,
        mark=verdict.mark,
        nth=0,
        hints=0,
        picks=said.trace(),
        confidence=confidence,
        shown=ids.made_at(deed.entry.id, latest=deed.entry.at),
        process=edition.academy.process.id if edition.academy.process else "",
        process_version=edition.academy.process.version if edition.academy.process else 0,
        root=moved_from(edition, lesson, question),
    )
    order = shown(question, seed_for(deed.actor.id, root, card.at))
    seen = Seen(person=deed.actor.id, locale=lesson.locale, order=order, lesson_hash=deed.seen)
    await keep(deed.entry, fact, question, said, seen)
    await move(deed.actor.id, root, review(card, verdict.mark or 0.0, confidence, deed.entry.at))
    await COUNT(practice["id"])
    return await ledger.record(fact, deed.entry, person=deed.actor.id, team=deed.actor.team)


async def _question(deed: Recall) -> tuple[Lesson, Question]:
    """The question as the page showed it. Raises NotFound for one that does not come back."""
    lesson = await lessons.lesson_by_hash(deed.seen)
    question = lesson.question(deed.question)
    if question is None or question.kind not in PRACTISED:
        raise NotFound("There is no such question to practise.")
    return lesson, question


async def _due(deed: Recall, root: str, question: Question, revision: int) -> Card:
    """The person's card. Raises NotFound when they never met the question, Refused when it is not due."""
    card = await card_of(deed.actor.id, root)
    if card is None:
        raise NotFound("This question was never yours.")
    now = anew(card, revision)
    waking = fading(await gaps.gaps(deed.actor.id, deed.entry.at)) if now.retired_at else frozenset[str]()
    if not is_due(now, tonight(deed.entry.at, deed.actor.zone), fading=not waking.isdisjoint(question.behaviours)):
        raise Refused(_("You have answered this one. Your first answer stands, and it comes back on its day."), back="/practice")
    return now


def _marked(deed: Recall, question: Question, said: Given) -> tuple[Verdict, int]:
    """What the answer is worth. Raises Invalid with everything that needs another look."""
    verdict = mark(question, said)
    faults = {verdict.field: why(question, verdict)} if isinstance(verdict, Unfit) else {}
    if deed.confidence is None:
        faults["confidence"] = _("Say how sure you are, then see the answer.")
    if faults or isinstance(verdict, Unfit) or deed.confidence is None:
        raise Invalid(faults, deed.typed)
    return verdict, deed.confidence


ENTER = db.Statement(
    'INSERT INTO "practice" ("id", "person", "day", "answered", "changed", "begun_at") VALUES ({}, {}, {}, 0, 1, {}) '
    'ON CONFLICT ("person", "day") DO UPDATE SET "changed" = "practice"."changed" + 1 RETURNING "id", "answered"'
)
COUNT = db.Statement('UPDATE "practice" SET "answered" = "answered" + 1 WHERE "id" = {}')
