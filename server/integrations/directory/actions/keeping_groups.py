"""Keeping the groups of the directory and who is in them. What a group means here follows for its people in the same transaction."""

from collections.abc import Collection, Sequence
from uuid import UUID

from msgspec import Struct

from server import db, ledger
from server.errors import Invalid
from server.facts import DirectoryGroupKept
from server.integrations.directory.actions.faults import Outdated, Unknown
from server.integrations.directory.actions.keeping_users import LONGEST, place_again
from server.integrations.directory.document import key_of
from server.integrations.directory.queries import directory as queries
from server.integrations.directory.queries.directory import Group, Member
from server.integrations.directory.tables import DirectoryGroup, DirectoryMember
from server.ledger import Entry
from server.sentences import gettext as _


class GroupTold(Struct, frozen=True, kw_only=True):
    """A group as the directory describes it. `members` are ids as it wrote them, each with a name it may have given."""

    name: str
    external_id: str
    members: Sequence[tuple[str, str]]


async def add_group(told: GroupTold, *, entry: Entry) -> Group:
    """Keeps a new group; it means nothing until an admin says what. Raises Invalid for a member who is no user."""
    id, members = entry.child("group").id, _members(told)

    async def verb() -> Group:
        await _need_known(members)
        await DirectoryGroup.insert(
            DirectoryGroup(
                id=id,
                name=told.name,
                key=key_of(told.name),
                external_id=told.external_id,
                made_at=entry.at,
                changed_at=entry.at,
            )
        )
        await _write(id, members, entry)
        await ledger.record(DirectoryGroupKept(group=id, how="added", came=len(members)), entry)
        return await _found(id)

    return await db.run(verb)


async def change_group(id: UUID, told: GroupTold, version: int | None, *, entry: Entry) -> Group:
    """Keeps a group as it is from now on. Raises Unknown, Outdated, Invalid for a member who is no user, and what placing its people raises."""
    members = _members(told)

    async def verb() -> Group:
        before = await _found(id)
        if not await CHANGE(told.name, key_of(told.name), told.external_id, entry.at, id, version or before.version):
            raise Outdated("It was changed meanwhile.")
        had, has = {one.user for one in before.members}, {one.user for one in members}
        await _need_known([one for one in members if one.user not in had])
        if before.members != tuple(members):
            await DirectoryMember.delete().where(DirectoryMember.group == id)
            await _write(id, members, entry)
        if before.means:
            await _place(had ^ has, entry)
        fact = DirectoryGroupKept(group=id, how="changed", came=len(has - had), went=len(had - has))
        await ledger.record(fact, entry)
        return await _found(id)

    return await db.run(verb)


async def remove_group(id: UUID, version: int | None, *, entry: Entry) -> None:
    """The directory deleted a group: nobody is in it any more. Raises Unknown, Outdated."""

    async def verb() -> None:
        before = await _found(id)
        # Its people lose what it meant while it still means it, else it would stay with them as if it were decided by hand.
        await DirectoryMember.delete().where(DirectoryMember.group == id)
        if before.means:
            await _place({one.user for one in before.members}, entry)
        if not await REMOVE(entry.at, id, version or before.version):
            raise Outdated("It was changed meanwhile.")
        await ledger.record(DirectoryGroupKept(group=id, how="deleted", went=len(before.members)), entry)

    await db.run(verb)


async def _place(users: Collection[UUID], entry: Entry) -> None:
    for user in sorted(users):
        await place_again(user, entry=entry.child(f"place {user}"))


async def _found(id: UUID) -> Group:
    found = await queries.group(id)
    if found is None:
        raise Unknown("There is no such group.")
    return found


def _members(told: GroupTold) -> list[Member]:
    """Everybody once. Raises Invalid for what is no id of ours."""
    if max(len(told.name), len(told.external_id)) > LONGEST:
        raise Invalid({"displayName": _("This is longer than %(most)d characters.") % {"most": LONGEST}}, {})
    found: dict[UUID, Member] = {}
    for value, display in told.members:
        try:
            user = UUID(value)
        except ValueError:
            raise _stranger(value) from None
        found.setdefault(user, Member(user=user, display=display[:LONGEST]))
    return list(found.values())


async def _need_known(members: Sequence[Member]) -> None:
    known = await queries.known([one.user for one in members])
    for one in members:
        if one.user not in known:
            raise _stranger(str(one.user))


def _stranger(value: str) -> Invalid:
    return Invalid({"members": _("Nobody of the directory has the id %(id)s.") % {"id": value[:60]}}, {})


async def _write(group: UUID, members: Sequence[Member], entry: Entry) -> None:
    if members:
        await DirectoryMember.insert(
            *(
                DirectoryMember(
                    id=entry.child(f"member {one.user}").id, group=group, member=one.user, place=place, display=one.display
                )
                for place, one in enumerate(members)
            )
        )


CHANGE = db.Statement(
    'UPDATE "directory_group" SET "name" = {}, "key" = {}, "external_id" = {}, "changed_at" = {}, "version" = "version" + 1 '
    'WHERE "id" = {} AND "version" = {} AND "deleted_at" IS NULL RETURNING "id"'
)
REMOVE = db.Statement(
    'UPDATE "directory_group" SET "deleted_at" = {}, "means" = \'\', "key" = \'\' '
    'WHERE "id" = {} AND "version" = {} AND "deleted_at" IS NULL RETURNING "id"'
)
