"""The cast, a provider of ours, and the application that knows it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from litestar.types import ASGIApp
from msgspec import Struct
from msgspec.structs import replace

from server.db import Statement
from server.integrations.identity import actions, outside
from server.integrations.identity.actions import Setting
from server.integrations.identity.claims import Rule, Terms
from tests import client as clients
from tests.cast import Cast, assemble
from tests.databases import Database
from tests.integrations.identity import rogue as rogues
from tests.integrations.identity.rogue import CLIENT, SECRET, Rogue

ADA = {"sub": "ada-at-the-company", "email": "Ada@Example.org", "email_verified": True, "name": "Ada Rep"}
KEY = clients.KEY.replace("+", "-").replace("/", "_")
COOKIE = "__Host-plumbline"


class World(Struct):
    """Everybody, the provider, the application, and one browser of somebody who is signed out."""

    cast: Cast
    rogue: Rogue
    door: ASGIApp
    browser: httpx.AsyncClient

    async def depart(self, path: str = "", browser: httpx.AsyncClient | None = None) -> str:
        """Sets out, and returns where the provider is."""
        away = await (browser or self.browser).get("/sign-in/oidc", params={"next": path} if path else {})
        assert away.status_code == 303, away.text
        return away.headers["Location"]

    async def come_back(self, brought: dict[str, str], browser: httpx.AsyncClient | None = None) -> httpx.Response:
        """Comes back from the provider with this."""
        return await (browser or self.browser).get("/sign-in/oidc/return", params=brought)

    async def sign_in(self, path: str = "", /, **claims: object) -> httpx.Response:
        """The whole way, as Ada unless claims say otherwise; None leaves one out."""
        return await self.come_back(self.rogue.approve(await self.depart(path), **{**ADA, **claims}))

    async def set_up(self, *rules: Rule, on: bool = True, only: bool = False, links: bool = True, adds: bool = False) -> None:
        """Zoe sets the provider up."""
        setting = Setting(
            label="Northwind account",
            issuer=self.rogue.issuer,
            client=CLIENT,
            secret=SECRET,
            public=False,
            on=on,
            only=only,
            terms=Terms(links=links, adds=adds, rules=rules),
        )
        zoe = self.cast.zoe
        await actions.set_provider(zoe.actor, setting, entry=self.cast.entry(zoe), key=KEY, private=True)

    def signed_in(self, browser: httpx.AsyncClient | None = None) -> bool:
        """Whether this browser has a session."""
        return bool((browser or self.browser).cookies.get(COOKIE))


@asynccontextmanager
async def visited(house: World) -> AsyncIterator[World]:
    """The same world for one test of several: an honest provider that is asked anew, no fault noted, nobody linked, and a browser of its own."""
    house.rogue.behave()
    outside.forget()
    await Statement('DELETE FROM "identity"')()
    await Statement('UPDATE "identity_provider" SET "problem" = \'\'')()
    await house.set_up()
    async with clients.visiting(house.door) as browser:
        yield replace(house, browser=browser)


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[World]:
    """The world on this database, the provider on."""
    outside.forget()
    cast = await assemble()
    async with (
        rogues.running() as rogue,
        clients.opened(database, {"PLUMBLINE_PRIVATE_NETWORKS": "allow"}) as door,
        clients.visiting(door) as browser,
    ):
        world = World(cast, rogue, door, browser)
        await world.set_up()
        yield world
