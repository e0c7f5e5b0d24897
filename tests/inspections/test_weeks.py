"""What a team's weeks of inspecting hold, on both databases: what tells how a team does comes from deals that nobody chose."""

from datetime import timedelta

from server.inspections import queries
from tests.databases import Database
from tests.inspections.world import NOTHING_SHOWN, arrange

WAYS = ("coverage", "random", "risk", "chosen", "review", "one-to-one", "second-look")
"""Every way in which a deal comes to be inspected."""

ASKED = "next-step-confirmed"
"""What every sheet asks."""


async def test_only_a_deal_that_was_picked_by_turn_or_by_lot_tells_how_a_team_does(database: Database):
    world = await arrange()
    told = {}
    for way in WAYS:
        world.later(days=1)
        await world.close(await world.begin(pick=way), {ASKED: NOTHING_SHOWN})
        seen = await queries.seen_since([world.cast.ada.id], world.cast.now)
        told[way] = {one.behaviour: one.answer for one in seen if one.answer == "not-met"}
        assert [one.pick for one in await queries.done_since([world.cast.ada.id], world.cast.now)] == [way]
    assert told == {way: {ASKED: "not-met"} if way in {"coverage", "random"} else {} for way in WAYS}


async def test_the_team_is_asked_what_it_was_asked_last_by_the_newest_sheet_that_asked(database: Database):
    world = await arrange()
    team = world.cast.ada.team
    assert await queries.asked_by_team(team) == {}
    for _look in range(2):
        await world.inspect({ASKED: NOTHING_SHOWN})
        world.later(days=3)
    asked = await queries.asked_by_team(team)
    assert asked == {ASKED: world.cast.now - timedelta(days=3)}
    assert await queries.asked_by_team(None) == await queries.asked_by_team(world.cast.ida.team) == {}
