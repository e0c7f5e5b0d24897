"""Putting messages in and taking them out."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from server import db
from server.db.postgres import SafePostgresEngine
from server.outbox.message import Call, Claimed, Content, Mail, Unsent, masked, masked_within
from server.outbox.trouble import ADDRESS, UNREADABLE

LEASE = timedelta(minutes=5)
ATTEMPTS = 8
"""After these the message is dead, about two hours after the first; the waits between them double from one minute to an hour."""


LONGEST = 2 * LEASE
"""How far away the end of a claim can lie for whoever looked at the clock a little before it was made, or has another clock."""

AHEAD = timedelta(days=1)
"""How much earlier than it was put in a message is due that goes first: what only has its turn never waits so long for it."""

FARTHEST = timedelta(hours=25)
"""Longer than any message waits: one that is due later was put off by a clock that has been put back since."""


async def put(id: UUID, content: Mail | Call, *, at: datetime, first: bool = False) -> None:
    """Queues a message inside the open transaction. Putting the same id again does nothing. `first`: somebody sits there and waits for it, so that it
    goes before all that has its turn.
    """
    kind = "mail" if isinstance(content, Mail) else "call"
    await PUT(id, kind, at, at - AHEAD if first else at, "waiting", 0, msgspec.json.encode(content).decode(), "")


async def claim(now: datetime, limit: int = 20) -> list[Claimed[Mail]]:
    """Takes mails that are due; nobody else gets them for five minutes."""
    return await _claim("mail", Mail, now, limit)


async def claim_calls(now: datetime, limit: int = 20) -> list[Claimed[Call]]:
    """Takes calls that are due. They are apart from the mails, so that no slow system keeps somebody waiting who wants to sign in."""
    return await _claim("call", Call, now, limit)


async def _claim(kind: str, of: type[Content], now: datetime, limit: int) -> list[Claimed[Content]]:
    locked = isinstance(db.current(), SafePostgresEngine)
    due, far = (CLAIM_LOCKED, CLAIM_FAR_LOCKED) if locked else (CLAIM, CLAIM_FAR)

    async def verb() -> list[Claimed[Content]]:
        rows = await due(now + LEASE, now + LEASE, kind, now, limit)
        rows = rows or await far(now + LEASE, now + LEASE, kind, now, now + FARTHEST, limit)
        return [found for row in rows if (found := await _readable(row, of))]

    return await db.run(verb, waits=True)


async def _readable(row: Mapping[str, Any], of: type[Content]) -> Claimed[Content] | None:
    """The message of a row that was claimed. One that cannot be read is given up alone: those that were claimed with it go out."""
    try:
        content = msgspec.json.decode(row["body"], type=of)
    except ValueError as error:
        await DEAD(f"{type(error).__name__}: {error}"[:500], UNREADABLE, row["id"])
        return None
    return Claimed(id=row["id"], attempts=row["attempts"], made=row["made"], content=content)


async def is_claimed(message: Claimed[Mail]) -> bool:
    """Whether it still is the caller's: whoever stood still until the claim was over may have been followed by another sender."""
    return bool(await CLAIMED(message.id, message.attempts))


async def give_back(messages: Sequence[Claimed[Mail]], now: datetime) -> None:
    """Whoever claimed these did not begin with them: anybody may claim them at once, before all that has its turn, and it was no try."""

    async def verb() -> None:
        for message in messages:
            await GIVE_BACK(now - AHEAD, message.id, message.attempts)

    await db.run(verb)


async def sent(id: UUID) -> None:
    """The message went out; its words are no longer kept."""
    await db.run(lambda: SENT(id))


async def failed(message: Claimed[Mail] | Claimed[Call], problem: str, *, now: datetime, least: int = 0, mark: str = "") -> None:
    """Sending failed: try later, after so many seconds at least, or give up after the last attempt. Whose claim was over, and who was followed by
    another sender, has nothing to say any more.
    """
    if message.attempts >= ATTEMPTS:
        await given_up(message.id, problem, mark=mark)
        return
    due = now + max(timedelta(minutes=2 ** (message.attempts - 1)), timedelta(seconds=least))
    await db.run(lambda: FAILED(due, problem[:500], mark, message.id, message.attempts))


async def given_up(id: UUID, problem: str, *, mark: str = "") -> None:
    """Trying again would not help: the message is dead."""
    await db.run(lambda: DEAD(problem[:500], mark, id))


async def again(id: UUID, now: datetime) -> bool:
    """Has a message tried at once that could not be sent, as if for the first time. Inside the caller's verb; says whether there is such a one that
    nobody is sending.
    """
    return bool(await ANEW(now, id, now, now + LONGEST))


async def drop(id: UUID, now: datetime) -> bool:
    """Gives up a message that could not be sent and forgets its words. Inside the caller's verb; says whether there is such a one that nobody is
    sending.
    """
    return bool(await DROP(id, now, now + LONGEST))


async def is_held(id: UUID, now: datetime) -> bool:
    """Whether a sender has this message in hand."""
    return any(_is_held(row["held"], now) for row in await HELD(id))


def _is_held(until: datetime | None, now: datetime) -> bool:
    """A claim that ends much later than any can was made by a clock that has been put back since."""
    return until is not None and now < until <= now + LONGEST


async def waiting() -> int:
    """How many mails have not gone out, dead ones included."""
    return int((await WAITING())[0]["n"])


async def depth() -> Mapping[tuple[str, str], int]:
    """How many messages have not gone out, by kind (mail, call) and state (waiting, dead)."""
    return {(row["kind"], row["state"]): row["n"] for row in await DEPTH()}


