"""What the directory says: its users, its groups, and what an admin decided about them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from server.db import Statement, blanks
from server.integrations.directory.document import Document
from server.integrations.directory.tables import DirectoryGroup, DirectoryMember, DirectoryRefusal, DirectoryRule, DirectoryUser


class User(Struct, frozen=True, kw_only=True):
    """Somebody of the directory. `groups` are (id, name) of those they are in."""

    id: UUID
    document: Document
    version: int
    made_at: datetime
    changed_at: datetime
    person: UUID | None
    groups: tuple[tuple[UUID, str], ...] = ()


class Member(Struct, frozen=True, kw_only=True):
    """Somebody in a group; `display` is how the directory calls them there."""

    user: UUID
    display: str


class Group(Struct, frozen=True, kw_only=True):
    """A group. `means` is nothing yet (empty), none, team, managers or role."""

    id: UUID
    name: str
    external_id: str
    version: int
    made_at: datetime
    changed_at: datetime
    means: str
    team: UUID | None
    role: str
    members: tuple[Member, ...] = ()


class Rules(Struct, frozen=True, kw_only=True):
    """What people of the directory begin with, and where their teams come from: groups, departments, managers or nowhere."""

    roles: tuple[str, ...] = ("rep",)
    teams: str = "groups"


class Refusal(Struct, frozen=True, kw_only=True):
    """A request that was refused; `again` is how often the same was refused before."""

    at: datetime
    method: str
    about: str
    status: int
    why: str
    again: int


TEAMS_FROM = ("groups", "departments", "managers", "nowhere")


async def user(id: UUID) -> User | None:
    """This one, None when there is none or the directory deleted them."""
    return next(iter(await _users(DirectoryUser.id == id)), None)


async def user_by_key(key: str) -> User | None:
    """Who has this name there."""
    return next(iter(await _users(DirectoryUser.key == key)), None)


async def users_by_external_id(id: str) -> list[User]:
    """Who has this id in the directory itself."""
    return await _users(DirectoryUser.external_id == id)


async def users(first: int = 0, most: int | None = None) -> list[User]:
    """All of them, the oldest first; `most` from the one at `first`."""
    return await _users(None, first, most)


async def count_users() -> int:
    """How many there are."""
    return int(await DirectoryUser.count().where(DirectoryUser.deleted_at.is_null()))


async def count_groups() -> int:
    """How many there are."""
    return int(await DirectoryGroup.count().where(DirectoryGroup.deleted_at.is_null()))


async def users_of(person: UUID) -> list[User]:
    """Who this person is there: nobody, or one."""
    return await _users(DirectoryUser.person == person)


async def reports_of(id: UUID) -> list[User]:
    """Who reports to this one by the directory."""
    return await _users(DirectoryUser.manager == str(id))


async def group(id: UUID) -> Group | None:
    """This group, None when there is none or the directory deleted it."""
    return next(iter(await _groups(DirectoryGroup.id == id)), None)


async def groups_by_key(key: str) -> list[Group]:
    """The groups of this name."""
    return await _groups(DirectoryGroup.key == key)


async def groups_by_external_id(id: str) -> list[Group]:
    """The groups with this id in the directory itself."""
    return await _groups(DirectoryGroup.external_id == id)


async def groups(first: int = 0, most: int | None = None) -> list[Group]:
    """All of them, the oldest first; `most` from the one at `first`."""
    return await _groups(None, first, most)


async def meanings() -> list[Group]:
    """The groups that mean something here, without their members."""
    rows = await DirectoryGroup.select().where(
        DirectoryGroup.deleted_at.is_null(), DirectoryGroup.means.is_in(["team", "managers", "role"])
    )
    return [_group(row, ()) for row in rows]


async def known(ids: Collection[UUID]) -> set[UUID]:
    """Those of these ids that are users of the directory."""
    asked = sorted(ids)
    rows = await _known(len(asked))(*asked) if asked else ()
    return {row["id"] for row in rows}


async def rules() -> Rules:
    """What an admin decided, else what holds until then."""
    kept = {row["key"]: row["value"] for row in await DirectoryRule.select()}
    usual = Rules()
    return Rules(roles=tuple(kept.get("roles", "").split()) or usual.roles, teams=kept.get("teams", usual.teams))


async def refusals() -> list[Refusal]:
    """What was refused last, the newest first."""
    rows = await DirectoryRefusal.select().order_by(DirectoryRefusal.at, DirectoryRefusal.id, ascending=False).limit(20)
    return [
        Refusal(at=row["at"], method=row["method"], about=row["about"], status=row["status"], why=row["why"], again=row["again"])
        for row in rows
    ]


async def _users(where: Any, first: int = 0, most: int | None = None) -> list[User]:  # noqa: ANN401  # a condition of Piccolo
    query = DirectoryUser.select().where(DirectoryUser.deleted_at.is_null())
    query = query.where(where) if where is not None else query
    query = query.order_by(DirectoryUser.made_at, DirectoryUser.id)
    rows = await (query.limit(most).offset(first) if most is not None else query)
    inside: dict[UUID, list[tuple[UUID, str]]] = {}
    if rows:
        shown = DirectoryMember.select(DirectoryMember.member, DirectoryMember.group, DirectoryMember.group.name)
        few = len(rows) <= FEW
        found = await (shown.where(DirectoryMember.member.is_in([row["id"] for row in rows])) if few else shown)
        for one in sorted(found, key=lambda one: (one["group.name"], str(one["group"]))):
            inside.setdefault(one["member"], []).append((one["group"], one["group.name"]))
    return [
        User(
            id=row["id"],
            document=msgspec.json.decode(row["body"]),
            version=row["version"],
            made_at=row["made_at"],
            changed_at=row["changed_at"],
            person=row["person"],
            groups=tuple(inside.get(row["id"], ())),
        )
        for row in rows
    ]


async def _groups(where: Any, first: int = 0, most: int | None = None) -> list[Group]:  # noqa: ANN401  # as above
    query = DirectoryGroup.select().where(DirectoryGroup.deleted_at.is_null())
    query = query.where(where) if where is not None else query
    query = query.order_by(DirectoryGroup.made_at, DirectoryGroup.id)
    rows = await (query.limit(most).offset(first) if most is not None else query)
    inside: dict[UUID, list[Member]] = {}
    if rows:
        shown = DirectoryMember.select(DirectoryMember.group, DirectoryMember.member, DirectoryMember.display)
        few = len(rows) <= FEW
        found = shown.where(DirectoryMember.group.is_in([row["id"] for row in rows])) if few else shown
        for one in await found.order_by(DirectoryMember.place, DirectoryMember.id):
            inside.setdefault(one["group"], []).append(Member(user=one["member"], display=one["display"]))
    return [_group(row, inside.get(row["id"], ())) for row in rows]


def _group(row: Mapping[str, Any], members: Sequence[Member]) -> Group:
    return Group(
        id=row["id"],
        name=row["name"],
        external_id=row["external_id"],
        version=row["version"],
        made_at=row["made_at"],
        changed_at=row["changed_at"],
        means=row["means"],
        team=row["team"],
        role=row["role"],
        members=tuple(members),
    )


FEW = 200
"""Rows up to which others are asked for by their ids; beyond, all are read."""


@cache
def _known(ids: int) -> Statement:
    places = blanks(ids)
    return Statement(f'SELECT "id" FROM "directory_user" WHERE "deleted_at" IS NULL AND "id" IN ({places})')  # noqa: S608  # placeholders
