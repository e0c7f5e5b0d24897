"""Noting who looked at somebody's data."""

from datetime import datetime
from uuid import UUID

from server import db, ids, ledger
from server.db import P, Prepared, Statement
from server.facts import DataLookedAt
from server.ledger import Entry
from server.people import queries
from server.people.roles import Actor
from server.people.tables import Look


async def looked(actor: Actor, subject: UUID, page: str, now: datetime) -> None:
    """The actor opened a page about somebody else: kept once a day (in UTC) for each viewer, person and page."""
    if actor.id == subject:
        return
    day = now.date()
    id = ids.derived(subject, f"look {actor.id} {page} {day.isoformat()}")
    if await KNOWN(id=id):
        return

    async def verb() -> None:
        if await LOOK(id, actor.id, subject, page, day, now):
            found = await queries.person(subject)
            entry = Entry(id=id, at=now, actor=actor.id)
            await ledger.record(DataLookedAt(page=page), entry, person=subject, team=found.team if found else None)

    await db.run(verb)


KNOWN = Prepared(lambda: Look.select(Look.id).where(Look.id == P("id")))
LOOK = Statement(
    'INSERT INTO "look" ("id", "viewer", "subject", "page", "day", "at") VALUES ({}, {}, {}, {}, {}, {}) '
    'ON CONFLICT ("id") DO NOTHING RETURNING "id"'
)
