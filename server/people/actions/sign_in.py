"""Signing in: asking for a link and a code, and using one of them, once.

Somebody unknown gets the same answer as everybody else: the same rows are written, only no mail. The link and the code of one request are used up
together. A form that is sent twice is one sign-in: the second answer gets the same session with another token.
"""

import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from server import db, ids, ledger, outbox
from server.db import Statement
from server.errors import NotFound
from server.outbox import Mail
from server.people import addresses, lifetimes, limits, queries, words
from server.people.actions import sessions, tries
from server.people.actions.entering import enter_within, entry_of
from server.people.coming import Outcome, Using
from server.people.queries import Asked, Person
from server.sentences import spoken_to


class Request(Struct, frozen=True, kw_only=True):
    """Somebody asks to sign in. `token` and `code` are fresh; `site` is the public address for the link; `source` is where it comes from."""

    form: UUID
    email: str
    token: str
    code: str
    site: str
    source: str
    now: datetime
    remember: bool = False
    next: str = ""


async def request_sign_in(asking: Request) -> UUID:
    """Mails a link and a code to an address of somebody who is here, and returns the id under which the code can be typed.

    Does and answers the same for an address that nobody here has. Raises TooMany.
    """
    email = addresses.normal(asking.email)

    async def verb() -> UUID:
        id = await _unused(asking.form, email, asking.now)
        if await queries.asked(id):
            return id
        await tries.count(limits.ASKS_PER_ADDRESS, asking.source, asking.now)
        await tries.count(limits.ASKS_PER_ACCOUNT, email, asking.now)
        await tries.prune(asking.now)
        await PRUNE(asking.now - limits.KEPT)
        await sessions.prune(asking.now)
        found = await queries.person_by_address(email)
        known = found if found and found.active else None
        # Mail always lets an admin in: when the provider is away or wrongly set up, somebody has to be able to mend it.
        elsewhere = (await queries.installation()).only and known is not None and "admin" not in known.roles
        await _ask(id, known.id if known and not elsewhere else None, asking)
        if known:
            subject, text = _letter(known, asking, elsewhere=elsewhere)
            mail = Mail(to=email, subject=subject, text=text)
            await outbox.put(ids.derived(id, "mail"), mail, at=asking.now, first=True)
        return id

    return await db.run(verb)


def _letter(known: Person, asking: Request, *, elsewhere: bool) -> tuple[str, str]:
    # Who asks may be somebody else, so the language is the one that the person chose.
    with spoken_to(known.locale):
        if elsewhere:
            return words.elsewhere_mail(known.email, f"{asking.site}/sign-in/oidc")
        return words.sign_in_mail(known.email, f"{asking.site}/sign-in/link/{asking.token}", asking.code)


async def make_link(person: Person, *, token: str, code: str, now: datetime, remember: bool = False) -> None:
    """A link for an installation without mail: whoever runs the command line hands it over."""
    id = ids.new()
    asking = Request(form=id, email=person.email, token=token, code=code, site="", source="", now=now, remember=remember)

    async def verb() -> None:
        await _ask(id, person.id, asking)

    await db.run(verb)


async def sign_in_by_link(link: str, using: Using) -> Outcome:
    """Signs in who got this link, once."""

    async def verb() -> Outcome:
        asked = await queries.asked_by_link(link)
        if asked is None:
            return Outcome(result="unknown")
        await LOCK(0, asked.id)
        return await _use(asked.id, using, "link")

    return await db.run(verb)


async def sign_in_by_code(asked: UUID, code: str, using: Using, *, source: str) -> Outcome:
    """Signs in who typed the code of this request. Five tries a request, twenty a day and account; wrong ones are counted. Raises TooMany."""

    async def verb() -> Outcome:
        await LOCK(1, asked)
        found = await queries.asked(asked)
        if found is None:
            return Outcome(result="unknown")
        # Counted before it is compared: a try over the limit must not tell whether it was right.
        await tries.count(limits.CODES_PER_ADDRESS, source, using.now)
        await tries.count(limits.CODES_PER_ACCOUNT, str(found.person or asked), using.now)
        if found.tries > lifetimes.CODE_TRIES and not _used_by(found, using):
            return Outcome(result="spent")
        if not hmac.compare_digest(found.code, _code_digest(asked, code)):
            left = max(0, lifetimes.CODE_TRIES - found.tries)
            return Outcome(result="wrong" if left else "spent", left=left)
        await tries.take_back(limits.CODES_PER_ACCOUNT, str(found.person or asked), using.now)
        return await _use(asked, using, "code")

    return await db.run(verb)


