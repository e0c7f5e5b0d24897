"""What the counts of one manager are made of: sheets, notes as labels without a word of them, and promises. For who may see the counts."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.db import Statement, blanks, of_row
from server.drift.quality import QUARTER, Came
from server.drift.queries.quality import NOTES
from server.inspections.rubric import MOVING

MOST: Final = 50
"""How many of a kind are listed, the newest first."""


class Closed(Struct, frozen=True, kw_only=True):
    """A sheet that they closed. `pick` says how its deal came to be looked at."""

    id: UUID
    deal_name: str
    mode: str
    pick: str
    closed_at: datetime


class Label(Struct, frozen=True, kw_only=True):
    """A note that they wrote, without its words: when, about which deal, and how they tagged it."""

    id: UUID
    deal: UUID | None
    deal_name: str | None
    tag: str
    at: datetime


class Promise(Struct, frozen=True, kw_only=True):
    """A promise that was not followed up within a week. `due` is a day in the `zone` of its person, `said` when it was, None while
    nobody did.
    """

    id: UUID
    deal_name: str
    due: datetime
    zone: str
    said: datetime | None


async def closed(manager: UUID, now: datetime) -> list[Closed]:
    """The newest fifty sheets that they closed in the last quarter."""
    rows = await CLOSED(manager, now - QUARTER, *sorted(MOVING), MOST)
    return [of_row(Closed, row) for row in rows]


async def labels(manager: UUID, now: datetime) -> list[Label]:
    """The newest fifty notes whose tags are counted."""
    return [of_row(Label, row) for row in await LABELS(manager, now - NOTES, MOST)]


async def promises(came: Sequence[Came]) -> list[Promise]:
    """These promises with their deals, the newest fifty."""
    newest = sorted(came, key=lambda one: (one.due, one.commitment), reverse=True)[:MOST]
    if not newest:
        return []
    asked = sorted({one.commitment for one in newest})
    told = {row["id"]: row for row in await _deals(len(asked))(*asked)}
    return [
        Promise(id=one.commitment, deal_name=row["name"], due=one.due, zone=row["zone"] or "UTC", said=one.said)
        for one in newest
        if (row := told[one.commitment])
    ]


@cache
def _deals(promises: int) -> Statement:
    return Statement(
        'SELECT c."id", d."name", p."zone" FROM "commitment" c JOIN "deal" d ON d."id" = c."deal" '  # noqa: S608  # placeholders
        'LEFT JOIN "person" p ON p."id" = c."person" '
        f'WHERE c."id" IN ({blanks(promises)})'
    )


CLOSED: Final = Statement(
    'SELECT i."id", d."name" AS "deal_name", i."mode", i."pick", i."closed_at" FROM "inspection" i JOIN "deal" d ON d."id" = i."deal" '
    'WHERE i."by" = {} AND i."closed_at" >= {} AND i."mode" IN ({}, {}, {}) ORDER BY i."closed_at" DESC, i."id" DESC LIMIT {}'
)
LABELS: Final = Statement(
    'SELECT n."id", n."deal", d."name" AS "deal_name", n."tag", n."at" FROM "note" n LEFT JOIN "deal" d ON d."id" = n."deal" '
    'WHERE n."by" = {} AND n."at" >= {} AND n."tag" <> \'\' ORDER BY n."at" DESC, n."id" DESC LIMIT {}'
)
