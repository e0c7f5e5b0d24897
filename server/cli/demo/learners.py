"""The reps of the demonstration learn: they take lessons, answer by answer, and practise, as they would in the browser."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from server.assignments import actions as assignments
from server.cli.demo.story import pipeline, pupils
from server.cli.demo.story.answers import typed
from server.cli.demo.story.people import manager_of
from server.cli.demo.story.pipeline import Opportunity
from server.cli.demo.story.studies import Learned, Practised, walked
from server.cli.demo.story.world import Deed, World
from server.deals.gates import needs
from server.learning import actions as learning
from server.learning.actions import Deed as Form
from server.learning.actions import Recall
from server.lessons.compiler.model import Lesson, Question

PACE = timedelta(seconds=40)
"""Between two answers."""

REASON = "No open deal fits this one yet."


def deeds(world: World) -> Iterator[Deed]:
    """Everything that everybody learns, and the lessons that managers give."""
    for study in world.studies:
        if isinstance(study, Learned):
            yield Deed(study.at, partial(_take, world, study))
        else:
            yield Deed(study.at, partial(_practise, world, study))
    yield from _given(world)


async def _take(world: World, study: Learned) -> None:
    """Takes the whole lesson, with a promise on the deal that needs it most, or none with a reason."""
    lesson = _lesson(world, study.lesson)
    for question in lesson.questions:
        form = _form(world, study, question.id, _time(study, lesson, question))
        if question.kind == "scenario":
            await _walk(world, study, question)
        elif question.kind == "commit":
            deal = _deal_for(world, study, lesson)
            if deal is None:
                await learning.decline(form, question.id, reason=REASON)
            else:
                await learning.commit(form, question.id, deal=world.deal(deal.name))
        else:
            await learning.answer(form, question.id, typed(question, right=study.right.get(question.id, True)))


async def _walk(world: World, study: Learned, question: Question) -> None:
    at = _time(study, _lesson(world, study.lesson), question)
    for step, (scene, move, _worth) in enumerate(walked(question, study.moves)):
        form = _form(world, study, f"{question.id} {step}", at + timedelta(seconds=15 * step))
        await learning.make_move(form, question.id, scene=scene, move=move, round=0, step=step)


async def _practise(world: World, study: Practised) -> None:
    lesson = _lesson(world, study.lesson)
    question = lesson.question(study.question)
    if question is None:
        raise LookupError(f"The demonstration practises {study.question}, which {lesson.id} does not have.")
    entry = world.entry(f"practice {study.who} {study.lesson} {study.question} {study.day}", study.at, by=study.who)
    await learning.recall(
        Recall(
            actor=world.actor(study.who),
            entry=entry,
            question=question.id,
            seen=world.edition.hashes[lesson.id],
            typed=typed(question, right=study.right),
            confidence=study.sure,
        )
    )


def _given(world: World) -> Iterator[Deed]:
    """The lessons of the first weeks, to everybody, and those that wait today."""
    for rep in pupils.PUPILS:
        by = manager_of(rep).key
        for lesson, made, until, why in pupils.given_to(rep):
            if made < world.days.length:
                at = world.days.at(made, 7, 30)
                yield Deed(at, partial(_assign, world, pupils.Given(rep, by, lesson, 0, 0, why), at, world.days.on(until)))
    for given in pupils.LATELY:
        at = world.days.ago(given.made, 16)
        if given.made < world.days.length:
            yield Deed(at, partial(_assign, world, given, at, world.days.on(world.days.length + given.due)))


async def _assign(world: World, given: pupils.Given, at: datetime, day: date) -> None:
    await assignments.assign(
        world.actor(given.by),
        world.entry(f"assign {given.to} {given.lesson}", at, by=given.by),
        person=world.cast[given.to].id,
        lesson=given.lesson,
        reason=given.reason,
        day=day,
        site=world.site,
    )


def _deal_for(world: World, study: Learned, lesson: Lesson) -> Opportunity | None:
    """The deal of theirs that needed what the lesson teaches most on that day; None when none did."""
    day = world.day_of(study.at)
    asked = next((one for one in lesson.questions if one.commit), None)
    wanted = (asked.behaviours if asked else ()) or lesson.behaviours
    open_ = pipeline.of_owner(study.who, day)
    stand = [needs(world.process, pipeline.At(deal.motion, pipeline.claimed(deal, day))) for deal in open_]
    worth = [max((need.get(behaviour, 0.0) for behaviour in wanted), default=0.0) for need in stand]
    most = max(worth, default=0.0)
    return open_[worth.index(most)] if most else None


def _lesson(world: World, id: str) -> Lesson:
    lesson = world.edition.lesson(id)
    if lesson is None:
        raise LookupError(f"The demonstration takes {id}, which the academy does not have.")
    return lesson


def _time(study: Learned, lesson: Lesson, question: Question) -> datetime:
    return study.at + PACE * lesson.questions.index(question)


def _form(world: World, study: Learned, name: str, at: datetime) -> Form:
    entry = world.entry(f"{study.who} {study.lesson} {name}", at, by=study.who)
    return Form(actor=world.actor(study.who), entry=entry, lesson=study.lesson)
