"""Noting and taking back days away, by plain HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from server import clock
from server.people import queries
from tests.client import send
from tests.databases import Database
from tests.web import world as worlds
from tests.web.world import World

PAGE = "/account/absences"


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with worlds.opened(sqlite) as opened:
        yield opened


async def test_a_rep_notes_days_and_takes_them_back(world: World):
    today = clock.today("Europe/Prague")
    async with world.visit(world.cast.ada) as ada:
        assert "Who covers" not in (await ada.get(PAGE)).text
        last = (today + timedelta(days=4)).isoformat()
        assert (await send(ada, PAGE, PAGE, first=today.isoformat(), last=last)).status_code == 303
        text = (await ada.get(PAGE)).text
        assert "Ada Rep, until " in text
        (noted,) = await queries.absences([world.cast.ada.id], today)
        assert (await send(ada, PAGE, f"{PAGE}/{noted.id}/withdrawal")).status_code == 303
        assert "Nobody is away." in (await ada.get(PAGE)).text


async def test_a_manager_notes_days_of_their_team_and_names_who_covers(world: World):
    today, cast = clock.today("Europe/Prague"), world.cast
    day = today.isoformat()
    async with world.visit(cast.mira) as mira:
        text = (await mira.get(PAGE)).text
        assert "Ada Rep" in text
        assert "Ida Rep" not in text
        await send(mira, PAGE, PAGE, person=str(cast.ada.id), first=day, last=day)
        await send(mira, PAGE, PAGE, person=str(cast.mira.id), first=day, last=day, cover=str(cast.tom.id))
        assert "Tom South covers" in (await mira.get(PAGE)).text
    assert len(await queries.absences([cast.ada.id, cast.mira.id], today)) == 2


async def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(world: World):
    async with world.visit(world.cast.ada) as ada:
        refused = await send(ada, PAGE, PAGE, first="2030-02-05", last="2030-02-01")
        empty = await send(ada, PAGE, PAGE, first="2030-02-05", last="")
    assert refused.status_code == empty.status_code == 422
    assert "The last day lies before the first." in refused.text
    assert 'value="2030-02-05"' in refused.text
    assert 'value="2030-02-05"' in empty.text


async def test_nobody_notes_days_of_somebody_elses_team(world: World):
    async with world.visit(world.cast.tom) as tom:
        sent = await send(tom, PAGE, PAGE, person=str(world.cast.ada.id), first="2030-02-05", last="2030-02-06")
    assert sent.status_code in {403, 404}
    assert await queries.absences([world.cast.ada.id], clock.today("UTC")) == []
