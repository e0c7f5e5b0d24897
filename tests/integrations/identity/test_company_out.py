"""The provider tells that somebody signed out there: their sessions end, those of nobody else, and whoever forges it ends none."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest
from joserfc import jwt

from server import clock, ledger
from server.facts import SignedOut
from server.integrations.identity import queries
from server.integrations.identity.actions import leave, unlink
from server.integrations.identity.actions.journey import Site
from server.integrations.identity.token import LOGOUT
from tests import client as clients
from tests.cast import signed_in
from tests.databases import Database
from tests.integrations.identity.rogue import ec, signed, unsigned
from tests.integrations.identity.signing_out import BO, comes, is_in, post, refused, told
from tests.integrations.identity.world import ADA, COOKIE, World, opened, visited


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with opened(database) as house, visited(house) as world:
        yield world


async def test_every_session_of_an_account_ends_and_no_other(world: World):
    async with (
        clients.visiting(world.door) as desk,
        clients.visiting(world.door) as phone,
        clients.visiting(world.door) as by_mail,
        clients.visiting(world.door) as bo,
    ):
        await comes(world, desk)
        await comes(world, phone)
        await comes(world, bo, **BO)
        by_mail.cookies.set(COOKIE, (await signed_in(world.cast.ada, clock.now()))[0])
        answer = await post(world, told(world))
        assert (answer.status_code, answer.headers["Cache-Control"], answer.content) == (200, "no-store", b"")
        assert [await is_in(one) for one in (desk, phone, by_mail, bo)] == [False, False, True, True]
        (fact,) = await ledger.of_kind(SignedOut)
        assert (fact.person, fact.actor, fact.fact) == (world.cast.ada.id, None, SignedOut(sessions=2))
        # Nobody was signed in any more, which is as it should be.
        assert (await post(world, told(world))).status_code == 200
        assert (await post(world, told(world, sub="somebody-else"))).status_code == 200
        assert [await is_in(one) for one in (by_mail, bo)] == [True, True]
        assert len(await ledger.of_kind(SignedOut)) == 1


async def test_one_session_there_ends_what_began_with_it(world: World):
    async with clients.visiting(world.door) as desk, clients.visiting(world.door) as phone, clients.visiting(world.door) as bo:
        await comes(world, desk, sid="of the desk")
        await comes(world, phone, sid="of the phone")
        await comes(world, bo, **BO, sid="of Bo")
        assert (await post(world, told(world, sid="of the desk"))).status_code == 200
        assert [await is_in(one) for one in (desk, phone, bo)] == [False, True, True]
        assert (await post(world, told(world, sid="of Bo"))).status_code == 200, "Ada has no such session"
        assert (await post(world, told(world, sub=None, sid="of the phone"))).status_code == 200
        assert [await is_in(one) for one in (phone, bo)] == [False, True]


async def test_one_session_there_is_found_without_opening_what_is_kept_of_others(world: World, monkeypatch: pytest.MonkeyPatch):
    async with clients.visiting(world.door) as desk, clients.visiting(world.door) as bo:
        await comes(world, desk, sid="of the desk")
        await comes(world, bo, **BO, sid="of Bo")
        monkeypatch.setattr("server.vault.unseal", None)
        assert (await post(world, told(world, sub=None, sid="of nobody"))).status_code == 200
        assert (await post(world, told(world, sub=None, sid="of the desk"))).status_code == 200
        assert [await is_in(one) for one in (desk, bo)] == [False, True]


async def test_what_began_before_there_was_a_new_key_is_found_by_the_old_one(world: World):
    both = Site(url=clients.HOME, key=f"{base64.b64encode(bytes(range(32))).decode()} {clients.KEY}", private=True)
    for claims in ({"sub": None, "sid": "of the desk"}, {}):
        await comes(world, world.browser, sid="of the desk")
        await part(world)
        assert await leave(told(world, **claims), source="192.0.2.7", now=clock.now(), site=both) == 1
        assert not await is_in(world.browser)


async def test_a_session_ends_with_the_account_that_it_began_with_whoever_has_that_since(world: World):
    async with clients.visiting(world.door) as desk, clients.visiting(world.door) as phone, clients.visiting(world.door) as bo:
        await comes(world, desk)
        await comes(world, phone, sid="of the phone")
        await comes(world, bo, **BO)
        await part(world)
        assert (await post(world, told(world, sid="of the phone"))).status_code == 200
        assert [await is_in(one) for one in (desk, phone, bo)] == [False, False, True], "of the desk it cannot be told"
        await comes(world, desk)
        await part(world)
        assert (await post(world, told(world))).status_code == 200
        assert [await is_in(one) for one in (desk, bo)] == [False, True]


async def test_a_session_that_began_with_another_account_of_somebody_stays(world: World):
    async with clients.visiting(world.door) as desk, clients.visiting(world.door) as phone:
        await comes(world, desk)
        await part(world)
        await comes(world, phone, sub="ada-at-the-company-again")
        assert (await post(world, told(world, sub="ada-at-the-company-again"))).status_code == 200
        assert [await is_in(one) for one in (desk, phone)] == [True, False]


async def test_what_began_before_a_key_that_is_gone_ends_with_the_account_of_its_person(world: World):
    lost = Site(url=clients.HOME, key=base64.b64encode(bytes(range(32))).decode(), private=True)
    for claims in ({}, {"sid": "of the phone"}):
        async with clients.visiting(world.door) as bo:
            await comes(world, bo, **BO)
            await comes(world, world.browser, sid="of the desk")
            assert await leave(told(world, **claims), source="192.0.2.7", now=clock.now(), site=lost) == 1
            assert [await is_in(one) for one in (world.browser, bo)] == [False, True]


async def part(world: World) -> None:
    """An admin parts Ada's company account from her."""
    account = await queries.account(world.rogue.issuer, str(ADA["sub"]))
    assert account is not None
    await unlink(world.cast.zoe.actor, account.id, entry=world.cast.entry(world.cast.zoe))


