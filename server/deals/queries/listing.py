"""Deals one part after another, for whoever reads all of them."""

from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, Literal
from uuid import UUID

from server.db import Statement, blanks
from server.deals.queries.deals import Deal, deal_of

State = Literal["open", "closed", "any"]

FIRST: Final = (datetime(1, 1, 2, tzinfo=UTC), UUID(int=0))
"""A place before every deal."""


async def listed(owners: Collection[UUID] | None, *, state: State, after: tuple[datetime, UUID] | None, limit: int) -> list[Deal]:
    """The `limit` deals after this place (added_at, id), in the order in which they were added: of these owners, or of everybody if None.

    Whoever asks has made sure that the reader may see them.
    """
    if owners is not None and not owners:
        return []
    at, id = after or FIRST
    whose: list[Any] = sorted(owners) if owners is not None else []
    rows = await _listed(len(whose), state)(*whose, at, at, id, limit)
    return [deal_of(row) for row in rows]


@cache
def _listed(owners: int, state: State) -> Statement:
    whose = f'"owner" IN ({blanks(owners)}) AND ' if owners else ""
    ended = {"open": '"closed_at" IS NULL AND ', "closed": '"closed_at" IS NOT NULL AND ', "any": ""}[state]
    return Statement(
        f'SELECT * FROM "deal" WHERE {whose}{ended}("added_at" > {{}} OR ("added_at" = {{}} AND "id" > {{}})) '  # noqa: S608  # placeholders
        'ORDER BY "added_at", "id" LIMIT {}'
    )
