"""A process loses a stage while deals are in it: they go on where it says, and their history keeps its names."""

import pytest
from msgspec.structs import replace

from server import db, ledger
from server.deals import queries as deals
from server.facts import AcademyLoaded
from server.inspections import actions, queries
from server.lessons import queries as lessons
from server.process.map import Process
from tests import selling
from tests.databases import Database
from tests.inspections.merged import KEPT, MERGED, NEW
from tests.inspections.reference import PROCESS
from tests.inspections.world import World, arrange, every

pytestmark = pytest.mark.usefixtures("wired")

DROPPED = replace(
    MERGED,
    behaviours=tuple(one for one in PROCESS.behaviours if one.stage != "align"),
    motions=(replace(NEW, stages=KEPT, gates=tuple(gate for gate in NEW.gates if PROCESS.behaviour[gate].stage != "align")),),
)
"""Align is gone with all that was asked there."""


async def load(world: World, process: Process) -> None:
    """This process is the one that is served now, as a load would have it."""
    before = await lessons.current()
    await selling.serve(replace(selling.ACADEMY, process=process.after(before.academy.process or process)))
    lessons.LATEST.forget()
    loaded = AcademyLoaded(academy=(await lessons.current()).hash, lessons=1, errors=0, warnings=0, before=before.hash)
    world.later(days=1)
    await db.run(lambda: ledger.record(loaded, world.cast.entry(world.cast.zoe)))


async def claim(world: World) -> tuple[str, str, list[str]]:
    """Motion and stage of the deal, and the stages that it claimed by the names they had."""
    found = (await deals.deals([world.deal]))[world.deal]
    return found.motion, found.stage, [one.stage for one in await deals.claims(world.deal)]


async def test_a_deal_goes_on_in_the_stage_that_took_over_its_own(database: Database):
    world = await arrange(stage="align")
    await load(world, MERGED)
    assert await claim(world) == ("new", "discover", ["align"])
    await load(world, replace(MERGED, title="Another title"))
    assert await claim(world) == ("new", "discover", ["align"])
    await load(world, PROCESS)
    assert await claim(world) == ("new", "align", ["align"])


async def test_a_kind_of_deal_that_another_took_over_counts_as_that_one(sqlite: Database):
    world = await arrange(stage="align", motion="expansion")
    await load(world, MERGED)
    assert await claim(world) == ("new", "discover", ["align"])


async def test_a_deal_whose_stage_nobody_took_over_stays_as_it_was_said(sqlite: Database):
    world = await arrange(stage="align")
    await load(world, replace(DROPPED, moved={}))
    assert await claim(world) == ("new", "align", ["align"])


async def test_what_sheets_concluded_is_concluded_anew_by_the_gates_of_today(sqlite: Database):
    world = await arrange(stage="discover")
    gates = [gate.id for stage in ("engage", "discover") for gate in PROCESS.gates["new", stage]]
    for gate in gates:
        await world.prove(gate)
    await world.inspect({gate: every(gate) for gate in gates})
    assert (await world.stands())[:2] == ("align", -1)
    await load(world, MERGED)
    supported, gap, _verified, missing = await world.stands()
    assert (supported, gap, PROCESS.behaviour[missing].stage) == ("discover", 0, "align")
    await load(world, DROPPED)
    assert (await world.stands())[:2] == ("prove", -1)


async def test_a_sheet_that_was_open_closes_on_what_the_process_still_asks(sqlite: Database):
    world = await arrange(stage="align")
    sheet = await world.begin()
    await world.prove("stakeholder-access")
    await load(world, DROPPED)
    closed = await world.close(sheet, {"next-step-confirmed": every("next-step-confirmed")})
    assert closed
    found = await queries.any_sheet(sheet)
    assert found is not None
    assert found.closed_at is not None
    assert (await world.stands())[0] in KEPT


async def test_a_reply_about_what_is_asked_no_more_can_still_be_settled(sqlite: Database):
    world = await arrange(stage="align")
    await world.inspect({"stakeholder-access": every("stakeholder-access")})
    ada, mira, words = world.cast.ada, world.cast.mira, "We do not ask for it any more."
    reply = await actions.give_reply(ada.actor, world.cast.entry(ada), world.deal, "stakeholder-access", "It is there.")
    await load(world, DROPPED)
    settled = await actions.answer_reply(mira.actor, world.cast.entry(mira), reply, ticks=(), words=words)
    assert (settled.outcome, settled.answer_words) == ("stands", words)


async def test_an_author_is_told_how_many_deals_stand_nowhere(sqlite: Database):
    world = await arrange(stage="align")
    assert await deals.adrift(PROCESS) == {}
    await load(world, replace(DROPPED, moved={}))
    assert await deals.adrift(DROPPED) == {("stage", "align"): 1}
    assert await deals.adrift(replace(DROPPED, motions=())) == {("motion", "new"): 1}
