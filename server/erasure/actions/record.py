"""That everything about somebody was written down for them."""

from uuid import UUID

from server import db, ledger
from server.facts import RecordWritten
from server.ledger import Entry


async def note_record(person: UUID, *, entry: Entry) -> None:
    """Keeps as a fact that a copy of everything about this person left the product."""

    async def verb() -> None:
        if not await ledger.seen(entry):
            await ledger.record(RecordWritten(), entry, person=person)

    await db.run(verb)
