"""Deals that were decided and that nobody has looked back at."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from msgspec import Struct

from server.db import Statement, blanks
from server.inspections.standard import DECISION


class Decided(Struct, frozen=True, kw_only=True):
    """A deal that was won or lost at `closed_at`, of which the look back at the decision was never asked."""

    deal: UUID
    name: str
    owner: UUID
    outcome: str
    closed_at: datetime


async def decided(persons: Sequence[UUID], since: datetime) -> list[Decided]:
    """Those of these people since then, the oldest first, in one statement. Whoever asks has made sure that the reader may see them."""
    if not persons:
        return []
    return [
        Decided(deal=row["id"], name=row["name"], owner=row["owner"], outcome=row["outcome"], closed_at=row["closed_at"])
        for row in await _decided(len(persons))(DECISION, since, *persons)
    ]


@cache
def _decided(persons: int) -> Statement:
    marks = blanks(persons)
    return Statement(
        'SELECT d."id", d."name", d."owner", d."outcome", d."closed_at" FROM "deal" d '  # noqa: S608  # placeholders
        'LEFT JOIN "standing" s ON s."deal" = d."id" AND s."behaviour" = {} '
        f'WHERE d."closed_at" >= {{}} AND d."outcome" IN (\'won\', \'lost\') AND d."owner" IN ({marks}) AND s."id" IS NULL '
        'ORDER BY d."closed_at", d."id"'
    )