async def oldest() -> datetime | None:
    """When the message was made that has waited longest and is still tried, None while none waits."""
    rows = await OLDEST()
    return rows[0]["made"] if rows else None


async def unsent(limit: int, now: datetime) -> list[Unsent]:
    """The messages that could not be sent at least once, the newest first, dead ones before those that are still tried."""
    return [_unsent(row, now) for row in await UNSENT(limit)]


def _unsent(row: Mapping[str, Any], now: datetime) -> Unsent:
    content: Mail | Call | None = None
    # Of what failed before it could no longer be read, nobody who claims it has said so yet.
    with suppress(ValueError):
        content = msgspec.json.decode(row["body"], type=Mail | Call)
    return Unsent(
        id=row["id"],
        kind=row["kind"],
        to=content.line if isinstance(content, Call) else masked(content.to if content else ""),
        made=row["made"],
        due=row["due"],
        attempts=row["attempts"],
        problem=masked_within(row["problem"]),
        mark=row["mark"] if content else UNREADABLE,
        whom=content.to if isinstance(content, Mail) and row["mark"] == ADDRESS else "",
        held=_is_held(row["held"], now),
    )


PUT = db.Statement(
    'INSERT INTO "outbox" ("id", "kind", "made", "due", "state", "attempts", "body", "problem") '
    'VALUES ({}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT ("id") DO NOTHING'
)
_CLAIM = (
    'UPDATE "outbox" SET "due" = {{}}, "held" = {{}}, "attempts" = "attempts" + 1 WHERE "id" IN '
    '(SELECT "id" FROM "outbox" WHERE "state" = \'waiting\' AND "kind" = {{}} AND {when} ORDER BY "due" LIMIT {{}}{lock}) '
    'RETURNING "id", "attempts", "made", "body"'
)
_LOCK = " FOR UPDATE SKIP LOCKED"
CLAIM, CLAIM_LOCKED = (db.Statement(_CLAIM.format(when='"due" <= {}', lock=lock)) for lock in ("", _LOCK))
# The first try of a message is due when it is put in: one that is still to come was put in before the clock was put back.
_FAR = '"due" > {} AND ("due" > {} OR "attempts" = 0)'
CLAIM_FAR, CLAIM_FAR_LOCKED = (db.Statement(_CLAIM.format(when=_FAR, lock=lock)) for lock in ("", _LOCK))
# What is over is due no more, so that looking for what is due does not pass by everything that was ever sent.
SENT = db.Statement(
    'UPDATE "outbox" SET "state" = \'sent\', "due" = NULL, "held" = NULL, "body" = \'\', "problem" = \'\', "mark" = \'\' WHERE "id" = {}'
)
# What another sender took over and gave back has as many tries as before, and nobody holds it.
_MINE = '"id" = {} AND "state" = \'waiting\' AND "attempts" = {} AND "held" IS NOT NULL'
FAILED = db.Statement(f'UPDATE "outbox" SET "due" = {{}}, "held" = NULL, "problem" = {{}}, "mark" = {{}} WHERE {_MINE}')  # noqa: S608  # constants
CLAIMED = db.Statement(f'SELECT 1 AS n FROM "outbox" WHERE {_MINE}')  # noqa: S608  # as above
GIVE_BACK = db.Statement(f'UPDATE "outbox" SET "due" = {{}}, "held" = NULL, "attempts" = "attempts" - 1 WHERE {_MINE}')  # noqa: S608  # as above
DEAD = db.Statement(
    'UPDATE "outbox" SET "state" = \'dead\', "due" = NULL, "held" = NULL, "problem" = {}, "mark" = {} WHERE "id" = {} AND "state" = \'waiting\''
)
# Nobody sends what could not be sent: it would go out twice, or after it was given up. A claim is looked at where it is changed, in one statement.
_IDLE = '"state" IN (\'waiting\', \'dead\') AND "problem" <> \'\' AND ("held" IS NULL OR "held" <= {} OR "held" > {})'
ANEW = db.Statement(
    'UPDATE "outbox" SET "state" = \'waiting\', "due" = {}, "attempts" = 0 '  # noqa: S608  # constants
    f'WHERE "id" = {{}} AND {_IDLE} RETURNING "id"'
)
DROP = db.Statement(
    'UPDATE "outbox" SET "state" = \'dropped\', "due" = NULL, "body" = \'\', "problem" = \'\', "mark" = \'\' '  # noqa: S608  # as above
    f'WHERE "id" = {{}} AND {_IDLE} RETURNING "id"'
)
HELD = db.Statement('SELECT "held" FROM "outbox" WHERE "id" = {} AND "state" = \'waiting\'')
_OPEN = "\"state\" IN ('waiting', 'dead')"
# Found by the index on the state, so that everything that was ever sent is passed by.
WAITING = db.Statement(f'SELECT count(*) AS n FROM "outbox" WHERE "kind" = \'mail\' AND {_OPEN}')  # noqa: S608  # constants
DEPTH = db.Statement(
    f'SELECT "kind", "state", count(*) AS n FROM "outbox" WHERE {_OPEN} GROUP BY "kind", "state"'  # noqa: S608  # as above
)
OLDEST = db.Statement('SELECT "made" FROM "outbox" WHERE "state" = \'waiting\' ORDER BY "made" LIMIT 1')
UNSENT = db.Statement(
    'SELECT "id", "kind", "made", "due", "attempts", "body", "held", "problem", "mark" FROM "outbox" '  # noqa: S608  # as above
    f'WHERE {_OPEN} AND "problem" <> \'\' ORDER BY "state", "made" DESC, "id" LIMIT {{}}'
)
