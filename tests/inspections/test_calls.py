"""What a day brings of somebody's own deals: one statement for meetings, whoever tells of them, and for what the day held."""

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from server import db, ids
from server.deals import actions as deals
from server.deals.queries import Tended
from server.deals.tables import DealNextStep, DealSeen
from server.inspections import actions, queries
from server.inspections.actions import Told
from server.inspections.queries import Call, OwnDeals
from tests.cast import ZONE
from tests.databases import Database
from tests.inspections.reference import PROCESS
from tests.inspections.world import World, arrange


@pytest.fixture
async def world(database: Database) -> World:
    return await arrange()


def today(world: World) -> date:
    return world.cast.now.astimezone(ZoneInfo(ZONE)).date()


async def own(world: World) -> OwnDeals:
    with db.counted() as sent:
        found = await queries.own_deals(world.cast.ada.id, today(world), today(world) + timedelta(days=1))
    assert sent.n == 1
    return found


async def invite(world: World, days: int, who: str) -> UUID:
    told = Told(
        artifact="meeting-recap",
        source="buyer",
        form="event",
        dated=today(world) + timedelta(days=days),
        words="To decide.",
        sender=who,
    )
    return await actions.add_evidence(world.cast.ada.actor, world.cast.entry(world.cast.ada), world.deal, told, process=PROCESS)


async def step(world: World, subject: str, days: int, *, kind: str = "event", done: bool = False) -> None:
    day, now = today(world) + timedelta(days=days), world.cast.now
    row = DealNextStep(
        id=ids.new(), source="hubspot", kind=kind, step=subject, key="1", subject=subject, day=day, done=done, changed_at=now
    )
    await DealNextStep.insert(row)


async def test_meetings_of_today_and_tomorrow_are_known_by_who_tells_of_them(world: World):
    assert await own(world) == OwnDeals(tended=None, accepted=(), planned=())
    for days, who in ((1, "Petra"), (0, "Jitka"), (2, "Too late"), (-1, "Over")):
        await invite(world, days, who)
    taken_back = await invite(world, 0, "Nobody")
    await actions.withdraw_evidence(
        world.cast.ada.actor, world.cast.entry(world.cast.ada), taken_back, "They declined.", process=PROCESS
    )
    await DealSeen.insert(DealSeen(id=ids.new(), source="hubspot", key="1", deal=world.deal))
    await step(world, "Review", 1)
    await step(world, "Kick-off", 0)
    await step(world, "Over", 0, done=True)
    await step(world, "Too late", 2)
    await step(world, "A task", 0, kind="task")
    found = await own(world)
    first = Call(deal=world.deal, name="Northgate Dairy", day=today(world), purpose="To decide.", people="Jitka")
    assert found.accepted[0] == first
    assert [call.people for call in found.accepted] == ["Jitka", "Petra"]
    assert [(call.purpose, call.people, call.day) for call in found.planned] == [
        ("Kick-off", "", today(world)),
        ("Review", "", today(world) + timedelta(days=1)),
    ]
    none = OwnDeals(tended=None, accepted=(), planned=())
    assert await queries.own_deals(world.cast.bo.id, today(world), today(world) + timedelta(days=1)) == none


async def test_what_came_of_the_deal_of_the_day_is_known_with_them_and_a_closed_deal_has_no_calls(world: World):
    ada = world.cast.ada
    await invite(world, 0, "Petra")
    await deals.tend(ada.actor, world.cast.entry(ada), world.deal, "not-now", "They are away.")
    held = Tended(deal=world.deal, name="Northgate Dairy", answer="not-now")
    assert ((await own(world)).tended, len((await own(world)).accepted)) == (held, 1)
    await db.Statement('UPDATE "deal" SET "closed_at" = {} WHERE "id" = {}')(world.cast.now, world.deal)
    assert await own(world) == OwnDeals(tended=held, accepted=(), planned=())
    tomorrow = today(world) + timedelta(days=1)
    assert (await queries.own_deals(ada.id, tomorrow, tomorrow)).tended is None
