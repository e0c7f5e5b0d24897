"""An admin says what opens the repository and what its host signs with, and asks for a fetch or a look; the host says that something was pushed."""

from datetime import datetime
from typing import Final, Literal

from server import db, ledger, vault
from server.db import Statement
from server.errors import Invalid
from server.facts import LessonHookSet, LessonTokenSet
from server.integrations.git import queries
from server.integrations.git.commit import Place
from server.integrations.git.due import is_news
from server.integrations.git.queries import NAME
from server.ledger import Entry
from server.outgoing.waits import LEEWAY
from server.people.actions.permission import need_admin
from server.people.roles import Actor
from server.sentences import gettext as _
from server.settings import BRANCH

LONGEST: Final = 1_000
"""Signs of a token."""


async def set_token(actor: Actor, entry: Entry, token: str, *, place: Place, key: str) -> None:
    """Keeps what opens the repository, sealed with the host that it is for, and has it fetched. Raises Forbidden, and Invalid for what no header
    can carry.
    """
    need_admin(actor)
    if not (token.isascii() and token.isprintable() and " " not in token and 0 < len(token) <= LONGEST):
        raise Invalid({"token": _("Paste the token alone, without spaces.")}, {})
    sealed = vault.seal(f"{place.host} {token}", key=key)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        await BEGIN(NAME)
        await TOKEN(sealed, NAME)
        await ledger.record(LessonTokenSet(there=True), entry)

    await db.run(verb)


async def end_token(actor: Actor, entry: Entry) -> None:
    """Forgets it. Raises Forbidden."""
    need_admin(actor)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        await TOKEN(None, NAME)
        await ledger.record(LessonTokenSet(there=False), entry)

    await db.run(verb)


async def set_secret(actor: Actor, entry: Entry, secret: str, *, key: str) -> None:
    """Lets a host that signs with this secret say that something was pushed; one before it no longer can. Raises Forbidden."""
    need_admin(actor)
    sealed = vault.seal(secret, key=key)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        await BEGIN(NAME)
        await SECRET(sealed, entry.at, NAME)
        await ledger.record(LessonHookSet(there=True), entry)

    await db.run(verb)


async def end_secret(actor: Actor, entry: Entry) -> None:
    """Lets no host say anything. Raises Forbidden."""
    need_admin(actor)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        await SECRET(None, None, NAME)
        await ledger.record(LessonHookSet(there=False), entry)

    await db.run(verb)


async def ask(actor: Actor, what: Literal["fetch", "look"], *, branch: str = "") -> None:
    """Has the repository fetched now, or a branch looked at without taking it over. Raises Forbidden, and Invalid for what is no branch."""
    need_admin(actor)
    if branch and not BRANCH.fullmatch(branch):
        raise Invalid({"branch": _("Write the name of a branch, such as main.")}, {})

    async def verb() -> None:
        await BEGIN(NAME)
        await ASK(what, branch, NAME)

    await db.run(verb)


async def wake(now: datetime) -> None:
    """Notes that the host has said that something was pushed. Saying it again within a second changes nothing."""
    found = await queries.source()
    busy = found.lease_until is not None and found.lease_until > now
    if is_news(now, woken_at=found.woken_at, looked_at=found.looked_at, failed_at=found.failed_at, busy=busy):
        await db.run(lambda: WAKE(now, NAME, now, now + LEEWAY))


BEGIN = Statement('INSERT INTO "lesson_source" ("name") VALUES ({}) ON CONFLICT ("name") DO NOTHING')
TOKEN = Statement(
    'UPDATE "lesson_source" SET "token" = {}, "problem" = \'\', "detail" = \'\', "failures" = 0, "not_before" = NULL, "asked" = \'fetch\' '
    'WHERE "name" = {}'
)
SECRET = Statement('UPDATE "lesson_source" SET "secret" = {}, "secret_at" = {} WHERE "name" = {}')
ASK = Statement('UPDATE "lesson_source" SET "asked" = {}, "branch" = {} WHERE "name" = {}')
# Of two words at once the later one stays, whichever is written last. One that is still to come was told by a clock that was put back since.
WAKE = Statement(
    'UPDATE "lesson_source" SET "woken_at" = {} WHERE "name" = {} AND ("woken_at" IS NULL OR "woken_at" < {} OR "woken_at" > {})'
)