async def test_a_token_works_once(world: World):
    await comes(world, world.browser)
    token = told(world)
    assert (await post(world, token)).status_code == 200
    await comes(world, world.browser)
    assert (await post(world, token)).status_code == 400
    assert await is_in(world.browser)


NOW = int(clock.now().timestamp())
FORGED: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example"},
    "another application": {"aud": "another-client"},
    "over": {"exp": NOW - 120},
    "without an end": {"exp": None},
    "of the future": {"iat": NOW + 90_000},
    "kept for long": {"iat": NOW - 500, "exp": NOW + 9_999},
    "no event": {"events": None},
    "another event": {"events": {"http://schemas.openid.net/event/other": {}}},
    "an event that is a word": {"events": LOGOUT},
    "an event that says nothing": {"events": {LOGOUT: None}},
    "a nonce": {"nonce": "x"},
    "without a name": {"jti": None},
    "a name that is none": {"jti": 7},
    "nobody": {"sub": None},
    "somebody who is no word": {"sub": ["ada-at-the-company"]},
    "a session that is no word": {"sid": {"a": 1}},
}


@pytest.mark.parametrize("forged", FORGED)
async def test_what_says_something_else_ends_nothing(world: World, forged: str):
    await comes(world, world.browser)
    await refused(world, told(world, **FORGED[forged]))


async def test_what_somebody_else_signed_ends_nothing(world: World):
    await comes(world, world.browser)
    right = told(world)
    head, claims, tail = right.split(".")
    of_ada = jwt.decode(right, world.rogue.keys[0], algorithms=["ES256"]).claims
    first = ec("first")
    world.rogue.keys = [ec("second")]
    by_another = jwt.encode({"alg": "ES256", "kid": "second"}, of_ada, first, algorithms=["ES256"])
    world.rogue.keys = [first]
    changed = unsigned({}, {**of_ada, "sub": BO["sub"]}).split(".")[1]
    for token in (
        *("", "x", "a.b.c", "..", f"{head}.{claims}.", f"{head}.{changed}.{tail}"),
        unsigned({"alg": "none"}, of_ada),
        unsigned({"alg": "HS256"}, of_ada, b"a client secret"),
        by_another,
        # An ID token, which the browser of its person has seen.
        signed({**{name: of_ada[name] for name in ("iss", "aud", "iat", "exp", "sub")}, "nonce": "n"}, first),
        jwt.encode({"alg": "ES256", "kid": "first", "typ": "at+jwt"}, of_ada, first, algorithms=["ES256"]),
    ):
        await refused(world, token)
    async with clients.visiting(world.door) as provider:
        for body in (b"", b"logout_token=a&logout_token=b", b"\xff", b"a=b&" * 50, right.encode()):
            assert (await provider.post("/sign-in/oidc/over", content=body)).status_code == 400
        assert (await provider.get("/sign-in/oidc/over")).status_code == 404
    assert await is_in(world.browser)
    assert (await post(world, right)).status_code == 200


async def test_while_no_provider_is_on_there_is_no_such_door(world: World):
    await comes(world, world.browser)
    right = told(world)
    await world.set_up(on=False)
    assert (await post(world, right)).status_code == 404
    assert await is_in(world.browser)
