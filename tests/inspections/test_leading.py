"""One behaviour that comes first everywhere: chosen, kept beside the stage in focus, dropped; and what follows for sheets and gaps."""

import pytest

from server import ledger
from server.errors import Forbidden, Invalid
from server.facts import FocusSet
from server.gaps import queries as gaps
from server.inspections import actions, queries
from server.wiring import REACTIONS
from tests.databases import Database
from tests.inspections import world as worlds
from tests.inspections.world import World, recorded

ACCESS = "stakeholder-access"


@pytest.fixture
async def world(database: Database) -> World:
    made = await worlds.arrange()
    ledger.react_with(REACTIONS)
    return made


async def lead(world: World, behaviour: str) -> None:
    world.later(hours=1)
    await actions.lead_with(world.cast.lea.actor, world.cast.entry(world.cast.lea), behaviour)


async def stage(world: World, stage: str) -> None:
    world.later(hours=1)
    await actions.set_focus(world.cast.lea.actor, world.cast.entry(world.cast.lea), stage)


async def test_what_leads_is_asked_and_worth_more_until_it_is_dropped(world: World):
    before = [one.behaviour for one in await gaps.gaps(world.cast.ada.id, world.cast.now)]
    await lead(world, ACCESS)
    assert (await gaps.gaps(world.cast.ada.id, world.cast.now))[0].behaviour == ACCESS != before[0]
    rows = (await queries.sheet(await world.begin(), world.cast.mira.actor, world.cast.now)).rows
    assert [row.behaviour for row in rows if row.reason == "focus"] == [ACCESS]
    await lead(world, "")
    assert [one.behaviour for one in await gaps.gaps(world.cast.ada.id, world.cast.now)] == before


async def test_choosing_twice_is_once_and_since_when_it_leads_stays(world: World):
    entry = world.cast.entry(world.cast.lea)
    for _twice in range(2):
        await actions.lead_with(world.cast.lea.actor, entry, ACCESS)
    assert len(await recorded(FocusSet)) == 1
    await lead(world, ACCESS)
    found = await queries.last_focus()
    assert found is not None
    assert (found.leads, found.led_at) == (ACCESS, entry.at)
    assert await queries.focus() is None


async def test_a_stage_in_focus_and_what_leads_stand_beside_each_other(world: World):
    await lead(world, ACCESS)
    await stage(world, "align")
    found = await queries.focus()
    assert found is not None
    assert (found.stage, found.leads) == ("align", ACCESS)
    with pytest.raises(Invalid):
        await lead(world, "criteria-agreed")
    await lead(world, "")
    assert (await queries.focus() or found).stage == "align"


async def test_what_sheets_do_not_ask_for_any_more_leads_no_more(world: World):
    await lead(world, "criteria-agreed")
    await stage(world, "align")
    found = await queries.last_focus()
    assert found is not None
    assert (found.leads, found.led_at) == ("", None)


async def test_only_a_leader_chooses_and_only_what_the_process_has(world: World):
    with pytest.raises(Forbidden):
        await actions.lead_with(world.cast.mira.actor, world.cast.entry(world.cast.mira), ACCESS)
    with pytest.raises(Invalid):
        await lead(world, "nothing")
    assert await recorded(FocusSet) == []
