"""Choosing what is in focus, by plain HTTP."""

from collections.abc import AsyncIterator

import pytest

from server.inspections import queries
from tests.client import send
from tests.databases import Database
from tests.web import world as worlds
from tests.web.world import World


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with worlds.opened(sqlite) as opened:
        yield opened


async def test_a_leader_chooses_a_stage_and_opens_the_process_again(world: World):
    async with world.visit(world.cast.lea) as lea:
        assert "The whole process is open" in (await lea.get("/focus")).text
        assert (await send(lea, "/focus", "/focus", stage="align")).status_code == 303
        text = (await lea.get("/focus")).text
        assert "In focus: Align and what is always on" in text
        assert "Sheets ask for this alone: Next step confirmed; Access to all required stakeholders." in text
        await send(lea, "/focus", "/focus", stage="")
        assert "The whole process is open" in (await lea.get("/focus")).text
    assert await queries.focus() is None


async def test_a_stage_that_is_none_is_refused(world: World):
    async with world.visit(world.cast.lea) as lea:
        refused = await send(lea, "/focus", "/focus", stage="nowhere")
    assert refused.status_code == 422
    assert "Choose a stage of the process." in refused.text


async def test_a_manager_does_not_choose_it(world: World):
    async with world.visit(world.cast.mira) as mira:
        assert (await mira.get("/focus")).status_code in {403, 404}
