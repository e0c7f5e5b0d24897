"""Signed-in devices: seen, and signed out."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from server import db, ids, ledger
from server.db import Statement
from server.errors import NotFound
from server.facts import SignedOut
from server.ledger import Entry
from server.people import lifetimes, queries
from server.people.actions.permission import subject
from server.people.queries import Visit
from server.people.roles import Actor
from server.people.tables import Session


async def begin(
    id: UUID,
    person: UUID,
    *,
    token: str,
    device: str,
    remembered: bool,
    now: datetime,
    confirmed: datetime,
    instead_of: str | None,
) -> None:
    """A new session, inside the verb of a sign-in. `confirmed` is when they last proved who they are; `instead_of` is the token this browser came
    with: that session ends, whoever's it was.
    """
    if instead_of:
        await Session.delete().where(Session.token == ids.digest(instead_of))
    await BEGIN(
        id,
        ids.digest(token),
        person,
        device,
        remembered,
        now,
        now,
        lifetimes.expires(now, remembered=remembered),
        confirmed,
    )


async def renew(id: UUID, *, token: str) -> bool:
    """Gives a session another token, when the form that began it was sent twice. Returns whether the session is still there."""
    return bool(await RENEW(ids.digest(token), id))


async def prune(now: datetime) -> None:
    """Forgets sessions that ended by themselves, inside a verb that comes by often enough."""
    await PRUNE(now)


async def touch(visit: Visit, now: datetime) -> None:
    """Notes that a device was seen. Call it for a `fading` visit only."""

    async def verb() -> None:
        await TOUCH(now, visit.session, now)

    await db.run(verb)


async def sign_out(visit: Visit, *, entry: Entry) -> None:
    """Ends the session of this device."""
    await _end(visit.actor, [visit.session], entry=entry)


async def end_device(actor: Actor, session: UUID, *, entry: Entry) -> None:
    """Ends the session of one of the actor's devices. Raises NotFound when it is not theirs."""
    await _end(actor, [session], entry=entry)


async def sign_out_everywhere(actor: Actor, *, entry: Entry) -> None:
    """Ends every session of the actor, this one included."""
    await _end(actor, None, entry=entry)


async def sign_out_person(actor: Actor, person: UUID, *, entry: Entry) -> None:
    """An admin ends every session of a person who stays, as after a lost phone, and links and codes that were sent before."""

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        found = await subject(actor, person)
        ended = await Session.delete().where(Session.person == person).returning(Session.id)
        if not await close_sign_ins(person, entry.at) and not ended:
            return  # They are signed in nowhere, or another tab did it a moment ago.
        await ledger.record(SignedOut(sessions=len(ended), by_admin=True), entry, person=person, team=found.team)

    await db.run(verb)


async def close_sign_ins(person: UUID, at: datetime) -> bool:
    """Ends the links and codes that were sent to a person, inside the caller's verb. Returns whether any was open.

    They end at the moment at which they were made, so that who comes second finds none open, even by a clock that was read a little earlier.
    """
    return bool(await CLOSE(person, at))


async def end_within(person: UUID, sessions: Sequence[UUID], *, entry: Entry) -> int:
    """Ends these sessions of a person inside the caller's verb, and returns how many there still were."""
    ended = await Session.delete().where(Session.person == person, Session.id.is_in(list(sessions))).returning(Session.id)
    if ended:
        found = await queries.person(person)
        await ledger.record(SignedOut(sessions=len(ended)), entry, person=person, team=found.team if found else None)
    return len(ended)


async def _end(actor: Actor, sessions: list[UUID] | None, *, entry: Entry) -> None:
    async def verb() -> None:
        if await ledger.seen(entry):
            return
        query = Session.delete().where(Session.person == actor.id)
        if sessions is not None:
            query = query.where(Session.id.is_in(sessions))
        ended = await query.returning(Session.id)
        if not ended and sessions is not None:
            raise NotFound("You are not signed in on such a device.")
        if not ended:
            return  # Another tab did it a moment ago.
        await ledger.record(SignedOut(sessions=len(ended)), entry, person=actor.id, team=actor.team)

    await db.run(verb)


BEGIN = Statement(
    'INSERT INTO "session" ("id", "token", "person", "device", "remembered", "made", "seen", "expires", "confirmed") '
    "VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {})"
)
RENEW = Statement('UPDATE "session" SET "token" = {} WHERE "id" = {} RETURNING "id"')
TOUCH = Statement('UPDATE "session" SET "seen" = {} WHERE "id" = {} AND "seen" < {}')
PRUNE = Statement('DELETE FROM "session" WHERE "expires" < {}')
CLOSE = Statement(
    'UPDATE "sign_in" SET "expires" = "made" WHERE "person" = {} AND "expires" > {} AND "expires" > "made" RETURNING "id"'
)
