"""Keeping what the directory says of a user. Each deed is one transaction with what follows for the person."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import msgspec

from server import db, ledger
from server.errors import Invalid
from server.facts import DirectoryUserKept
from server.integrations.directory.actions.faults import Outdated, Taken, Unknown
from server.integrations.directory.actions.settling import let_go, place, settle
from server.integrations.directory.document import Document, differences, key_of, said
from server.integrations.directory.queries import directory as queries
from server.integrations.directory.queries.directory import User
from server.integrations.directory.tables import DirectoryMember, DirectoryUser
from server.ledger import Entry
from server.sentences import gettext as _

LONGEST = 320
"""Characters of a name or an id of the directory."""


async def add_user(document: Document, *, entry: Entry) -> User:
    """Keeps somebody new; they are added here, or who has their address is theirs from now on. Raises Taken, Invalid, Refused."""
    name, external = _names(document)
    id = entry.child("user").id

    async def verb() -> User:
        if await queries.user_by_key(key_of(name)):
            raise Taken(_("There is a user of this name already."))
        told = said(document)
        await DirectoryUser.insert(
            DirectoryUser(
                id=id,
                key=key_of(name),
                external_id=external,
                manager=told.manager,
                body=msgspec.json.encode(document).decode(),
                made_at=entry.at,
                changed_at=entry.at,
            )
        )
        person = await settle(await _found(id), told, None, entry=entry)
        await ledger.record(DirectoryUserKept(user=id, how="added"), entry, person=person)
        return await _found(id)

    return await _unique(verb)


async def change_user(id: UUID, document: Document, version: int | None, *, entry: Entry) -> User:
    """Keeps what the directory says of somebody from now on. Raises Unknown, Outdated when `version` is not the last one, Taken, Invalid, Refused."""
    name, external = _names(document)

    async def verb() -> User:
        before = await _found(id)
        other = await queries.user_by_key(key_of(name))
        if other is not None and other.id != id:
            raise Taken(_("There is a user of this name already."))
        told = said(document)
        if not await CHANGE(
            key_of(name), external, told.manager, msgspec.json.encode(document).decode(), entry.at, id, version or before.version
        ):
            raise Outdated("It was changed meanwhile.")
        person = await settle(before, told, said(before.document), entry=entry)
        fields = differences(before.document, document)
        await ledger.record(DirectoryUserKept(user=id, how="changed", fields=fields), entry, person=person)
        return await _found(id)

    return await _unique(verb)


async def remove_user(id: UUID, version: int | None, *, entry: Entry) -> None:
    """The directory deleted somebody: what it said of them is forgotten, and the person is deactivated. Raises Unknown, Outdated, Refused."""

    async def verb() -> None:
        before = await _found(id)
        if not await REMOVE(str(id), "{}", entry.at, id, version or before.version):
            raise Outdated("It was changed meanwhile.")
        await DirectoryMember.delete().where(DirectoryMember.member == id)
        await let_go(before, entry=entry)
        await ledger.record(DirectoryUserKept(user=id, how="deleted"), entry, person=before.person)

    await db.run(verb)


async def place_again(id: UUID, *, entry: Entry) -> None:
    """Gives somebody what their groups mean now, inside the verb that changed it."""
    user = await queries.user(id)
    if user is not None and user.person is not None:
        await place(user, said(user.document), entry=entry)


async def _found(id: UUID) -> User:
    found = await queries.user(id)
    if found is None:
        raise Unknown("There is no such user.")
    return found


def _names(document: Document) -> tuple[str, str]:
    name, external = document.get("userName") or "", document.get("externalId") or ""
    if max(len(name), len(external)) > LONGEST:
        raise Invalid({"userName": _("This is longer than %(most)d characters.") % {"most": LONGEST}}, {})
    return name, external


async def _unique(verb: Callable[[], Awaitable[User]]) -> User:
    try:
        return await db.run(verb)
    except db.Duplicate as error:
        raise Taken(_("There is a user of this name already.")) from error


CHANGE = db.Statement(
    'UPDATE "directory_user" SET "key" = {}, "external_id" = {}, "manager" = {}, "body" = {}, "changed_at" = {}, "version" = "version" + 1 '
    'WHERE "id" = {} AND "version" = {} AND "deleted_at" IS NULL RETURNING "id"'
)
REMOVE = db.Statement(
    'UPDATE "directory_user" SET "key" = {}, "external_id" = \'\', "manager" = \'\', "body" = {}, "deleted_at" = {} '
    'WHERE "id" = {} AND "version" = {} AND "deleted_at" IS NULL RETURNING "id"'
)
