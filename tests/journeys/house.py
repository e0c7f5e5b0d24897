"""The demonstration, open in this process on a loopback address, so that the sign-in page lists the cast."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from litestar.types import ASGIApp
from msgspec import Struct

from server import ledger
from server.ledger import Stored
from server.people import queries
from tests import client, databases, served
from tests.journeys.plain import Plain

HOME = "http://127.0.0.1:8000"


class House(Struct, frozen=True):
    """The application with the demonstration behind it."""

    door: ASGIApp

    @asynccontextmanager
    async def guest(self, name: str = "") -> AsyncIterator[Plain]:
        """A visitor with a browser of their own, signed in as one of the cast if a name is given."""
        transport = httpx.ASGITransport(app=self.door)  # type: ignore[arg-type]  # two libraries spell the ASGI types differently
        async with httpx.AsyncClient(transport=transport, base_url=HOME) as visitor:
            guest = Plain(visitor)
            if name:
                await guest.sign_in(name)
            yield guest


@asynccontextmanager
async def opened(folder: Path, *, at: str = served.START) -> AsyncIterator[House]:
    """The house at this moment of its story, until the block ends."""
    async with (
        databases.copied("sqlite", folder, served.demonstration(at)) as database,
        client.opened(database, {"PLUMBLINE_URL": HOME}) as door,
    ):
        yield House(door)


async def facts_about(name: str, *, after: int = 0) -> list[Stored]:
    """The facts about one of the cast, in their order, from number `after` + 1 on."""
    person = next(one for one in await queries.everyone() if one.name == name)
    return await ledger.of_person(person.id, after=after)


async def kinds_about(name: str, *, after: int = 0) -> list[str]:
    """What kinds of facts they are, without those of signing in and out."""
    return [one.fact.kind for one in await facts_about(name, after=after) if not one.fact.kind.startswith("signed-")]
