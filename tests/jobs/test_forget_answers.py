"""What was answered to programs is forgotten after a day."""

import asyncio
from datetime import timedelta

from server import clock, ids
from server.api.queries import KEPT
from server.api.tables import ApiAnswer
from server.jobs.forget_answers import keep_forgetting
from tests.databases import Database


async def test_what_is_older_than_a_day_is_forgotten_and_the_loop_ends_when_it_is_told(database: Database):
    now = clock.now()
    young, old = ids.new(), ids.new()
    for id, at in ((young, now - KEPT + timedelta(minutes=5)), (old, now - KEPT - timedelta(minutes=5))):
        await ApiAnswer.insert(ApiAnswer(id=id, digest="d", body="{}", at=at))
    stop = asyncio.Event()
    loop = asyncio.create_task(keep_forgetting(stop))
    async with asyncio.timeout(5):
        while await ApiAnswer.count() == 2:  # noqa: ASYNC110  # what the loop did is seen in the table alone
            await asyncio.sleep(0.01)
        stop.set()
        await loop
    assert [row["id"] for row in await ApiAnswer.select(ApiAnswer.id)] == [young]
