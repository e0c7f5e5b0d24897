"""Odd providers, and strangers at their door: whoever signed out is out, and nothing sent there is a fault or stands in the way of a sign-in."""

import base64
from collections.abc import AsyncIterator

import pytest

from server.integrations.identity import outside
from tests import client as clients
from tests.databases import Database
from tests.integrations.identity.rogue import ec, unsigned
from tests.integrations.identity.signing_out import BO, comes, is_in, post, refused, told
from tests.integrations.identity.world import ADA, World, opened, visited


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with opened(database) as house, visited(house) as world:
        yield world


async def test_where_it_cannot_be_told_which_session_it_was_all_of_the_account_end(world: World):
    async with clients.visiting(world.door) as desk, clients.visiting(world.door) as bo:
        await comes(world, desk)
        await comes(world, bo, **BO)
        assert (await post(world, told(world, sub=None, sid="of the desk"))).status_code == 200
        assert await is_in(desk), "nothing says that it was hers"
        assert (await post(world, told(world, sid="of the desk"))).status_code == 200
        assert [await is_in(desk), await is_in(bo)] == [False, True]


async def test_what_is_nested_without_end_or_cannot_be_shown_is_refused(world: World):
    await comes(world, world.browser)
    for head in (b"[" * 30_000, b'{"a":' * 6_000):
        await refused(world, f"{base64.urlsafe_b64encode(head).rstrip(b'=').decode()}.a.b")
    for claims in ({"sub": "\0"}, {"sid": "\0"}, {"jti": "\0"}):
        await refused(world, told(world, **claims))


async def test_tokens_of_strangers_keep_no_new_key_of_the_provider_from_a_sign_in(world: World):
    await comes(world, world.browser)
    for n in range(outside.AGAIN + 1):
        await post(world, unsigned({"alg": "ES256", "kid": f"key {n}"}, {}))
    asked = world.rogue.asked.count("/keys")
    await post(world, unsigned({"alg": "ES256", "kid": "one more"}, {}))
    assert world.rogue.asked.count("/keys") == asked, "a stranger makes us ask a few times only"
    world.rogue.keys = [ec("second")]
    way = await world.depart("/")
    assert (await world.come_back(world.rogue.approve(way, **ADA))).status_code == 303
