"""What was left with a rep at the end of a sheet."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from server.assignments import queries as assignments
from server.assignments.queries import Assignment
from server.coaching.queries.notes import Note, as_seen_by, of_inspection
from server.commitments import queries as commitments
from server.commitments.queries import Commitment
from server.people import queries as people
from server.people.roles import Actor


class LeftWith(Struct, frozen=True, kw_only=True):
    """At most one of each. The words of `note` are None for a reader who may know of it but not read it."""

    note: Note | None = None
    commitment: Commitment | None = None
    assignment: Assignment | None = None

    def __bool__(self) -> bool:
        """Whether anything was left."""
        return bool(self.note or self.commitment or self.assignment)


async def left_with(actor: Actor, inspection: UUID, person: UUID, now: datetime) -> LeftWith:
    """What was left with this person at the end of a sheet about a deal of theirs, for a reader who may see the deal.

    The note follows the rule for notes, and what was assigned is for the person and their manager of today.
    """
    own = actor.id == person
    manages = not own and await people.manages(actor, person, now)
    note = await of_inspection(inspection)
    given = await assignments.of_inspection(inspection) if own or manages else []
    return LeftWith(
        note=as_seen_by(actor, note, own=own, manages=manages) if note else None,
        commitment=next(iter(await commitments.of_inspection(inspection)), None),
        assignment=next(iter(given), None),
    )
