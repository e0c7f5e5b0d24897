"""Putting messages in and taking them out."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from server import db
from server.db.postgres import SafePostgresEngine
from server.outbox.message import Claimed, Mail

LEASE = timedelta(minutes=5)
ATTEMPTS = 8
"""After these the message is dead; the waits between them double from one minute to about two hours."""


async def put(id: UUID, mail: Mail, *, at: datetime) -> None:
    """Queues a message inside the open transaction. Putting the same id again does nothing."""
    await PUT(id, at, at, "waiting", 0, msgspec.json.encode(mail).decode(), "")


async def claim(now: datetime, limit: int = 20) -> list[Claimed]:
    """Takes messages that are due; nobody else gets them for five minutes."""
    locked = isinstance(db.current(), SafePostgresEngine)
    rows = await db.run(lambda: (CLAIM_LOCKED if locked else CLAIM)(now + LEASE, now, limit))
    return [Claimed(id=row["id"], attempts=row["attempts"], mail=msgspec.json.decode(row["body"], type=Mail)) for row in rows]


async def sent(id: UUID) -> None:
    """The message went out; its words are no longer kept."""
    await db.run(lambda: SENT(id))


async def failed(message: Claimed, problem: str, *, now: datetime) -> None:
    """Sending failed: try later, or give up after the last attempt."""
    state = "dead" if message.attempts >= ATTEMPTS else "waiting"
    due = now + timedelta(minutes=2 ** (message.attempts - 1))
    await db.run(lambda: FAILED(state, due, problem[:500], message.id))


async def waiting() -> int:
    """How many messages have not gone out, dead ones included."""
    return int((await WAITING())[0]["n"])


PUT = db.Statement(
    'INSERT INTO "outbox" ("id", "made", "due", "state", "attempts", "body", "problem") '
    'VALUES ({}, {}, {}, {}, {}, {}, {}) ON CONFLICT ("id") DO NOTHING'
)
_CLAIM = (
    'UPDATE "outbox" SET "due" = {{}}, "attempts" = "attempts" + 1 WHERE "id" IN '
    '(SELECT "id" FROM "outbox" WHERE "state" = \'waiting\' AND "due" <= {{}} ORDER BY "due" LIMIT {{}}{lock}) '
    'RETURNING "id", "attempts", "body"'
)
CLAIM = db.Statement(_CLAIM.format(lock=""))
CLAIM_LOCKED = db.Statement(_CLAIM.format(lock=" FOR UPDATE SKIP LOCKED"))
SENT = db.Statement('UPDATE "outbox" SET "state" = \'sent\', "body" = \'\', "problem" = \'\' WHERE "id" = {}')
FAILED = db.Statement('UPDATE "outbox" SET "state" = {}, "due" = {}, "problem" = {} WHERE "id" = {}')
WAITING = db.Statement('SELECT count(*) AS n FROM "outbox" WHERE "state" <> \'sent\'')
