"""Taking an assignment back, and noticing that it was taken."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from piccolo.columns import Column

from server import db, ids, ledger
from server.assignments import queries
from server.assignments.actions.give import taken
from server.assignments.course import course_of
from server.assignments.queries import Assignment
from server.assignments.tables import AssignmentRow
from server.errors import Refused
from server.facts import AssignmentDone, AssignmentRestored, AssignmentWithdrawn, LessonCompleted
from server.ledger import Entry, Stored
from server.lessons import queries as lessons
from server.lessons.compiler.model import Academy
from server.people import queries as people
from server.people.roles import Actor
from server.sentences import gettext as _


async def withdraw(actor: Actor, entry: Entry, id: UUID) -> Assignment:
    """Takes an open assignment back, by a current manager of its person. Raises NotFound, or Refused when it was done or withdrawn before."""

    async def verb() -> Assignment:
        found = await queries.assignment(id, actor, entry.at)
        if await ledger.seen(entry):
            return found
        rep = await people.managed(actor, found.person, entry.at)
        if not await _end(found, AssignmentRow.withdrawn_at, entry.at):
            raise Refused(_("This lesson was already taken or withdrawn, so there is nothing to take back."))
        await ledger.record(AssignmentWithdrawn(assignment=id), entry, person=found.person, team=rep.team)
        return found

    return await db.run(verb)


RESTORED_WITHIN: Final = timedelta(days=14)
"""How long what was withdrawn by mistake can be given back as it was. Later it is assigned anew."""


async def restore(actor: Actor, entry: Entry, id: UUID) -> Assignment:
    """Gives back what was withdrawn by mistake, with its reason and its day, by a current manager of its person within fourteen days.

    Of a path the lesson comes next that is left of it today. Raises NotFound, Refused when it was not withdrawn, too long ago, or when the same was
    assigned again or taken meanwhile.
    """

    async def verb() -> Assignment:
        found = await queries.assignment(id, actor, entry.at)
        if await ledger.seen(entry):
            return found
        rep = await people.managed(actor, found.person, entry.at)
        if found.withdrawn_at is None or entry.at - found.withdrawn_at > RESTORED_WITHIN:
            raise Refused(_("Only what was withdrawn in the last fourteen days can be given back."))
        course = course_of((await lessons.current()).academy, lesson="" if found.path else found.lesson, path=found.path)
        if course is None:
            raise Refused(_("This lesson is not open to take just now. Choose another one."))
        same = course.lessons[0].ids
        if any(one.path == found.path and (found.path or one.lesson in same) for one in await queries.open_for(rep.id)):
            raise Refused(_("The same was assigned again meanwhile, so there is nothing to give back."))
        left = course.left(await taken(rep.id, None if found.path else found.id))
        if not left:
            raise Refused(_("They took it meanwhile, so there is nothing to give back."))
        lesson = left[0].id if found.path else found.lesson
        changes: dict[Any, Any] = {
            AssignmentRow.withdrawn_at: None,
            AssignmentRow.lesson: lesson,
            AssignmentRow.open_key: f"{rep.id}:{course.key}",
        }
        await AssignmentRow.update(changes).where(AssignmentRow.id == id, AssignmentRow.withdrawn_at.is_not_null())
        fact = AssignmentRestored(assignment=id, lesson=lesson, due=found.due_at)
        await ledger.record(fact, entry, person=found.person, team=rep.team)
        return await queries.assignment(id, actor, entry.at)

    return await db.run(verb)


async def done(completed: Stored) -> None:
    """Reaction to LessonCompleted: an open assignment of that lesson, under its present or a former id, is done; of a path, the next one comes."""
    fact = completed.fact
    if not isinstance(fact, LessonCompleted) or completed.person is None:
        return
    waiting = await queries.open_for(completed.person)
    if not waiting:
        return
    academy = (await lessons.current()).academy
    known = next((lesson.ids for lesson in academy.lessons if fact.lesson in lesson.ids), frozenset({fact.lesson}))
    for found in waiting:
        if found.lesson not in known | {fact.lesson}:
            continue
        if found.path and await _went_on(found, academy):
            continue
        if await _end(found, AssignmentRow.done_at, completed.at):
            entry = Entry(id=ids.derived(completed.id, f"done {found.id}"), at=completed.at, actor=completed.actor)
            await ledger.record(
                AssignmentDone(assignment=found.id, take=fact.take), entry, person=completed.person, team=completed.team
            )


async def _went_on(found: Assignment, academy: Academy) -> bool:
    """Puts the next lesson of an assigned path in the place of the one that was taken. False at its end."""
    course = course_of(academy, path=found.path)
    left = course.left(await taken(found.person)) if course else ()
    if not left:
        return False
    await AssignmentRow.update({AssignmentRow.lesson: left[0].id}).where(AssignmentRow.id == found.id)
    return True


async def _end(found: Assignment, how: Column, at: datetime) -> bool:
    """Sets done_at or withdrawn_at of an assignment that is still open. False when it ended meanwhile."""
    ended = (
        await AssignmentRow.update({how: at, AssignmentRow.open_key: str(found.id)})
        .where(AssignmentRow.id == found.id, AssignmentRow.done_at.is_null(), AssignmentRow.withdrawn_at.is_null())
        .returning(AssignmentRow.id)
    )
    return bool(ended)
