"""Somebody of the demonstration takes a lesson, answer by answer, and practises, as they would in the browser."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from server import ids
from server.cli.story import NAMESPACE, Learned, Practised
from server.learning import actions as learning
from server.learning.actions import Deed, Recall
from server.ledger import Entry
from server.lessons import queries as lessons
from server.lessons.compiler.model import SCORED, Lesson, Question
from server.people.queries import Person

PACE = timedelta(seconds=40)
"""Between two answers."""

REASON = "No open deal fits this one yet."


async def take(person: Person, learned: Learned, deal: UUID | None, now: datetime) -> None:
    """Takes the whole lesson: the first `right` scored questions right, the others plausibly wrong; a promise on `deal`, or none with a reason."""
    lesson = await lessons.lesson(learned.lesson)
    for number, (question, right) in enumerate(_answers(lesson, learned.right)):
        at = now + timedelta(days=learned.days) + PACE * number
        if question.kind == "scenario":
            await _walk(person, lesson, question, at)
        elif question.kind == "commit":
            await _promise(_deed(person, lesson, question.id, at), question, deal)
        else:
            await learning.answer(_deed(person, lesson, question.id, at), question.id, typed(question, right=right))


async def practise(person: Person, practised: Practised, now: datetime) -> None:
    """Answers one question that came back."""
    edition = await lessons.current()
    lesson = await lessons.lesson(practised.lesson)
    question = lesson.question(practised.question)
    if question is None:
        raise LookupError(f"The demonstration practises {practised.question}, which {lesson.id} does not have.")
    name = f"practice {practised.question} {practised.days}"
    deed = _deed(person, lesson, name, now + timedelta(days=practised.days))
    answer = typed(question, right=practised.right)
    seen = edition.hashes[lesson.id]
    await learning.recall(
        Recall(actor=person.actor, entry=deed.entry, question=question.id, seen=seen, typed=answer, confidence=practised.sure)
    )


def typed(question: Question, *, right: bool) -> Mapping[str, Sequence[str]]:
    """The fields of a form that answers this question, right or plausibly wrong."""
    if question.kind == "order":
        items = question.choices if right else tuple(reversed(question.choices))
        return {f"place-{item.id}": [str(place)] for place, item in enumerate(items, start=1)}
    if question.match is not None:
        partner = question.match.partner
        wrong = question.match.rights[-1].id
        return {f"pair-{left.id}": [partner[left.id] if right else wrong] for left in question.match.lefts}
    if question.short is not None:
        accepted = question.short.accepted[0] if question.short.accepted else str(question.short.ranges[0][0])
        return {"text": [accepted if right else "not sure"]}
    if question.gaps is not None:
        return {f"gap-{place}": [words[0] if right else "step"] for place, words in enumerate(question.gaps.accepted, start=1)}
    if question.kind == "reflect":
        return {"text": ["Everything about finance and legal: I know both only from what my contact says about them."]}
    return {"choice": _picked(question, right=right)}


def _picked(question: Question, *, right: bool) -> list[str]:
    if question.kind == "multiple":
        return [choice.id for choice in question.choices if choice.mark > 0] if right else [question.choices[0].id]
    wanted = [choice.id for choice in question.choices if (choice.mark == 1) == right]
    return [(wanted or [choice.id for choice in question.choices])[0]]


def _answers(lesson: Lesson, right: int) -> Iterator[tuple[Question, bool]]:
    scored = 0
    for question in lesson.questions:
        yield question, scored < right
        scored += question.kind in SCORED


async def _walk(person: Person, lesson: Lesson, question: Question, at: datetime) -> None:
    """Chooses the best move in every scene, and once the second best."""
    scenes = {scene.id: scene for scene in question.scenes}
    scene, step = question.scenes[0], 0
    while scene.moves:
        ranked = sorted(scene.moves, key=lambda move: -move.mark)
        chosen = ranked[1 if step == 0 and len(ranked) > 1 and scenes[ranked[1].to or ""].moves else 0]
        deed = _deed(person, lesson, f"{question.id} {step}", at + timedelta(seconds=15 * step))
        await learning.make_move(deed, question.id, scene=scene.id, move=chosen.id, round=0, step=step)
        scene, step = scenes[chosen.to or ""], step + 1


async def _promise(deed: Deed, question: Question, deal: UUID | None) -> None:
    if deal is None:
        await learning.decline(deed, question.id, reason=REASON)
    else:
        await learning.commit(deed, question.id, deal=deal)


def _deed(person: Person, lesson: Lesson, name: str, at: datetime) -> Deed:
    entry = Entry(id=ids.derived(NAMESPACE, f"{person.email} {lesson.id} {name}"), at=at, actor=person.id)
    return Deed(actor=person.actor, entry=entry, lesson=lesson.id)
