"""Giving a lesson to somebody, taking it back, and noticing that it was taken."""

from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from piccolo.columns import Column

from server import db, ids, ledger, outbox
from server.assignments import letter, queries
from server.assignments.letter import Letter
from server.assignments.queries import Assignment
from server.assignments.tables import AssignmentRow
from server.errors import NotFound, Refused
from server.facts import AssignmentDone, AssignmentWithdrawn, LessonAssigned, LessonCompleted
from server.ledger import Entry, Stored
from server.lessons import queries as lessons
from server.lessons.compiler.model import Lesson
from server.outbox import Mail
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import gettext as _
from server.sentences import speak, speaking

HOUR = time(18)
"""An assigned lesson is due at the end of a working day, where the person is."""

LAST_DAY = date(2099, 12, 31)
"""The evening of the last day of all has no time in UTC."""


async def assign(actor: Actor, entry: Entry, *, person: UUID, lesson: str, reason: str, day: date, site: str) -> UUID:
    """Asks somebody to take a lesson by a day, tells them by mail, and returns the assignment's id. `site` is our public address.

    Raises NotFound for somebody the actor does not manage today; Refused for a lesson that is not live, an empty reason, a day that is not after
    today where the person is, and a lesson that already waits for them.
    """
    taken = (await lessons.current()).lesson(lesson)
    if taken is None or taken.status != "live":
        raise Refused(_("This lesson is not open to take just now. Choose another one."))
    if not reason.strip():
        raise Refused(_("Say why. A reason is what makes an assignment worth taking."))
    assignment = ids.derived(entry.id, "assignment")

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return assignment
        rep = await _managed(actor, person, entry.at)
        due = _due(day, rep, entry.at)
        if any(waiting.lesson == taken.id for waiting in await queries.open_for(person)):
            raise Refused(
                _("%(name)s already has “%(title)s” to take. Withdraw that one first, or choose another lesson.")
                % {"name": rep.name, "title": taken.title}
            )
        await AssignmentRow.insert(
            AssignmentRow(
                id=assignment,
                person=person,
                lesson=taken.id,
                by=actor.id,
                reason=reason.strip(),
                due_at=due,
                made_at=entry.at,
                open_key=f"{person}:{taken.id}",
            )
        )
        await ledger.record(LessonAssigned(assignment=assignment, lesson=taken.id, due=due), entry, person=person, team=rep.team)
        await outbox.put(ids.derived(entry.id, "mail"), _mail(actor, rep, taken, reason.strip(), due, site), at=entry.at)
        return assignment

    return await db.run(verb)


async def withdraw(actor: Actor, entry: Entry, id: UUID) -> Assignment:
    """Takes an open assignment back, by a current manager of its person. Raises NotFound, or Refused when it was done or withdrawn before."""

    async def verb() -> Assignment:
        found = await queries.assignment(id, actor, entry.at)
        if await ledger.seen(entry):
            return found
        rep = await _managed(actor, found.person, entry.at)
        if not await _end(found, AssignmentRow.withdrawn_at, entry.at):
            raise Refused(_("This lesson was already taken or withdrawn, so there is nothing to take back."))
        await ledger.record(AssignmentWithdrawn(assignment=id), entry, person=found.person, team=rep.team)
        return found

    return await db.run(verb)


async def done(completed: Stored) -> None:
    """Reaction to LessonCompleted: an open assignment of that lesson, under its present or a former id, is done."""
    fact = completed.fact
    if not isinstance(fact, LessonCompleted) or completed.person is None:
        return
    waiting = await queries.open_for(completed.person)
    if not waiting:
        return
    lesson = (await lessons.current()).lesson(fact.lesson)
    names = {fact.lesson, *((lesson.id, *lesson.aliases) if lesson else ())}
    for found in waiting:
        if found.lesson in names and await _end(found, AssignmentRow.done_at, completed.at):
            entry = Entry(id=ids.derived(completed.id, f"done {found.id}"), at=completed.at, actor=completed.actor)
            await ledger.record(
                AssignmentDone(assignment=found.id, take=fact.take), entry, person=completed.person, team=completed.team
            )


async def _end(found: Assignment, how: Column, at: datetime) -> bool:
    """Sets done_at or withdrawn_at of an assignment that is still open. False when it ended meanwhile."""
    ended = (
        await AssignmentRow.update({how: at, AssignmentRow.open_key: str(found.id)})
        .where(AssignmentRow.id == found.id, AssignmentRow.done_at.is_null(), AssignmentRow.withdrawn_at.is_null())
        .returning(AssignmentRow.id)
    )
    return bool(ended)


async def _managed(actor: Actor, person: UUID, now: datetime) -> Person:
    """The person, if the actor manages them today. Raises NotFound."""
    rep = await people.person(person)
    if rep is None or not rep.active or not await people.manages(actor, person, now):
        raise NotFound("There is no such person, or they are not in your team.")
    return rep


def _due(day: date, rep: Person, now: datetime) -> datetime:
    here = ZoneInfo(rep.zone)
    if day <= now.astimezone(here).date():
        raise Refused(_("Choose a day after today, so that there is time to take it."))
    if day > LAST_DAY:
        raise Refused(_("Choose a day of this century."))
    return datetime.combine(day, HOUR, here).astimezone(UTC)


def _mail(actor: Actor, rep: Person, lesson: Lesson, reason: str, due: datetime, site: str) -> Mail:
    about = Letter(
        name=rep.name,
        by=actor.name,
        title=lesson.title,
        minutes=lesson.minutes,
        reason=reason,
        due=due,
        zone=rep.zone,
        locale=rep.locale,
        link=f"{site}/lessons/{lesson.id}",
    )
    before = speaking()
    speak(rep.locale)
    try:
        return Mail(to=rep.email, subject=letter.subject(about), text=letter.text(about))
    finally:
        speak(before)
