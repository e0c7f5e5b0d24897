"""Keeping an answer."""

from uuid import UUID

from server import db
from server.api import queries
from server.api.queries import Answer
from server.db import Statement
from server.ledger import Entry


async def keep(entry: Entry, given: Answer, *, person: UUID) -> Answer:
    """Keeps what was answered under this entry, and returns what is kept: of two that were sent at the same moment, the first."""

    async def verb() -> Answer:
        await PRUNE(entry.at - queries.KEPT)
        await KEEP(entry.id, person, given.digest, given.status, given.body.decode(), given.location, entry.at)
        return await queries.answer(entry.id, entry.at) or given

    return await db.run(verb)


KEEP = Statement(
    'INSERT INTO "api_answer" ("id", "person", "digest", "status", "body", "location", "at") VALUES ({}, {}, {}, {}, {}, {}, {}) '
    "ON CONFLICT DO NOTHING"
)
PRUNE = Statement('DELETE FROM "api_answer" WHERE "at" < {}')
