"""The setup page, as a browser without JavaScript uses it: a secret is read where it was made, and nowhere else."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import UUID

import httpx
import pytest
from msgspec import Struct

from server import clock, ids, vault
from server.integrations.webhooks import queries
from tests import client as clients
from tests.cast import assemble, signed_in
from tests.client import KEY, send
from tests.databases import Database

PAGE = "/setup/webhooks"
HALF_AN_HOUR = 30 * 60 * 1000 << 80
"""In the milliseconds of a UUIDv7."""


class World(Struct):
    """Zoe at the device where she works, and at another one."""

    zoe: httpx.AsyncClient
    elsewhere: httpx.AsyncClient

    async def shown(self, sent: httpx.Response, at: httpx.AsyncClient | None = None) -> list[str]:
        """The secrets on the page that an answer leads to."""
        assert sent.status_code == 303
        page = await (at or self.zoe).get(sent.headers["Location"])
        return re.findall(r'readonly value="([^"]+)"', page.text)


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    cast = await assemble()
    async with clients.opened(sqlite) as door, AsyncExitStack() as stack:
        visitors = []
        for _device in range(2):
            visitor = await stack.enter_async_context(clients.visiting(door))
            visitor.cookies.set("__Host-plumbline", (await signed_in(cast.zoe, clock.now()))[0])
            visitors.append(visitor)
        yield World(*visitors)


async def made(world: World, **fields: object) -> httpx.Response:
    given = {"name": "Warehouse", "url": "https://hooks.example.com/x", "events": ["person.added"]}
    return await send(world.zoe, PAGE, PAGE, **{**given, **fields})


async def test_all_that_is_missing_is_told_at_once(world: World):
    empty = await made(world, name="", url="", events=[])
    assert empty.status_code == 422
    for sentence in ("Give it a name.", "Write an address that begins with https://.", "Choose what it is told."):
        assert sentence in empty.text


async def kept() -> str:
    """The secret that signs."""
    [webhook] = await queries.webhooks()
    sealed = await queries.sealed(webhook.id)
    assert sealed is not None
    return vault.unseal(sealed.secret, key=KEY)


async def test_the_first_secret_and_a_new_one_are_shown_where_they_were_made_and_only_there(world: World) -> None:
    first = await made(world)
    assert await world.shown(first) == [await kept()]
    [webhook] = await queries.webhooks()
    second = await send(world.zoe, PAGE, f"{PAGE}/{webhook.id}/secret")
    [secret] = await world.shown(second)
    assert secret == await kept()
    # What no longer signs, and what another device would make of it, is no secret to copy.
    assert await world.shown(first) == []
    assert await world.shown(second, world.elsewhere) == []
    await send(world.zoe, PAGE, f"{PAGE}/{webhook.id}/ending")
    assert await world.shown(second) == []


async def test_a_page_that_stood_open_for_half_an_hour_still_shows_the_secret_it_makes(world: World) -> None:
    sent = await made(world, form=str(UUID(int=ids.new().int - HALF_AN_HOUR)))
    assert await world.shown(sent) == [await kept()]


async def test_an_address_that_was_made_up_shows_nothing(world: World) -> None:
    await made(world)
    for form in (str(ids.new()), "x", ""):
        assert re.findall("readonly value", (await world.zoe.get(f"{PAGE}?made={form}")).text) == []


async def test_a_secret_is_shown_for_a_quarter_of_an_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, now = await made(world), clock.now()
    monkeypatch.setattr("server.integrations.webhooks.pages.setup.SHOWN", clock.now() - now)
    assert await world.shown(sent) == []
