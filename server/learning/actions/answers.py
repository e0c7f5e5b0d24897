"""Answering a question, and taking a hint before."""

from functools import partial
from typing import Final

from msgspec.structs import replace

from server import db, ids, ledger
from server.errors import Invalid, Refused
from server.facts import AnswerGiven, HintTaken
from server.learning.actions.cards import bear
from server.learning.actions.deed import Deed, Place, enter, settle
from server.learning.actions.keeping import Seen, keep
from server.learning.given import Given, Typed, given
from server.learning.progress import Standing
from server.learning.queries import standing
from server.learning.quiz import Unfit, Verdict, mark
from server.learning.refusals import why
from server.learning.shuffle import shown
from server.ledger import Stored
from server.lessons import queries as lessons
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.model import Question, QuestionKind
from server.sentences import gettext as _

ANSWERED: Final[tuple[QuestionKind, ...]] = (
    "single",
    "multiple",
    "order",
    "match",
    "short",
    "gaps",
    "reflect",
    "confidence",
    "survey",
)
"""Kinds that are answered here; a scenario is walked, a commitment made."""


async def answer(deed: Deed, question: str, typed: Typed) -> Stored:
    """Marks and keeps an answer, and completes the lesson if it was the last thing left. The same form again changes nothing.

    Every answer is kept: the first of a take counts, later ones are retries. Raises Invalid when a field needs another look, NotFound for a
    question that is not there, Conflict when this form was sent before with another answer.
    """
    return await db.run(partial(_answer, deed, question, typed, await lessons.current()))


async def take_hint(deed: Deed, question: str) -> Stored:
    """Opens the next hint of a question. Raises NotFound, and Refused when there is none left."""
    return await db.run(partial(_take_hint, deed, question, await lessons.current()))


async def _answer(deed: Deed, id: str, typed: Typed, edition: Edition) -> Stored:
    place = await enter(deed, edition)
    if place.before:
        return place.before
    question = place.question(id, *ANSWERED)
    said = given(question, typed)
    verdict = mark(question, said)
    if isinstance(verdict, Unfit):
        raise Invalid({verdict.field: why(question, verdict)}, typed)
    standing_ = await standing(place.take.id)
    fact = _fact(place, question, said, verdict, standing_)
    take = place.take
    order = shown(question, take.seed, fact.nth)
    await keep(deed.entry, fact, question, said, Seen(person=take.person, locale=place.lesson.locale, order=order))
    await bear(deed.entry, fact, take.person, edition.root(place.lesson, question.id))
    stored = await ledger.record(fact, deed.entry, person=deed.actor.id, team=deed.actor.team)
    answered = {**standing_.answered, id: fact.nth + 1}
    await settle(place, replace(standing_, answered=answered), deed.entry.child("completed"))
    return stored


def _fact(place: Place, question: Question, said: Given, verdict: Verdict, before: Standing) -> AnswerGiven:
    return AnswerGiven(
        take=place.take.id,
        lesson=place.take.lesson,
        question=question.id,
        revision=place.revision(question),
        question_kind=question.kind,
        behaviours=question.behaviours,
        mark=verdict.mark,
        nth=before.answered.get(question.id, 0),
        hints=before.hints.get(question.id, 0),
        picks=said.trace(),
        shown=ids.made_at(place.deed.entry.id, latest=place.deed.entry.at),
        process=place.take.process,
        process_version=place.take.process_version,
        root=place.moved_from(question),
    )


async def _take_hint(deed: Deed, id: str, edition: Edition) -> Stored:
    place = await enter(deed, edition)
    if place.before:
        return place.before
    question = place.question(id)
    nth = (await standing(place.take.id)).hints.get(id, 0) + 1
    if nth > len(question.hints):
        raise Refused(_("There is no further hint. Answer as well as you can; the answer explains itself."))
    await KEEP_HINT(deed.entry.id, place.take.id, id, nth, deed.entry.at)
    fact = HintTaken(take=place.take.id, lesson=place.take.lesson, question=id, nth=nth)
    return await ledger.record(fact, deed.entry, person=deed.actor.id, team=deed.actor.team)


KEEP_HINT = db.Statement('INSERT INTO "hint" ("id", "take", "question", "nth", "at") VALUES ({}, {}, {}, {}, {})')
