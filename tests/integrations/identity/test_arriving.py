"""A company account on both engines: recognised by its address once, and by itself from then on."""

from collections.abc import AsyncIterator

import pytest

from server import clock, ledger
from server.facts import IdentityLinked, SignedIn
from server.people import queries as persons
from tests.databases import Database
from tests.integrations.identity.world import COOKIE, World, opened


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


async def who(world: World) -> object:
    """Who this browser is signed in as."""
    visit = await persons.visit(world.browser.cookies[COOKIE], clock.now())
    return visit.actor.id if visit else None
