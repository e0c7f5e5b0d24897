"""What a person has to do by a time, for their calendar: what they promised, and what they were asked to take."""

from uuid import UUID

from server.assignments import queries as assignments
from server.commitments import queries as commitments
from server.notices.due import Due


async def due_of(person: UUID) -> list[Due]:
    """What is due for a person, the earliest first. Of a promise its words stay out: they may name somebody of the buyer's."""
    promised = [
        Due(
            kind="promise",
            id=one.id,
            deal_name=one.deal_name,
            subject=one.proof,
            made=one.made_at,
            due=one.due_at,
            path=f"/deals/{one.deal}",
        )
        for one in await commitments.open_of(person)
    ]
    asked = [
        Due(
            kind="lesson",
            id=one.id,
            deal_name="",
            subject=one.lesson,
            made=one.made_at,
            due=one.due_at,
            path=f"/lessons/{one.lesson}",
        )
        for one in await assignments.open_for(person)
    ]
    return sorted([*promised, *asked], key=lambda one: (one.due, one.id))
