"""While no process is served, whatever needs one says so in the same words, and when to come back."""

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from tests import selling
from tests.databases import Database
from tests.web.selling_deeds import deal
from tests.web.world import World, opened

WORDS = "There is no process just now. Try again when an author has loaded one."


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        yield made


@pytest.mark.parametrize("place", ["calibration", "deals/{deal}/baseline", "deals/{deal}/evidence"])
async def test_a_page_that_needs_a_process_says_when_to_come_back(world: World, place: str):
    id = await deal(world.cast.ada, "Northgate & Sons")
    await selling.serve(replace(selling.ACADEMY, process=None))
    async with world.visit(world.cast.mira) as mira:
        answer = await mira.get(f"/{place.format(deal=id)}")
    assert answer.status_code == 409
    assert WORDS in answer.text
