"""That nobody chose a deal is said by the week's picks, and never by the form that opens its sheet."""

from uuid import UUID

import httpx

from server import clock, ids
from server.deals import actions as deals
from server.deals.actions import Told
from server.inspections import actions as inspecting
from server.inspections import queries as inspections
from server.people import queries as people
from tests import selling
from tests.client import HOME
from tests.databases import Database
from tests.web.sheet_desk import csrf_of
from tests.web.world import World, opened


async def test_a_deal_that_was_not_picked_counts_as_chosen_whatever_the_form_says(sqlite: Database):
    async with opened(sqlite) as world, world.visit(world.cast.mira) as mira:
        there = await deal_of_ada(world)
        assert await begun(mira, there, "random") == "chosen"


async def test_a_deal_of_this_week_keeps_the_slot_that_it_was_picked_for(sqlite: Database):
    async with opened(sqlite) as world, world.visit(world.cast.mira) as mira:
        await deal_of_ada(world)
        now = clock.now()
        (desk,) = await people.desks(world.cast.mira.actor, now)
        lines = await inspections.pipeline(await people.people_of_desk(desk, now), now)
        first, *_others = await inspecting.make_picks(desk, lines, now)
        assert await begun(mira, first.deal, first.slot) == first.slot


async def deal_of_ada(world: World) -> UUID:
    """An open deal that claims the first stage."""
    process = selling.PROCESS
    told = Told(name="Fennel", stage=process.motions[0].stages[0])
    ada = world.cast.ada
    motion = process.motions[0].id
    return await deals.add(ada.actor, world.entry(ada), told, motion=motion, currency="EUR", process=process)


async def begun(mira: httpx.AsyncClient, deal: UUID, pick: str) -> str:
    """How the sheet says that its deal was chosen."""
    csrf = csrf_of((await mira.get(f"/deals/{deal}")).text)
    given = {"form": str(ids.new()), "csrf": csrf, "mode": "full", "pick": pick}
    answer = await mira.post(f"/deals/{deal}/inspections", data=given, headers={"Origin": HOME})
    assert answer.status_code == 303
    sheet = await inspections.any_sheet(UUID(answer.headers["location"].rpartition("/")[2]))
    assert sheet is not None
    return sheet.pick
