"""The directory at a glance: who came by it, who waits, and whose address differs."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from server.db import scanning
from server.integrations.directory.document import said
from server.integrations.directory.queries import directory
from server.integrations.directory.queries.directory import User
from server.people.queries import listing
from server.people.queries.listing import Known


class Waiting(Struct, frozen=True, kw_only=True):
    """Somebody of the directory who is nobody here yet: they have no address, or are not active there."""

    name: str
    active: bool


class Differing(Struct, frozen=True, kw_only=True):
    """Somebody whose address there is not the one here, because the address of an admin is changed by hand only."""

    person: UUID
    name: str
    here: str
    there: str


class Overview(Struct, frozen=True, kw_only=True):
    """What the page tells. `changed_at` is when the directory last changed somebody."""

    users: int
    changed_at: datetime | None
    waiting: tuple[Waiting, ...]
    differing: tuple[Differing, ...]


async def overview() -> Overview:
    """All of it, in a few statements, of which one goes through the directory."""
    with scanning():
        users = await directory.users()
    here = {one.id: one for one in await listing.known()}
    return await asyncio.to_thread(_told, users, here)


def _told(users: Sequence[User], here: Mapping[UUID, Known]) -> Overview:
    waiting, differing = [], []
    for user in users:
        told = said(user.document)
        person = here.get(user.person) if user.person else None
        if person is None:
            waiting.append(Waiting(name=told.name, active=told.active))
        elif told.address and told.address != person.email and person.active:
            differing.append(Differing(person=person.id, name=person.name, here=person.email, there=told.address))
    return Overview(
        users=len(users),
        changed_at=max((user.changed_at for user in users), default=None),
        waiting=tuple(waiting),
        differing=tuple(differing),
    )
