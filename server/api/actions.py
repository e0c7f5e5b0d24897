"""Keeping an answer, and forgetting it."""

from datetime import datetime
from uuid import UUID

from server import db
from server.api import queries
from server.api.queries import Answer
from server.db import Statement
from server.ledger import Entry


async def keep(entry: Entry, given: Answer, *, person: UUID) -> Answer:
    """Keeps what was answered under this entry, and returns what is kept: of two that were sent at the same moment, the first."""

    async def verb() -> Answer:
        await REPLACE(entry.id, entry.at - queries.KEPT)
        await KEEP(entry.id, person, given.digest, given.status, given.body.decode(), given.location, entry.at)
        return await queries.answer(entry.id, entry.at) or given

    return await db.run(verb)


async def forget(now: datetime) -> None:
    """Forgets the answers that are told no more."""

    async def verb() -> None:
        await FORGET(now - queries.KEPT)

    await db.run(verb)


KEEP = Statement(
    'INSERT INTO "api_answer" ("id", "person", "digest", "status", "body", "location", "at") VALUES ({}, {}, {}, {}, {}, {}, {}) '
    "ON CONFLICT DO NOTHING"
)
REPLACE = Statement('DELETE FROM "api_answer" WHERE "id" = {} AND "at" < {}')
FORGET = Statement('DELETE FROM "api_answer" WHERE "at" < {}')
