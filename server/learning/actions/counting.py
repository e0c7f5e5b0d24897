"""Counting everybody's first tries for authors, by night: all answers are read for it, and nobody waits."""

from datetime import datetime
from functools import partial

import msgspec

from server import db
from server.learning.queries.firsts import ITEMS, count_firsts


async def count_items(now: datetime) -> int:
    """Counts, and puts the counts in place of those before. Says how many first tries they are. Safe to repeat, and while people answer.

    What is counted follows from the answers alone, so it is no fact.
    """
    found = await count_firsts(now)
    await db.run(partial(_keep, now, msgspec.json.encode(found).decode()))
    return sum(one.people for one in found.tallies)


async def _keep(now: datetime, body: str) -> None:
    await KEEP(ITEMS, now, body)


KEEP = db.Statement(
    'INSERT INTO "item_count" ("name", "counted_at", "body") VALUES ({}, {}, {}) '
    'ON CONFLICT ("name") DO UPDATE SET "counted_at" = EXCLUDED."counted_at", "body" = EXCLUDED."body"'
)
