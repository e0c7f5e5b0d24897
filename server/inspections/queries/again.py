"""Sheets that are looked at again: what may be drawn this month, and what became of what was."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Final
from uuid import UUID

from server.db import Statement, blanks
from server.inspections.second_look import MONTH, Whole
from server.people.roles import Actor


async def drawable(manager: UUID, leader: UUID, now: datetime) -> list[Whole]:
    """The sheets that a manager closed in the last month, the oldest first, with what this leader has seen of them; in two statements."""
    rows = await WHOLE(leader, leader, manager, now - MONTH)
    opened = await _opened(leader, sorted({row["person"] for row in rows}), now)
    return [
        Whole(
            inspection=row["id"],
            person=row["person"],
            owner=row["owner"],
            mode=row["mode"],
            pick=row["pick"],
            closed_at=row["closed_at"],
            training=bool(row["training"]),
            taken=bool(row["taken"]),
            own=bool(row["own"]),
            opened=opened.get(row["person"]),
            zone=row["zone"] or "UTC",
        )
        for row in rows
    ]


async def kept_from(actor: Actor, deal: UUID, now: datetime) -> UUID | None:
    """The second look for which this leader still has to fill in their sheet of this deal: until then they do not read what others found there."""
    return (await kept(actor, now)).get(deal)


async def kept(actor: Actor, now: datetime) -> Mapping[UUID, UUID]:
    """By deal, the second looks for which this leader still has to fill in their sheet."""
    if not actor.has("leader"):
        return {}
    return {row["deal"]: row["id"] for row in await WAITS(actor.id, now)}


async def _opened(leader: UUID, persons: Sequence[UUID], now: datetime) -> Mapping[UUID, date]:
    """By person, the last day on which the leader opened a deal of theirs."""
    if not persons:
        return {}
    rows = await _looks(len(persons))(leader, (now - MONTH).date(), *persons)
    return {row["subject"]: row["day"] for row in rows}


@cache
def _looks(persons: int) -> Statement:
    return Statement(
        'SELECT "subject", "day" FROM "look" WHERE "viewer" = {} AND "day" >= {} AND "page" = \'deal\' '  # noqa: S608  # placeholders
        f'AND "subject" IN ({blanks(persons)}) ORDER BY "day"'
    )


WAITS: Final = Statement(
    'SELECT c."id", c."deal" FROM "calibration_seat" s JOIN "calibration" c ON c."id" = s."calibration" '
    'WHERE s."inspector" = {} AND s."closed_at" IS NULL AND c."how" = \'second-look\' AND c."due_at" > {}'
)
# A seat on the deal counts as having looked at it: there the manager's own answers may have been opened.
WHOLE: Final = Statement(
    'SELECT i."id", i."person", d."owner", i."mode", i."pick", i."closed_at", i."training", p."zone", '
    'EXISTS (SELECT 1 FROM "calibration_seat" s WHERE s."inspection" = i."id") AS "taken", '
    '(EXISTS (SELECT 1 FROM "inspection" o WHERE o."deal" = i."deal" AND o."by" = {}) OR EXISTS (SELECT 1 FROM "calibration" c '
    'JOIN "calibration_seat" z ON z."calibration" = c."id" WHERE c."deal" = i."deal" AND z."inspector" = {})) AS "own" '
    'FROM "inspection" i JOIN "deal" d ON d."id" = i."deal" '
    'LEFT JOIN "person" p ON p."id" = i."person" WHERE i."by" = {} AND i."closed_at" > {} ORDER BY i."closed_at", i."id"'
)
