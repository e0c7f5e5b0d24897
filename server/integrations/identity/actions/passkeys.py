"""Passkeys: asking for one, adding it, signing in with it, removing it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from server import db, ids, ledger, outbox
from server.db import Statement
from server.errors import NotFound, Refused
from server.facts import PasskeyAdded, PasskeyRemoved
from server.integrations.identity import passkey, queries
from server.integrations.identity.passkey import Place, Wrong
from server.integrations.identity.queries import Asked, Passkey
from server.integrations.identity.tables import PasskeyRow
from server.integrations.identity.words import new_passkey_mail
from server.ledger import Entry
from server.outbox import Mail
from server.people import actions as people
from server.people import addresses, lifetimes
from server.people import queries as persons
from server.people.actions import Outcome, Using, sessions, tries
from server.people.limits import Limit
from server.people.roles import Actor
from server.sentences import gettext as _

GOOD_FOR = timedelta(minutes=5)
"""A question."""

MOST = 20
"""Passkeys of one person."""

QUESTIONS = Limit("passkey question from an address", 5_000, timedelta(hours=1))
"""A whole company may sit behind one proxy and begin its day at nine."""


class Answered(Struct, frozen=True, kw_only=True):
    """What came back from the browser: the question's id, and its answer as JSON."""

    asked: UUID
    answer: str


async def ask_for_new(actor: Actor, place: Place, *, form: UUID, now: datetime) -> tuple[UUID, dict[str, Any]]:
    """A question whose answer adds a passkey to the actor: its id and what the browser is asked. The same form gets the same question."""
    id, challenge = await _asked(form, actor.id, "", now)
    person = await persons.person(actor.id)
    assert person is not None  # noqa: S101  # an actor comes from a session, and a session from a person
    has = [one.credential for one in await queries.passkeys(actor.id)]
    return id, passkey.question_for_new(place, challenge, person=person.id, email=person.email, name=person.name, has=has)


async def ask(place: Place, *, form: UUID, source: str, now: datetime) -> tuple[UUID, dict[str, Any]]:
    """A question whose answer signs in. Raises TooMany."""
    id, challenge = await _asked(form, None, source, now)
    return id, passkey.question(place, challenge)


async def add_passkey(actor: Actor, place: Place, answered: Answered, *, name: str, entry: Entry, site: str) -> None:
    """Adds the passkey that was made, and tells its person by mail. Raises NotFound for a question that is over, Refused."""

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        question = await _use(answered.asked, actor.id, entry.at)
        new = passkey.made(place, question, answered.answer)
        person = await persons.person(actor.id)
        if person is None or len(await queries.passkeys(actor.id)) >= MOST:
            raise Refused(_("You have as many passkeys as one person can. Remove one first."), back="/account/passkeys")
        if await queries.passkey_by_credential(new.credential) is not None:
            raise Refused(_("This passkey is here already."), back="/account/passkeys")
        id = entry.child("passkey").id
        await PasskeyRow.insert(
            PasskeyRow(
                id=id,
                person=actor.id,
                credential=new.credential,
                public=new.public,
                counter=new.counter,
                name=name,
                synced=new.synced,
                made=entry.at,
            )
        )
        subject, text = new_passkey_mail(name, f"{site}/account/passkeys")
        await outbox.put(ids.derived(id, "mail"), Mail(to=person.email, subject=subject, text=text), at=entry.at)
        await ledger.record(PasskeyAdded(passkey=id), entry, person=actor.id, team=actor.team)

    try:
        await db.run(verb)
    except Wrong as wrong:
        raise Refused(_("The device’s answer could not be believed. Begin again."), back="/account/passkeys") from wrong


async def remove_passkey(actor: Actor, id: UUID, *, entry: Entry) -> None:
    """Removes a passkey of the actor. Raises NotFound when it is not theirs."""

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        gone = await PasskeyRow.delete().where(PasskeyRow.id == id, PasskeyRow.person == actor.id).returning(PasskeyRow.id)
        if not gone:
            raise NotFound("You have no such passkey.")
        await ledger.record(PasskeyRemoved(passkey=id), entry, person=actor.id, team=actor.team)

    await db.run(verb)


