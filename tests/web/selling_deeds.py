"""What people sell and what is looked at, at once, for tests of a manager's pages."""

from datetime import timedelta
from uuid import UUID

from server import clock, db, ids
from server.commitments import actions as commitments
from server.commitments.actions import Promise
from server.deals import actions as deals
from server.deals.actions import Told
from server.inspections import actions as inspecting
from server.inspections import queries as inspections
from server.inspections.actions import Done
from server.inspections.rubric import Ticked
from server.ledger import Entry
from server.people.queries import Person
from tests import selling

DAY = timedelta(days=1)


async def deal(owner: Person, name: str, *, stage: str = "discover", days: int = 5) -> UUID:
    """A deal of theirs that was added so many days ago."""
    entry = Entry(id=ids.new(), at=clock.now() - days * DAY, actor=owner.id)
    told = Told(name=name, stage=stage, amount=62_000_00)
    return await deals.add(owner.actor, entry, told, motion="new", currency="EUR", process=selling.PROCESS)


async def promise(owner: Person, deal: UUID, *, due: timedelta, words: str = "Ask Petra for the date") -> UUID:
    """What they promised on it three days ago."""
    entry = Entry(id=ids.new(), at=clock.now() - 3 * DAY, actor=owner.id)
    made = Promise(
        deal=deal,
        words=words,
        due=clock.now() + due,
        proof="meeting-recap",
        ask="Whose date is it?",
        behaviours=("next-step-confirmed",),
        process=selling.PROCESS.id,
        process_version=selling.PROCESS.version,
    )
    return await db.run(lambda: commitments.promise(owner.actor, entry, made))


async def inspected(by: Person, deal: UUID, *, pick: str = "coverage") -> None:
    """A full sheet that was closed after its first row was looked at and nothing was shown."""
    sheet = await inspecting.begin(by.actor, Entry(id=ids.new(), at=clock.now(), actor=by.id), deal, mode="full", pick=pick)
    first = (await inspections.sheet(sheet, by.actor, clock.now())).rows[0].behaviour
    await inspecting.answer(
        by.actor, Entry(id=ids.new(), at=clock.now(), actor=by.id), sheet, first, Done(ticked=Ticked(looked=True))
    )
    await inspecting.close(by.actor, Entry(id=ids.new(), at=clock.now(), actor=by.id), sheet)
