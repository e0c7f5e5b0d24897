"""Leave and public holidays stop the clock of a promise: one that is due on such a day is due on the first working day after."""

from datetime import datetime

from server.commitments import queries
from server.commitments.due import attended
from server.commitments.tables import CommitmentRow
from server.facts import AbsenceNoted, AbsenceWithdrawn
from server.ledger import Stored
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.queries import Person
from server.zones import local_day


async def holds(agreed_for: datetime, person: Person) -> datetime:
    """The date that holds for a promise of this person which was agreed for that time."""
    on = local_day(agreed_for, person.zone)
    return attended(agreed_for, await lessons.holidays() | await people.leave_of(person.id, on), person.zone)


async def stand(stored: Stored) -> None:
    """Reaction to AbsenceNoted and AbsenceWithdrawn: open promises of who is away are due when they are back, or again as they were agreed."""
    if not isinstance(stored.fact, AbsenceNoted | AbsenceWithdrawn) or stored.person is None:
        return
    person = await people.person(stored.person)
    for found in await queries.open_of(stored.person) if person else ():
        if found.agreed_for and person and (due := await holds(found.agreed_for, person)) != found.due_at:
            await CommitmentRow.update({CommitmentRow.due_at: due}).where(CommitmentRow.id == found.id)
