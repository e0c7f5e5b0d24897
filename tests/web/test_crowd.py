"""Whoever leads more people than a statement takes values opens their pages and writes to their team like anybody."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from server import ledger
from server.coaching import actions as coaching
from server.deals.tables import DealRow
from server.facts import DataLookedAt, NotePinned
from server.people import queries as people
from server.people.queries import Person
from tests import crowd
from tests.databases import Database
from tests.web.deeds import answer
from tests.web.selling_deeds import DAY, deal, promise
from tests.web.world import World, opened

QUICK = ("/search?q=north", "/calibration", "/api/v1/deals")
OTHERS = (
    "/team",
    "/review",
    "/process",
    "/week",
    "/inbox",
    "/team/completions",
    "/team/assignments",
    "/account/absences",
    "/api/v1/people",
    "/api/v1/teams",
)


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    """Mira leads very many, of whom each is known by the company's teams."""
    async with opened(database) as made:
        await crowd.below(database, made.cast.north, made.cast.now)
        await made.enter_policy()
        yield made


async def test_who_leads_very_many_searches_lists_and_pins_a_note_for_each(world: World):
    mira = world.cast.mira
    assert len(await people.team_of(mira.actor, world.cast.now)) == crowd.BEYOND + 2
    await opens(world, QUICK)
    await coaching.pin(mira.actor, world.entry(mira), behaviour="next-step-confirmed", words="I stop early.")
    assert len(await ledger.of_kind(NotePinned)) == crowd.BEYOND + 3


async def test_at_a_desk_of_very_many_who_stands_on_the_page_is_told_and_nobody_waits_for_all(world: World):
    first, second = [await person_of(n) for n in (0, 1)]
    await deal(first, "Northgate", days=10)
    await answer(world, second)
    before = len(await looks())
    await opens(world, ("/week",))
    assert (await looks())[before:] == [(first.id, "week")]


async def test_whoever_has_the_deal_of_a_promise_that_is_due_is_told_there_too(world: World):
    maker, owner = [await person_of(n) for n in (0, 1)]
    there = await deal(maker, "Northgate", days=10)
    await promise(maker, there, due=-DAY)
    await DealRow.update({DealRow.owner: owner.id, DealRow.closed_at: world.cast.now}, force=True).where(DealRow.id == there)
    before = len(await looks())
    await opens(world, ("/week",))
    assert {person for person, _page in (await looks())[before:]} == {maker.id, owner.id}


async def looks() -> list[tuple[UUID | None, str]]:
    """Who was told of which look, in the order of the looks."""
    return [(one.person, one.fact.page) for one in await ledger.of_kind(DataLookedAt) if isinstance(one.fact, DataLookedAt)]


async def person_of(n: int) -> Person:
    """The rep of the crowd with this number."""
    found = await people.person_by_address(f"rep{n}@crowd.example")
    assert found is not None
    return found


@pytest.mark.long
@pytest.mark.timeout(400)
async def test_who_leads_very_many_opens_every_page(world: World):
    await opens(world, OTHERS)


async def opens(world: World, pages: tuple[str, ...]) -> None:
    """Mira opens each of these pages."""
    async with world.visit(world.cast.mira) as mira:
        assert {page: (await mira.get(page)).status_code for page in pages} == dict.fromkeys(pages, 200)
