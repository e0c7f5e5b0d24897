"""Programs of the cast, each with a token of their own, in front of the whole application."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
from litestar.types import ASGIApp
from msgspec import Struct, field

from server import clock, ids
from server.ledger import Entry
from server.people import actions as people
from server.people import scopes
from server.people.queries import Person
from tests import client, selling
from tests.cast import Cast, assemble
from tests.databases import Database
from tests.web.world import World

WHO = ("ada", "bo", "ida", "mira", "tom", "lea", "sam", "zoe")


class Programs(Struct):
    """The cast, and a client with a token for each of them that may read and write."""

    cast: Cast
    door: ASGIApp
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)

    @property
    def world(self) -> World:
        """The same for browsers."""
        return World(self.cast, self.door)

    def person(self, who: str) -> Person:
        """One of the cast by first name."""
        found: Person = getattr(self.cast, who)
        return found

    async def get(self, who: str, path: str, **query: object) -> httpx.Response:
        """Reads something below /api/v1."""
        params = {name: str(value) for name, value in query.items()}
        return await self.clients[who].get(f"/api/v1{path}", params=params or None)

    async def read(self, who: str, path: str, **query: object) -> Any:  # noqa: ANN401  # JSON
        """The same, which must be there."""
        response = await self.get(who, path, **query)
        assert response.status_code == 200, f"{path}: {response.status_code} {response.text}"
        return response.json()

    async def post(self, who: str, path: str, body: Mapping[str, Any] | None = None, *, key: str = "") -> httpx.Response:
        """Changes something, under a key of its own unless one is given."""
        headers = {"Idempotency-Key": key or str(ids.new())}
        return await self.clients[who].post(f"/api/v1{path}", json=body or {}, headers=headers)

    async def change(self, who: str, path: str, body: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401  # JSON
        """The same, which must be done."""
        response = await self.post(who, path, body)
        assert response.status_code in {200, 201}, f"{path}: {response.status_code} {response.text}"
        return response.json()

    async def deal(self, who: str = "ada", **more: object) -> UUID:
        """A new deal of theirs."""
        made = await self.change(who, "/deals", {"name": "Alder & Quay", "stage": "engage", "motion": "new", **more})
        return UUID(made["id"])


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[Programs]:
    """Everybody's program on this empty database, where the reference process is served."""
    await selling.serve()
    cast = await assemble()
    async with client.opened(database) as door, AsyncExitStack() as stack:
        programs = Programs(cast, door)
        for who in WHO:
            programs.clients[who] = await stack.enter_async_context(client.visiting(door))
            token = await token_of(programs.person(who), "write")
            programs.clients[who].headers["Authorization"] = f"Bearer {token}"
        yield programs


async def token_of(person: Person, *may: str, installation: bool = False, lasts: str = "90") -> str:
    """A new token of theirs, or one that they make for the installation."""
    secret, entry = scopes.PREFIX + ids.token(), Entry(id=ids.new(), at=clock.now(), actor=person.id)
    await people.make_token(
        person.actor, secret=secret, name="A program", scopes=may, lasts=lasts, entry=entry, installation=installation
    )
    return secret
