"""Somebody says that they are away."""

from datetime import date
from uuid import UUID

from server.ledger import Entry
from server.people import actions
from server.people.queries import Person


async def away(
    by: Person | None, entry: Entry, first: date, last: date, *, of: UUID | None = None, cover: UUID | None = None
) -> UUID:
    """Notes that `by`, or the person `of`, is away on these days."""
    person = of or (by.id if by else None)
    assert person is not None
    return await actions.note_absence(
        by.actor if by else None, entry, person=person, first=first, last=last, cover=cover, site="https://test"
    )
