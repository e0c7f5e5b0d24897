"""Lessons asked for and taken, for tests of what comes of it."""

from datetime import date
from uuid import UUID

from server import db, ids, ledger
from server.assignments import actions
from server.facts import LessonCompleted
from server.ledger import Entry
from server.people.queries import Person
from tests.cast import SITE, Cast

FRIDAY = date(2026, 11, 20)


async def assign(
    cast: Cast,
    to: Person,
    *,
    by: Person | None = None,
    lesson: str = "next-step",
    day: date = FRIDAY,
    reason: str = "For Friday.",
    entry: Entry | None = None,
) -> UUID:
    by = by or cast.mira
    entry = entry or cast.entry(by)
    return await actions.assign(by.actor, entry, person=to.id, lesson=lesson, reason=reason, day=day, site=SITE)


async def complete(cast: Cast, person: Person, lesson: str) -> ledger.Stored:
    fact = LessonCompleted(take=ids.new(), lesson=lesson)

    async def verb() -> ledger.Stored:
        stored = await ledger.record(fact, cast.entry(person), person=person.id, team=person.team)
        await actions.done(stored)
        return stored

    return await db.run(verb)
