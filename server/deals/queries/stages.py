"""Since when deals claim the stage they claim."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from server.db import Statement


async def entered(deals: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each of these deals came to the stage that it claims now, in one statement."""
    return {row["deal"]: row["at"] for row in await _entered(len(deals))(*deals)} if deals else {}


@cache
def _entered(deals: int) -> Statement:
    marks = ", ".join(["{}"] * deals)
    return Statement(f'SELECT "deal", "at" FROM "deal_stage" WHERE "deal" IN ({marks}) ORDER BY "at", "id"')  # noqa: S608  # placeholders