async def sign_in_by_passkey(place: Place, answered: Answered, using: Using, *, remember: bool, path: str) -> Outcome:
    """Signs in whose passkey answered. Whatever is not right is `unknown`; a counter that went backwards is noted with the passkey."""
    try:
        credential, handle = passkey.credential_of(answered.answer)
    except Wrong:
        return Outcome(result="unknown")

    async def verb() -> Outcome:
        key = await queries.passkey_by_credential(credential)
        person = await persons.person(key.person) if key else None
        kept_out = (await persons.installation()).only and person is not None and "admin" not in person.roles
        if key is None or person is None or key.person != handle or not person.active or kept_out:
            return Outcome(result="unknown")
        question = await queries.asked(answered.asked)
        if question is None or question.person is not None or using.now >= question.made + GOOD_FOR:
            return Outcome(result="expired")
        went = Outcome(result="in", person=person.id, remembered=remember, next=addresses.local(path))
        session = ids.derived(answered.asked, f"session of {using.form}")
        if not await USE(using.now, question.id):
            return went if await _again(place, question, answered, key, session, using) else Outcome(result="expired")
        # From here on the question is used up, whether or not its answer is believed.
        if not await _believe(place, question.challenge, answered.answer, key, using.now):
            return Outcome(result="unknown")
        await people.enter_within(session, person, using, remembered=remember, how="passkey")
        return went

    return await db.run(verb)


async def _believe(place: Place, challenge: str, answer: str, key: Passkey, now: datetime) -> bool:
    try:
        counter = passkey.checked(place, challenge, answer, public=key.public, counter=key.counter)
    except Wrong as wrong:
        if wrong.why == "copied":
            await DOUBT(now, key.id)
        return False
    await USED(counter, now, key.id)
    return True


async def _again(place: Place, question: Asked, answered: Answered, key: Passkey, session: UUID, using: Using) -> bool:
    """The same form a second time, within a minute, is the same sign-in: its session gets another token. The answer has to be right once more."""
    used = (await queries.asked(question.id) or question).used
    if used is None or using.now >= used + lifetimes.REPEAT:
        return False
    try:
        passkey.checked(place, question.challenge, answered.answer, public=key.public, counter=NO_COUNTER)
    except Wrong:
        return False
    return await sessions.renew(session, token=using.token)


async def _asked(form: UUID, person: UUID | None, source: str, now: datetime) -> tuple[UUID, str]:
    """A question and its challenge, the same one for the same form."""
    id, challenge = ids.derived(form, "question for a passkey"), ids.token()

    async def verb() -> str:
        before = await queries.asked(id)
        if before is not None:
            return before.challenge
        if person is None:
            await tries.count(QUESTIONS, source, now)
        await PRUNE(now - timedelta(days=1))
        await ASK(id, person, challenge, now)
        return challenge

    return id, await db.run(verb)


async def _use(asked: UUID, person: UUID, now: datetime) -> str:
    """The challenge of a question to this person, used up."""
    question = await queries.asked(asked)
    if question is None or question.person != person or now >= question.made + GOOD_FOR or not await USE(now, asked):
        raise Refused(_("That took longer than five minutes. Begin again."), back="/account/passkeys")
    return question.challenge


NO_COUNTER = -1
"""Below every counter, for an answer whose counter was judged before."""

ASK = Statement('INSERT INTO "passkey_challenge" ("id", "person", "challenge", "made") VALUES ({}, {}, {}, {})')
USE = Statement('UPDATE "passkey_challenge" SET "used" = {} WHERE "id" = {} AND "used" IS NULL RETURNING "id"')
PRUNE = Statement('DELETE FROM "passkey_challenge" WHERE "made" < {}')
USED = Statement('UPDATE "passkey" SET "counter" = {}, "used" = {} WHERE "id" = {}')
DOUBT = Statement('UPDATE "passkey" SET "doubted_at" = {} WHERE "id" = {}')
