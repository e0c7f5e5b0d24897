"""The cast in front of the whole application, with the small academy served."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import httpx
from litestar.types import ASGIApp
from msgspec import Struct

from server import clock, ids
from server.ledger import Entry
from server.people import actions as people
from server.people.queries import Person
from tests import client, selling
from tests.cast import Cast, assemble, signed_in
from tests.databases import Database


class World(Struct, frozen=True):
    """Everybody, and the application they use. It is whatever time it is."""

    cast: Cast
    door: ASGIApp

    @asynccontextmanager
    async def visit(self, person: Person) -> AsyncIterator[httpx.AsyncClient]:
        """This person, signed in."""
        token, _visit = await signed_in(person, clock.now())
        async with client.visiting(self.door) as visitor:
            visitor.cookies.set("__Host-plumbline", token)
            yield visitor

    async def enter_policy(self, *, counts_only: bool = False) -> None:
        """An admin says what numbers about people are for."""
        now = clock.now()
        await people.set_policy(
            self.cast.zoe.actor,
            company="Northwind Tools",
            text="for coaching, not pay or discipline",
            owner="Lea",
            in_force_from=date(2026, 11, 1),
            counts_only=counts_only,
            entry=Entry(id=ids.new(), at=now, actor=self.cast.zoe.id),
        )

    def entry(self, person: Person) -> Entry:
        """A fresh form of this person, sent now."""
        return Entry(id=ids.new(), at=clock.now(), actor=person.id)


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[World]:
    """The world on this empty database."""
    await selling.serve()
    cast = await assemble()
    async with client.opened(database) as door:
        yield World(cast, door)
