"""The week of a manager of many: what stands there is bounded, the rest is counted, and who does not stand there is not looked at."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from server.people import queries as people
from server.web.week import desk
from server.web.week.week_lines import SHOWN, looked_at
from tests import crowd
from tests.databases import Database
from tests.web.selling_deeds import DAY, deal, promise
from tests.web.world import World, opened

MANY = SHOWN + 3


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    """Everybody in a crowd below Mira has a deal, and a promise on it that is due, the next one's an hour later."""
    async with opened(sqlite) as made:
        await crowd.below(sqlite, made.cast.north, made.cast.now - 9 * DAY, MANY)
        for n in range(MANY):
            rep = await people.person_by_address(f"rep{n}@crowd.example")
            assert rep is not None
            await promise(rep, await deal(rep, f"Deal {n:02d}"), due=timedelta(hours=n) - 3 * DAY, words=f"Promise {n:02d}")
        yield made


async def test_the_first_fifty_stand_there_and_the_rest_is_counted(world: World):
    async with world.visit(world.cast.mira) as mira:
        text = (await mira.get("/week")).text
    assert re.findall(r">Promise (\d\d)<", text) == [f"{n:02d}" for n in range(SHOWN)]
    assert "3 more stand here as these are done." in text
    assert f"<h1>{MANY} " in text
    assert f"{MANY - 2} more deals to look at" in text, "two are picked"
    assert len(re.findall(r'<span class="quiet">Rep \d+: ', text)) == SHOWN
    assert "One more stands here once one of these is done." in text


async def test_who_is_counted_and_does_not_stand_there_is_not_told_of_a_look(world: World):
    mira = world.cast.mira
    (own,) = await people.desks(mira.actor, world.cast.now)
    book = await desk.read(mira.actor, own, world.cast.now)
    assert {one.id for one in looked_at(book, ())} == {one.person for one in book.promised[:SHOWN]}
