"""What sheets showed on the deals of somebody who is new."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from server.db import Statement, blanks
from server.inspections.ramp import SPAN, Ramp, Shown
from server.inspections.ramp import ramp as told
from server.inspections.rubric import MOVING
from server.process.map import Process


async def ramp(person: UUID, process: Process | None, zone: str, now: datetime, without: Collection[UUID] = ()) -> Ramp | None:
    """In one statement; None for who is no rep, or is one for longer than somebody is new, and where nothing is a gate. `without` are deals that the
    reader still looks at a second time. Whoever asks has made sure that the reader may see the person's deals.
    """
    if process is None or not any(one.gate for one in process.behaviours):
        return None
    rows = await SHOWN(*sorted(MOVING), person, now - SPAN)
    if not rows:
        return None
    shown = [
        Shown(row["behaviour"], frozenset(msgspec.json.decode(row["proven"], type=list[str])), row["closed_at"])
        for row in rows
        if row["behaviour"] and row["deal"] not in without
    ]
    return told(process, rows[0]["began"], shown, zone)


SHOWN: Final = Statement(
    'SELECT g."began", o."deal", o."closed_at", r."behaviour", r."proven" FROM "role_grant" g '  # noqa: S608  # placeholders
    'LEFT JOIN "inspection" o ON o."person" = g."person" AND o."closed_at" >= g."began" '
    f'AND o."mode" IN ({blanks(len(MOVING))}) AND NOT o."training" '
    'LEFT JOIN "inspection_row" r ON r."inspection" = o."id" AND r."proven" <> \'[]\' '
    'WHERE g."person" = {} AND g."role" = \'rep\' AND g."ended" IS NULL AND g."began" >= {} ORDER BY o."closed_at", r."id"'
)
