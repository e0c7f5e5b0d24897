"""A leader looks again at a sheet of a manager: what is drawn, what both see of it, and what happens meanwhile."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from server.deals import actions as deals
from server.errors import Forbidden, NotFound, Refused
from server.facts import SecondLookDrawn
from server.inspections import actions, queries, second_look
from server.people import actions as people
from server.people.tables import Person as PersonRow
from tests.databases import Database
from tests.inspections.reference import PROCESS
from tests.inspections.second import WORDS, again, fills, picked, revealed
from tests.inspections.world import NOTHING_SHOWN, World, arrange, every, recorded, ticked


@pytest.fixture
async def world(database: Database) -> World:
    return await arrange()


async def another(world: World) -> UUID:
    """Another deal of Ada's."""
    ada = world.cast.ada
    told = deals.Told(name="Tarn Foods", stage="propose")
    return await deals.add(ada.actor, world.cast.entry(ada), told, motion="new", currency="EUR", process=PROCESS)


async def test_a_leader_looks_again_at_what_the_manager_had_in_front_of_them(world: World):
    await world.prove(WORDS, "buyer-quoted")
    await picked(world)
    world.later(days=3)
    await world.prove(WORDS, "buyer-replied")
    id = await again(world)
    assert (await queries.calibration(id, world.cast.mira.actor)).is_open(world.cast.now)
    await fills(world, id, {WORDS: every(WORDS)})
    found = await revealed(world, id)
    assert {clause.clause: clause.states for clause in found.clauses}["buyer-replied"] == ("claimed", "claimed")
    assert set(found.inspectors) == {world.cast.lea.id, world.cast.mira.id}


async def test_the_day_that_a_leader_looks_again_at_is_that_of_where_the_manager_was(world: World):
    """It is the 18th where Mira is, and her proof is of that day; where Ada is, it is still the 17th."""
    world.cast.mira = replace(world.cast.mira, zone="Pacific/Auckland")
    await PersonRow.update({PersonRow.zone: "Pacific/Auckland"}).where(PersonRow.id == world.cast.mira.id)
    world.later(hours=12)
    await world.prove(WORDS, dated=date(2026, 11, 18), by=world.cast.mira)
    await picked(world)
    id = await again(world)
    await fills(world, id, {WORDS: every(WORDS)})
    found = await revealed(world, id)
    assert {clause.states for clause in found.clauses} == {("shown", "shown")}


async def test_the_draw_is_recorded_so_that_anybody_can_repeat_it(world: World):
    cast = world.cast
    first = await picked(world)
    world.later(days=1)
    await picked(world, pick="risk")
    world.later(days=1)
    last = await picked(world, pick="random")
    id = await again(world)
    (drawn,) = await recorded(SecondLookDrawn)
    assert (drawn.person, drawn.actor, drawn.team) == (cast.mira.id, cast.lea.id, cast.mira.team)
    assert set(drawn.fact.among) == {first, last}
    assert second_look.draw(drawn.fact.among, drawn.fact.seed) == drawn.fact.inspection
    (found,) = await queries.second_looks(cast.now - timedelta(days=1))
    assert (found.id, found.looked_at and found.looked_at.inspection) == (id, drawn.fact.inspection)


async def test_a_manager_has_one_a_month_and_the_same_form_twice_is_one(world: World):
    cast, entry = world.cast, world.cast.entry(world.cast.lea)
    await picked(world)
    await picked(world, deal=await another(world))
    assert len({await actions.look_again(cast.lea.actor, entry, cast.mira.id) for _ in range(2)}) == 1
    with pytest.raises(Refused, match="This month"):
        await again(world)
    world.later(days=14)
    await again(world)


async def test_only_who_leads_looks_again_and_never_at_their_own_sheets_or_at_nobodys(world: World):
    cast = world.cast
    await picked(world)
    with pytest.raises(Forbidden):
        await again(world, by=cast.mira)
    with pytest.raises(Refused, match="their own"):
        await again(world, of=cast.lea)
    with pytest.raises(NotFound):
        await actions.look_again(cast.lea.actor, cast.entry(cast.lea), world.deal)
    with pytest.raises(Refused, match="nothing to draw"):
        await again(world, of=cast.tom)
    await people.deactivate(None, cast.mira.id, entry=cast.entry())
    with pytest.raises(NotFound):
        await again(world)


async def test_what_the_leader_has_opened_or_inspected_themselves_is_not_drawn(world: World):
    cast = world.cast
    await picked(world)
    await people.looked(cast.lea.actor, cast.ada.id, "deal", cast.now)
    with pytest.raises(Refused, match="that you have not seen"):
        await again(world)
    world.later(days=1)
    await picked(world)
    await world.inspect({WORDS: NOTHING_SHOWN}, cast.lea)
    with pytest.raises(Refused, match="that you have not seen"):
        await again(world)


async def test_one_whose_time_ran_out_makes_room_for_another_of_the_same_month(world: World):
    world.later(days=14)
    await picked(world)
    await picked(world, deal=await another(world))
    first = await again(world)
    world.later(days=15)
    second = await again(world)
    assert first != second
    await fills(world, second, {WORDS: NOTHING_SHOWN})
    assert len((await revealed(world, second)).inspectors) == 2
    assert len((await revealed(world, first)).inspectors) == 1
    with pytest.raises(Refused, match="This month"):
        await again(world)


async def test_leave_of_the_leader_stops_the_fourteen_days(world: World):
    cast = world.cast
    await picked(world)
    today = cast.now.date()
    first, last = today + timedelta(days=1), today + timedelta(days=10)
    await people.note_absence(
        cast.lea.actor, cast.entry(cast.lea), person=cast.lea.id, first=first, last=last, site="https://test"
    )
    found = await queries.any_calibration(await again(world))
    assert found is not None
    assert found.due_at == cast.now + timedelta(days=24)


async def test_a_deal_that_ended_and_a_manager_who_left_change_nothing_of_what_is_looked_at(world: World):
    cast = world.cast
    await picked(world)
    id = await again(world)
    await deals.close(cast.ada.actor, cast.entry(cast.ada), world.deal, "lost")
    await people.deactivate(None, cast.mira.id, entry=cast.entry())
    await fills(world, id, {WORDS: ticked("buyer-quoted")})
    found = await revealed(world, id)
    assert found.inspectors == (cast.lea.id, cast.mira.id)
    assert found.clauses
    assert date(2026, 11, 17) == (await queries.calibration(id, cast.lea.actor)).day
    assert PROCESS.id == (await queries.calibration(id, cast.lea.actor)).process
