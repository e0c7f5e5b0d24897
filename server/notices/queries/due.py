"""What a person has to do by a time, for their calendar: what they promised, what they were asked to take, what waits for their answer."""

from datetime import datetime

from server.assignments import queries as assignments
from server.commitments import queries as commitments
from server.inspections import queries as inspections
from server.notices.due import Due
from server.people.queries import Person


async def due_of(person: Person, now: datetime) -> list[Due]:
    """What is due for a person, the earliest first. Of a promise its words stay out: they may name somebody of the buyer's.

    A blind sheet that nobody fills any more, because its time is over, is left out.
    """
    found = [*await _promised(person), *await _asked(person)]
    if person.actor.has("manager") or person.actor.has("leader"):
        found += [*await _replies(person, now), *await _sheets(person, now)]
    return sorted(found, key=lambda one: (one.due, one.id))


async def _promised(person: Person) -> list[Due]:
    return [
        Due(
            kind="promise",
            id=one.id,
            deal_name=one.deal_name,
            subject=one.proof,
            made=one.made_at,
            due=one.due_at,
            path=f"/deals/{one.deal}",
        )
        for one in await commitments.open_of(person.id)
    ]


async def _asked(person: Person) -> list[Due]:
    return [
        Due(
            kind="lesson",
            id=one.id,
            deal_name="",
            subject=one.lesson,
            made=one.made_at,
            due=one.due_at,
            path=f"/lessons/{one.lesson}",
        )
        for one in await assignments.open_for(person.id)
    ]


async def _replies(person: Person, now: datetime) -> list[Due]:
    return [
        Due(
            kind="reply",
            id=one.id,
            deal_name=one.deal_name,
            subject="",
            made=one.at,
            due=one.due_at,
            path=f"/replies/{one.id}",
        )
        for one in await inspections.waiting_replies(person.actor, now)
    ]


async def _sheets(person: Person, now: datetime) -> list[Due]:
    return [
        Due(
            kind="sheet",
            id=one.id,
            deal_name="",
            subject="",
            made=one.at,
            due=one.due_at,
            path=f"/calibrations/{one.id}",
        )
        for one in await inspections.waiting_sheets(person.id, now)
        if one.due_at
    ]
