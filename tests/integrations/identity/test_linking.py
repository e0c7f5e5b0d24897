"""Whoever is signed in links their company account, so that it signs them in too, and parts it again."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from server import clock
from server.errors import Refused
from server.integrations.identity import actions, queries
from server.ledger.tables import FactRow
from server.outbox import Mail
from server.outbox.tables import OutboxRow
from tests import client as clients
from tests import databases
from tests.cast import signed_in
from tests.client import send
from tests.integrations.identity.world import ADA, COOKIE, World, opened, visited

pytestmark = pytest.mark.asyncio(loop_scope="module")

OTHER = {"sub": "another", "email": "private@elsewhere.example", "email_verified": False}
"""An account of which nobody verified the address: for who is signed in the account alone counts."""


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=databases.KINDS)
async def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("linking")
    async with databases.migrated(request.param, folder) as database, opened(database) as house:
        yield house


@pytest_asyncio.fixture(loop_scope="module")
async def world(house: World) -> AsyncIterator[World]:
    async with visited(house) as world:
        yield world


async def test_an_account_is_linked_by_itself_and_signs_in_from_then_on(world: World):
    await sits(world, "ada")
    assert (await world.browser.get("/account")).text.count('href="/account/company"') == 1
    came = await world.come_back(world.rogue.approve(await away(world), **OTHER))
    assert (came.status_code, came.headers["Location"]) == (303, "/account/company?linked=1")
    assert "Your Northwind account signs you in" in (await world.browser.get("/account/company?linked=1")).text
    assert (await facts("identity-linked"))[-1] == {"how": "account", "person": world.cast.ada.id}
    assert (await told())[-1].to == "ada@example.org"
    world.browser.cookies.clear()
    assert (await world.sign_in(**OTHER)).status_code == 303
    assert world.signed_in()


async def test_linking_the_same_account_again_changes_nothing(world: World):
    await sits(world, "ada")
    before = len(await facts("identity-linked"))
    first, second = await away(world), await away(world)
    for way in (first, second):
        assert (await world.come_back(world.rogue.approve(way, **OTHER))).headers["Location"] == "/account/company?linked=1"
    assert len(await facts("identity-linked")) == before + 1


async def test_an_account_of_somebody_else_is_refused_and_stays_theirs(world: World):
    await world.sign_in(**ADA)
    await sits(world, "bo")
    refused = await world.come_back(world.rogue.approve(await away(world), **ADA))
    assert refused.status_code == 403
    assert "belongs to somebody else here" in refused.text
    # As a word: three letters may stand in the token of a form.
    assert re.findall(r"\bAda\b", refused.text) == []
    account = await queries.account(world.rogue.issuer, str(ADA["sub"]))
    assert account is not None
    assert account.person == world.cast.ada.id


async def test_a_second_account_is_refused_until_the_first_is_parted(world: World):
    await sits(world, "ada")
    way = await away(world)
    await world.come_back(world.rogue.approve(await away(world), **OTHER))
    refused = await world.come_back(world.rogue.approve(way, **{**OTHER, "sub": "a-third"}))
    assert (refused.status_code, "another company account here already" in refused.text) == (403, True)
    parted = await send(world.browser, "/account/company", "/account/company/parting")
    assert (parted.status_code, parted.headers["Location"]) == (303, "/account/company")
    assert (await facts("identity-unlinked"))[-1]["person"] == world.cast.ada.id
    assert await queries.account_of(world.cast.ada.id, world.rogue.issuer) is None
    came = await world.come_back(world.rogue.approve(await away(world), **{**OTHER, "sub": "a-third"}))
    assert came.headers["Location"] == "/account/company?linked=1"


async def test_a_journey_of_one_person_links_nothing_to_another_nor_to_nobody(world: World):
    await sits(world, "ada")
    way = await away(world)
    await sits(world, "bo")
    assert (await world.come_back(world.rogue.approve(way, **OTHER))).status_code == 403
    world.browser.cookies.delete(COOKIE)
    brought = world.rogue.approve(way, **OTHER)
    assert (await world.come_back(brought)).status_code == 403
    async with clients.visiting(world.door) as stranger:
        assert (await world.come_back(brought, stranger)).status_code == 403
        assert not world.signed_in(stranger)
    assert await queries.accounts(world.rogue.issuer) == []
    await sits(world, "ada")
    assert (await world.come_back(brought)).status_code == 303, "nobody spoiled it for her"


async def test_another_site_cannot_begin_it(world: World):
    await sits(world, "ada")
    shown = await world.browser.get("/account/company")
    fields = clients.form_of(shown.text, "/account/company")
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await world.browser.post("/account/company", data=fields, headers=headers)).status_code == 403
    stale = await world.browser.post("/account/company", data={"form": fields["form"]}, headers={"Origin": clients.HOME})
    assert stale.status_code == 403
    assert "Go on" not in stale.text


async def test_who_signed_in_long_ago_is_asked_again_before_an_account_is_linked_or_parted(world: World):
    await sits(world, "ada", ago=timedelta(hours=14))
    fields = clients.form_of((await world.browser.get("/account")).text, "/account")
    led = await world.browser.get("/account/company")
    assert (led.status_code, led.headers["Location"]) == (303, "/sign-in?next=/account/company")
    before = world.rogue.asked.copy()
    for path in ("/account/company", "/account/company/parting"):
        answer = await world.browser.post(path, data=fields, headers={"Origin": clients.HOME})
        assert answer.status_code == 401, path
        assert world.rogue.issuer not in answer.text
    assert world.rogue.asked == before


async def test_a_lie_of_the_provider_links_nothing(world: World):
    await sits(world, "ada")
    refused = await world.come_back(world.rogue.approve(await away(world), **{**OTHER, "nonce": "another"}))
    assert (refused.status_code, "Nothing was linked" in refused.text) == (403, True)
    brought = world.rogue.approve(await away(world), **OTHER)
    await world.come_back(brought)
    assert (await world.come_back(brought)).headers["Location"] == "/", "a code is good once"
    assert len(await queries.accounts(world.rogue.issuer)) == 1


async def test_where_it_is_the_only_way_in_it_stays(world: World):
    await sits(world, "ada")
    await world.come_back(world.rogue.approve(await away(world), **OTHER))
    await world.set_up(only=True)
    assert "only an admin can part it" in (await world.browser.get("/account/company")).text
    ada = world.cast.ada
    with pytest.raises(Refused, match="the only way in here"):
        await actions.part(ada.actor, world.cast.entry(ada))
    assert len(await queries.accounts(world.rogue.issuer)) == 1


async def test_without_a_provider_there_is_nothing_to_link(world: World):
    await sits(world, "ada")
    await world.set_up(on=False)
    assert (await world.browser.get("/account/company")).status_code == 404
    assert "/account/company" not in (await world.browser.get("/account")).text


async def sits(world: World, name: str, *, ago: timedelta = timedelta()) -> None:
    """Somebody sits down at the browser, where they signed in so long ago."""
    token, _visit = await signed_in(getattr(world.cast, name), clock.now() - ago, remember=True)
    world.browser.cookies.delete(COOKIE)
    world.browser.cookies.set(COOKIE, token)


async def away(world: World) -> str:
    """Sets out to link an account, and returns where the provider is."""
    shown = await send(world.browser, "/account/company", "/account/company")
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "no-store"), shown.text[:500]
    found = re.search(rf'href="({re.escape(world.rogue.issuer)}/[^"]+)"', shown.text)
    assert found, shown.text
    return unescape(found[1])


async def facts(kind: str) -> list[dict[str, Any]]:
    """How, and about whom, each fact of a kind."""
    rows = await FactRow.select(FactRow.body, FactRow.person).where(FactRow.kind == kind).order_by(FactRow.at)
    return [
        {**{k: v for k, v in msgspec.json.decode(row["body"]).items() if k == "how"}, "person": row["person"]} for row in rows
    ]


async def told() -> list[Mail]:
    rows = await OutboxRow.select(OutboxRow.body).where(OutboxRow.kind == "mail").order_by(OutboxRow.made)
    return [msgspec.json.decode(row["body"], type=Mail) for row in rows]


async def test_two_tabs_that_come_back_at_one_moment_link_one_account_once(world: World):
    await sits(world, "ada")
    before = len(await facts("identity-linked"))
    ways = [world.rogue.approve(await away(world), **OTHER) for _ in range(2)]
    came = await asyncio.gather(*(world.come_back(way) for way in ways))
    assert {(one.status_code, one.headers["Location"]) for one in came} == {(303, "/account/company?linked=1")}
    assert len(await facts("identity-linked")) == before + 1
