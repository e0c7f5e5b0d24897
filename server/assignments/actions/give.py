"""Giving a lesson or a path to somebody, or to several at once."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from msgspec import Struct

from server import db, ids, ledger, outbox
from server.assignments import letter, queries
from server.assignments.course import Course, course_of
from server.assignments.letter import Letter
from server.assignments.tables import AssignmentRow
from server.errors import Refused
from server.facts import AssignmentWithdrawn, LessonAssigned, LessonCompleted, SeveralAssigned
from server.ledger import Entry
from server.lessons import queries as lessons
from server.outbox import Mail
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import gettext as _
from server.sentences import spoken_to
from server.zones import local_day, local_time

HOUR = time(18)
"""An assigned lesson is due at the end of a working day, where the person is."""

LAST_DAY = date(2099, 12, 31)
"""The evening of the last day of all has no time in UTC."""


class Task(Struct, frozen=True, kw_only=True):
    """What somebody is asked to take, why, and until the end of which day: a `lesson`, or a `path` of them, one after the other.

    `behaviour` and `inspection` say which gap it follows, and the sheet on which that was seen.
    """

    reason: str
    day: date
    lesson: str = ""
    path: str = ""
    behaviour: str = ""
    inspection: UUID | None = None


class Given(Struct, frozen=True, kw_only=True):
    """Who got it, and who `had` it already or had nothing left to take of it."""

    to: tuple[UUID, ...]
    had: tuple[UUID, ...]


async def assign(
    actor: Actor,
    entry: Entry,
    *,
    person: UUID,
    reason: str,
    day: date,
    site: str,
    lesson: str = "",
    path: str = "",
    behaviour: str = "",
) -> UUID:
    """Asks somebody to take a lesson or a path by a day, tells them by mail, and returns the assignment's id. `site` is our public address.

    Raises as `assign_within`.
    """
    task = Task(reason=reason, day=day, lesson=lesson, path=path, behaviour=behaviour)

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return ids.derived(entry.id, "assignment")
        return await assign_within(actor, entry, task, person=person, site=site)

    return await db.run(verb)


async def assign_within(actor: Actor, entry: Entry, task: Task, *, person: UUID, site: str) -> UUID:
    """The same inside the caller's verb, which has asked `ledger.seen`; recorded under `entry`.

    Raises NotFound for somebody the actor does not manage today; Refused for what is not open to take, an empty reason, a day that is not after
    today where the person is, and what already waits for them or is all finished.
    """
    course = await _course(task)
    rep = await people.managed(actor, person, entry.at)
    refusal = await _give(actor, entry, task, course, rep, site)
    if refusal:
        raise Refused(refusal)
    return ids.derived(entry.id, "assignment")


async def assign_each(actor: Actor, entry: Entry, task: Task, *, persons: Sequence[UUID], whom: str, site: str) -> Given:
    """Asks several people at once, one mail each. `whom` is team or gap. Who already has it open, or has taken all of it, is left out.

    Raises as `assign_within`, and Refused when nobody is left.
    """

    async def verb() -> Given:
        if await ledger.seen(entry):
            to = await queries.given_with(entry.id, persons)
            return Given(to=tuple(to), had=tuple(person for person in persons if person not in to))
        course = await _course(task)
        got: list[UUID] = []
        had: list[UUID] = []
        for person in persons:
            rep = await people.managed(actor, person, entry.at)
            own = entry.child(queries.child_for(person))
            (had if await _give(actor, own, task, course, rep, site) else got).append(person)
        if not got:
            raise Refused(_("Everybody in this list already has it to take, or has finished it. Choose something else."))
        fact = SeveralAssigned(lesson=task.lesson, path=task.path, behaviour=task.behaviour, whom=whom, given=len(got))
        await ledger.record(fact, entry)
        return Given(to=tuple(got), had=tuple(had))

    return await db.run(verb)


async def _course(task: Task) -> Course:
    """What is to be taken, in order. Raises Refused when nothing of it is open to take, and without a reason."""
    course = course_of((await lessons.current()).academy, lesson=task.lesson, path=task.path)
    if course is None:
        raise Refused(_("This lesson is not open to take just now. Choose another one."))
    if not task.reason.strip():
        raise Refused(_("Say why. A reason is what makes an assignment worth taking."))
    return course


async def _give(actor: Actor, entry: Entry, task: Task, course: Course, rep: Person, site: str) -> str:
    """Gives it to one person. Returns why not, empty when they got it."""
    due = _due(task.day, rep, entry.at)
    waiting = await queries.open_for(rep.id)
    if any(one.path == course.path and (course.path or one.lesson in course.lessons[0].ids) for one in waiting):
        return _("%(name)s already has “%(title)s” to take. Withdraw that one first, or choose another lesson.") % {
            "name": rep.name,
            "title": course.title,
        }
    left = course.left(await taken(rep.id)) if course.path else course.lessons
    if not left:
        return _("%(name)s has finished every lesson of “%(title)s”. Choose something else.") % {
            "name": rep.name,
            "title": course.title,
        }
    first = left[0]
    assignment = ids.derived(entry.id, "assignment")
    await AssignmentRow.insert(
        AssignmentRow(
            id=assignment,
            person=rep.id,
            lesson=first.id,
            path=course.path,
            by=actor.id,
            reason=task.reason.strip(),
            behaviour=task.behaviour,
            inspection=task.inspection,
            due_at=due,
            made_at=entry.at,
            open_key=f"{rep.id}:{course.key}",
        )
    )
    fact = LessonAssigned(
        assignment=assignment,
        lesson=first.id,
        path=course.path,
        due=due,
        behaviour=task.behaviour,
        inspection=task.inspection,
    )
    await ledger.record(fact, entry, person=rep.id, team=rep.team)
    await outbox.put(ids.derived(entry.id, "mail"), _mail(actor, rep, course, task.reason.strip(), due, site), at=entry.at)
    return ""


async def taken(person: UUID, withdrawn: UUID | None = None) -> set[str]:
    """The ids, of their day, of every lesson that a person completed, ever or since this assignment was withdrawn: in the order in which that was
    kept, because what is done without a network comes later than it was.
    """
    found: set[str] = set()
    for one in await ledger.page_of_person(person, [LessonCompleted, AssignmentWithdrawn], after=0, limit=2_000):
        if isinstance(one.fact, LessonCompleted):
            found.add(one.fact.lesson)
        elif isinstance(one.fact, AssignmentWithdrawn) and one.fact.assignment == withdrawn:
            found.clear()
    return found


def _due(day: date, rep: Person, now: datetime) -> datetime:
    if day <= local_day(now, rep.zone):
        raise Refused(_("Choose a day after today, so that there is time to take it."))
    if day > LAST_DAY:
        raise Refused(_("Choose a day of this century."))
    return local_time(day, HOUR, rep.zone)


def _mail(actor: Actor, rep: Person, course: Course, reason: str, due: datetime, site: str) -> Mail:
    about = Letter(
        name=rep.name,
        by=actor.name,
        title=course.title,
        minutes=course.lessons[0].minutes,
        lessons=len(course.lessons) if course.path else 1,
        reason=reason,
        due=due,
        zone=rep.zone,
        link=f"{site}/today" if course.path else f"{site}/lessons/{course.lessons[0].id}",
    )
    with spoken_to(rep.locale):
        return Mail(to=rep.email, subject=letter.subject(about), text=letter.text(about))
