"""One row written within a verb, for tests of transactions."""

from datetime import UTC, datetime

from server import ids
from server.db import Statement

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


PUT = Statement(
    'INSERT INTO "outbox" ("id", "made", "due", "state", "attempts", "body", "problem") VALUES ({}, {}, {}, {}, {}, {}, {})'
)


async def put(id: object = None) -> None:
    await PUT(id or ids.new(), NOW, NOW, "waiting", 0, "", "")
