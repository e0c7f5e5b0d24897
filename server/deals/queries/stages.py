"""Since when deals claim the stage they claim."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from msgspec import Struct

from server.db import Statement


async def entered(deals: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each of these deals came to the stage that it claims now, in one statement."""
    return {row["deal"]: row["at"] for row in await _entered(len(deals))(*deals)} if deals else {}


@cache
def _entered(deals: int) -> Statement:
    marks = ", ".join(["{}"] * deals)
    return Statement(f'SELECT "deal", "at" FROM "deal_stage" WHERE "deal" IN ({marks}) ORDER BY "at", "id"')  # noqa: S608  # placeholders


class Moved(Struct, frozen=True, kw_only=True):
    """An open deal that claims another stage since `at`: it left `left`."""

    deal: UUID
    left: str
    stage: str
    at: datetime


async def moved(owner: UUID, since: datetime, until: datetime) -> list[Moved]:
    """The open deals of a person whose claim last moved in this time, by when, in one statement; those that were added then have left nothing."""
    claims: dict[UUID, list[tuple[datetime, str]]] = {}
    for row in await MOVED(owner, since, until):
        claims.setdefault(row["deal"], []).append((row["at"], row["stage"]))
    found = [one for deal, steps in claims.items() if (one := _moved(deal, steps)) and since <= one.at < until]
    return sorted(found, key=lambda one: (one.at, one.deal))


def _moved(deal: UUID, steps: Sequence[tuple[datetime, str]]) -> Moved | None:
    at, stage = steps[-1]
    left = next((before for _at, before in reversed(steps[:-1]) if before != stage), None)
    return Moved(deal=deal, left=left, stage=stage, at=at) if left else None


MOVED = Statement(
    'SELECT s."deal", s."at", s."stage" FROM "deal_stage" s JOIN "deal" d ON d."id" = s."deal" '
    'WHERE d."owner" = {} AND d."closed_at" IS NULL AND EXISTS '
    '(SELECT 1 FROM "deal_stage" n WHERE n."deal" = d."id" AND n."at" >= {} AND n."at" < {}) ORDER BY s."deal", s."at", s."id"'
)
