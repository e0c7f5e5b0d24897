"""Whom a company account makes, on both engines: recognised by their address once, by their account from then on, with roles and a team."""

from collections.abc import AsyncIterator

import pytest

from server import clock, ledger
from server.facts import IdentityLinked, SignedIn
from server.integrations.identity import queries
from server.integrations.identity.claims import Rule
from server.people import queries as persons
from tests.cast import again
from tests.databases import Database
from tests.integrations.identity.world import COOKIE, World, opened

LEAD = Rule(claim="groups", value="Sales managers", role="manager")
NEW = {"sub": "new", "email": "New@Example.org", "name": "New Person", "zoneinfo": "Europe/Prague"}


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with opened(database) as world:
        yield world


async def test_somebody_is_recognised_by_their_address_once_and_by_their_account_from_then_on(world: World):
    came = await world.sign_in("/my-line")
    assert (came.status_code, came.headers["Location"]) == (303, "/my-line")
    assert "Max-Age" not in came.headers["Set-Cookie"]
    world.browser.cookies.clear()
    await world.sign_in(email="ada@married.example", email_verified=False)
    assert await who(world) == world.cast.ada.id
    (linked,) = await ledger.of_kind(IdentityLinked)
    assert isinstance(linked.fact, IdentityLinked)
    assert (linked.person, linked.fact.how) == (world.cast.ada.id, "address")
    entered = [stored.fact for stored in await ledger.of_kind(SignedIn)]
    assert [fact.how for fact in entered if isinstance(fact, SignedIn)] == ["company", "company"]


async def test_rules_give_and_take_roles_and_choose_the_team(world: World):
    south = Rule(claim="department", value="South", team=world.cast.south)
    await world.set_up(LEAD, south)
    await world.sign_in(groups=["Everybody", "Sales managers"], department="South")
    ada = await again(world.cast.ada)
    assert (ada.roles, ada.team) == (frozenset({"rep", "manager"}), world.cast.south)
    world.browser.cookies.clear()
    await world.sign_in(groups=["Everybody"])
    ada = await again(world.cast.ada)
    assert (ada.roles, ada.team) == (frozenset({"rep"}), world.cast.south)


async def test_somebody_new_is_added_where_that_is_allowed(world: World):
    await world.set_up(LEAD, adds=True)
    refused = await world.sign_in(**NEW)
    assert (refused.status_code, await problem()) == (403, "roles")
    assert await persons.person_by_address("new@example.org") is None
    await world.sign_in(**NEW, groups="Sales managers")
    new = await persons.person_by_address("new@example.org")
    assert new is not None
    assert (new.name, new.zone, new.roles) == ("New Person", "Europe/Prague", frozenset({"manager"}))
    assert await who(world) == new.id


async def who(world: World) -> object:
    """Who this browser is signed in as."""
    visit = await persons.visit(world.browser.cookies[COOKIE], clock.now())
    return visit.actor.id if visit else None


async def problem() -> str:
    """Why the last sign-in failed, as the admin sees it."""
    provider = await queries.provider()
    assert provider is not None
    return provider.problem
