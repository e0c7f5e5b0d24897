"""The day of a promise is that of who made it, whoever reads it: six in the evening in Los Angeles is three at night in Prague."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from server import clock
from server.assignments.tables import AssignmentRow
from server.commitments.due import evening, told_on
from server.commitments.tables import CommitmentRow
from server.html.filters import day as whole_day
from server.html.filters import short_day
from server.people.tables import Person
from server.zones import local_day
from tests import selling
from tests.databases import Database
from tests.inspections.reference import PROCESS
from tests.web import deeds, selling_deeds
from tests.web.world import World, opened

WEST, HOME = "America/Los_Angeles", "Europe/Prague"


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        await selling.serve(replace(selling.ACADEMY, process=PROCESS))
        yield made


async def test_a_manager_reads_the_day_that_was_promised(world: World):
    ada, mira = world.cast.ada, world.cast.mira
    await Person.update({Person.zone: WEST}).where(Person.id == ada.id)
    deal = await selling_deeds.deal(ada, "Fennel Logistics")
    promise = await selling_deeds.promise(ada, deal, due=timedelta(days=9))
    day = local_day(clock.now(), WEST) + timedelta(days=9)
    await CommitmentRow.update({CommitmentRow.due_at: evening(day, WEST)}, force=True)
    said, next_day = short_day(day), short_day(day + timedelta(days=1))
    async with world.visit(mira) as manager:
        for path in (f"/commitments/{promise}", f"/people/{ada.id}", f"/deals/{deal}", f"/people/{ada.id}/one-to-one"):
            text = (await manager.get(path)).text
            assert said in text, path
            assert next_day not in text, path


async def test_a_manager_reads_the_day_for_which_they_assigned_a_lesson(world: World):
    ada, mira = world.cast.ada, world.cast.mira
    await Person.update({Person.zone: WEST}).where(Person.id == ada.id)
    await world.enter_policy()
    assert (await deeds.assign(world, ada)).status_code == 303
    day = local_day(clock.now(), WEST) + timedelta(days=9)
    await AssignmentRow.update({AssignmentRow.due_at: evening(day, WEST)}, force=True)
    async with world.visit(mira) as manager:
        person, team = (await manager.get(f"/people/{ada.id}")).text, (await manager.get("/team")).text
        table = (await manager.get("/team/completions")).text
    assert short_day(day) in person
    assert short_day(day + timedelta(days=1)) not in person
    assert f"by {whole_day(day)}" in team
    assert day.isoformat() in table


async def test_it_is_followed_up_on_its_day_though_that_ends_on_the_managers_next(world: World):
    ada, mira = world.cast.ada, world.cast.mira
    await Person.update({Person.zone: WEST}).where(Person.id == ada.id)
    deal = await selling_deeds.deal(ada, "Fennel Logistics")
    await selling_deeds.promise(ada, deal, due=timedelta(days=9))
    async with world.visit(mira) as manager:
        for days, told in ((1, False), (0, True)):
            day = local_day(clock.now(), HOME) + timedelta(days=days)
            await CommitmentRow.update({CommitmentRow.due_at: evening(day, WEST)}, force=True)
            assert ("One promise is due, by Ada Rep" in (await manager.get("/week")).text) is told, days


def test_what_is_due_is_told_on_the_earlier_of_the_two_days():
    tuesday = local_day(clock.now(), HOME)
    assert told_on(evening(tuesday, WEST), WEST, HOME) == tuesday
    assert told_on(evening(tuesday, "Pacific/Auckland"), "Pacific/Auckland", WEST) == tuesday - timedelta(days=1)
    assert told_on(evening(tuesday, HOME), HOME, HOME) == tuesday
