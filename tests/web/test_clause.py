"""The words of one clause, as the process owner reads them: agreement before and since, and the day on which they changed."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from server import clock
from tests import selling
from tests.cast import again
from tests.databases import Database
from tests.inforce import put_in_force
from tests.web import world as worlds
from tests.web.calibrating import WORDS, begun, close, get, proved
from tests.web.world import World

PAGE = f"/wording/clauses/{WORDS}/in-time"


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with worlds.opened(sqlite) as opened:
        yield opened


async def compared(world: World, name: str, *, alike: bool) -> None:
    """Mira and Tom look at one deal alone, and tick the second clause alike or not."""
    calibration = await begun(world, world.cast.mira, await proved(world, name=name), other=str(world.cast.tom.id))
    both = (f"{WORDS}/written", f"{WORDS}/in-time")
    await close(world, world.cast.mira, calibration, *both)
    await close(world, world.cast.tom, calibration, *(both if alike else both[:1]))


async def test_before_and_since_a_rewording_stand_beside_one_another_with_its_day(world: World):
    await put_in_force(selling.ACADEMY, clock.now() - timedelta(days=90))
    for number in range(3):
        await compared(world, f"Deal {number}", alike=number == 0)
    sam = await again(world.cast.sam)
    assert "1 of 3 pairs agree, on 3 deals. Likely" in await get(world, sam, PAGE)
    process = selling.PROCESS
    behaviour = process.behaviour[WORDS]
    clauses = (behaviour.clauses[0], replace(behaviour.clauses[1], text="On the day of the meeting, by them"))
    behaviours = tuple(replace(one, clauses=clauses) if one.id == WORDS else one for one in process.behaviours)
    between = await begun(world, world.cast.mira, await proved(world, name="Between"), other=str(world.cast.tom.id))
    await close(world, world.cast.mira, between, f"{WORDS}/in-time")
    await put_in_force(replace(selling.ACADEMY, process=replace(process, version=4, behaviours=behaviours)), clock.now())
    await close(world, world.cast.tom, between)
    assert "Nobody has compared it in these words yet." in await get(world, sam, PAGE)
    await compared(world, "Since", alike=True)
    text = await get(world, sam, PAGE)
    now, before = text.split("Wording 1")
    assert "<ins>" in now
    assert "1 of 1 pairs agree, on one deal." in now
    assert "new wording since" in now
    assert "Likely" not in now, "one deal is one deal"
    assert "1 of 3 pairs agree, on 3 deals. Likely" in before
    assert before.count(" of 1 pair<") == 3, "each comparison stands with its day"
    listed = await get(world, sam, "/wording")
    assert "1 of 3 pairs before the new wording, 1 of 1 since." in listed
    assert f'href="{PAGE}"' in listed
    changes = await get(world, sam, "/process/changes")
    assert "1 of 3 pairs before the new wording, 1 of 1 since." in changes
    assert f'href="{PAGE}"' in changes
    await get(world, world.cast.mira, PAGE, status=404)
    await get(world, sam, "/wording/clauses/nothing/at-all", status=404)
