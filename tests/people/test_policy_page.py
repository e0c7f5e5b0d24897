"""The page of the policy, as a browser without JavaScript meets it."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from server import clock
from server.people import queries
from tests import client as clients
from tests.cast import assemble, signed_in
from tests.client import send
from tests.databases import Database


@pytest.fixture
async def zoe(sqlite: Database) -> AsyncIterator[httpx.AsyncClient]:
    async with clients.opened(sqlite) as door:
        cast = await assemble()
        async with clients.visiting(door) as client:
            client.cookies.set("__Host-plumbline", (await signed_in(cast.zoe, clock.now()))[0])
            yield client


async def test_the_policy_is_quoted_at_the_foot_of_every_page(zoe: httpx.AsyncClient):
    assert "One thing is missing: the policy" in (await zoe.get("/setup")).text
    fields = {"company": "Northwind", "text": "for coaching", "owner": "Ruth", "in_force_from": "2026-11-03", "numbers": "counts"}
    half = await send(zoe, "/setup/policy", "/setup/policy", **{**fields, "owner": " "})
    assert half.status_code == 422
    assert "This is needed." in half.text
    assert ">\nfor coaching</textarea>" in half.text
    two = await send(zoe, "/setup/policy", "/setup/policy", **{**fields, "owner": "R" * 121, "in_force_from": ""})
    assert two.status_code == 422
    assert {"This is needed.", "Name who answers for this policy."} <= set(re.findall(r"</svg> ([^<]+)</p>", two.text)), two.text
    saved = await send(zoe, "/setup/policy", "/setup/policy", **fields)
    sentence = "Policy of Northwind, 3 Nov 2026: for coaching."
    for path in (saved.headers["Location"], "/who-sees-what", "/account"):
        assert sentence in (await zoe.get(path)).text
    policy = await queries.current_policy()
    assert policy is not None
    assert policy.counts_only


async def test_a_policy_that_is_entered_as_it_stands_says_so_and_stands_once(zoe: httpx.AsyncClient):
    fields = {"company": "Northwind", "text": "for coaching", "owner": "Ruth", "in_force_from": "2026-11-03", "numbers": "counts"}
    for said, entered in (
        (fields, "The policy is entered"),
        ({**fields, "text": " for  coaching "}, "This policy stands already"),
    ):
        sent = await send(zoe, "/setup/policy", "/setup/policy", **said)
        assert entered in (await zoe.get(sent.headers["Location"])).text
    (first,) = await queries.policies()
    sent = await send(zoe, "/setup/policy", "/setup/policy", **{**fields, "numbers": "ranges"})
    assert "The policy is entered" in (await zoe.get(sent.headers["Location"])).text
    again = await send(zoe, "/setup/policy", "/setup/policy", **fields)
    assert "The policy is entered" in (await zoe.get(again.headers["Location"])).text, "what held before may be said again"
    assert [policy.counts_only for policy in await queries.policies()] == [True, False, True]
    assert (await queries.policies())[-1] == first
