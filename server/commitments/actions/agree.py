"""Agreeing one thing with a rep on its own, outside the closing of a sheet."""

from uuid import UUID

from server import db, ids, ledger
from server.commitments.actions.promise import Promise, agree_within
from server.ledger import Entry
from server.people.roles import Actor


async def agree(actor: Actor, entry: Entry, made: Promise, *, person: UUID) -> UUID:
    """Keeps what the actor agreed with somebody they manage today and returns its id; sending it twice keeps it once.

    Raises NotFound or Refused as `agree_within` does.
    """

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return ids.derived(entry.id, "commitment")
        return await agree_within(actor, entry, made, person=person)

    return await db.run(verb)