async def sign_in_demo(person: UUID, path: str, using: Using) -> Outcome:
    """Signs in one of the cast by one tap. The page offers it on loopback only. Raises NotFound outside a demonstration."""

    async def verb() -> Outcome:
        found = await queries.person(person)
        if not await queries.is_demonstration() or found is None or not found.active:
            raise NotFound("This is no demonstration.")
        outcome = Outcome(result="in", person=person, next=addresses.local(path))
        session = ids.derived(using.form, f"session of {person}")
        if await ledger.seen(entry_of(session, person, using.now)):
            if await sessions.renew(session, token=using.token):
                return outcome
            # An old page is used again after signing out.
            session = ids.derived(session, using.token)
        await enter_within(session, found, using, remembered=False, how="demo")
        return outcome

    return await db.run(verb)


async def _unused(form: UUID, email: str, now: datetime) -> UUID:
    """The id of the request this form already made, or the next free one when that can no longer be used."""
    nth = 0
    while True:
        id = ids.derived(form, f"sign-in {email} {nth}")
        before = await queries.asked(id)
        if before is None or before.open(now):
            return id
        nth += 1


async def _ask(id: UUID, person: UUID | None, asking: Request) -> None:
    await ASK(
        id,
        person,
        ids.digest(asking.token),
        _code_digest(id, asking.code),
        asking.now,
        asking.now + lifetimes.SIGN_IN,
        asking.remember,
        addresses.local(asking.next),
        0,
    )


async def _use(id: UUID, using: Using, how: str) -> Outcome:
    """Turns a request into a session. Its row is locked."""
    asked = await queries.asked(id)
    person = await queries.person(asked.person) if asked and asked.person else None
    if asked is None or person is None or not person.active:
        return Outcome(result="unknown")
    if asked.used is not None:
        return await _again(asked, using)
    if asked.over(using.now):
        return Outcome(result="expired")
    if how == "link" and asked.tries >= lifetimes.CODE_TRIES:
        return Outcome(result="spent")
    session = ids.derived(id, "session")
    await USE(using.now, using.form, session, id)
    await enter_within(session, person, using, remembered=asked.remember, how=how)
    return Outcome(result="in", person=person.id, remembered=asked.remember, next=asked.next)


async def _again(asked: Asked, using: Using) -> Outcome:
    """The same form a second time is the same sign-in, for a minute; anything else comes too late."""
    if _used_by(asked, using) and asked.session and await sessions.renew(asked.session, token=using.token):
        return Outcome(result="in", person=asked.person, remembered=asked.remember, next=asked.next)
    return Outcome(result="used")


def _used_by(asked: Asked, using: Using) -> bool:
    """Whether it was this very form that used the request, a moment ago."""
    return asked.form == using.form and asked.used is not None and using.now < asked.used + lifetimes.REPEAT


def _code_digest(id: UUID, code: str) -> str:
    """Digest of a code, salted with its request, so that equal codes look different."""
    return hashlib.sha256(f"{id}:{code}".encode()).hexdigest()


ASK = Statement(
    'INSERT INTO "sign_in" ("id", "person", "token", "code", "made", "expires", "remember", "next", "tries") '
    "VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {})"
)
LOCK = Statement('UPDATE "sign_in" SET "tries" = "tries" + {} WHERE "id" = {}')
USE = Statement('UPDATE "sign_in" SET "used" = {}, "form" = {}, "session" = {} WHERE "id" = {}')
PRUNE = Statement('DELETE FROM "sign_in" WHERE "made" < {}')
