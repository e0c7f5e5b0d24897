"""When anybody was last asked for a behaviour, on any deal of the company."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.db import Statement


class Asked(Struct, frozen=True):
    """The sheet that asked for a behaviour last, and when it was closed."""

    inspection: UUID
    at: datetime


async def asked(since: datetime) -> Mapping[str, Asked]:
    """By behaviour, the last of the sheets since then that say where a deal stands; what none of them asked for is left out."""
    return {row["behaviour"]: Asked(row["id"], row["at"]) for row in await ASKED(since)}


async def began() -> datetime | None:
    """When anybody first closed such a sheet; None before."""
    rows = await BEGAN()
    return rows[0]["closed_at"] if rows else None


# The column itself comes back, because SQLite gives a maximum without its type.
ASKED: Final = Statement(
    'SELECT n."behaviour", i."id", i."closed_at" AS "at" FROM (SELECT r."behaviour", MAX(o."closed_at") AS "at" '
    'FROM "inspection" o JOIN "inspection_row" r ON r."inspection" = o."id" '
    "WHERE o.\"closed_at\" >= {} AND o.\"mode\" IN ('full', 'delta', 'together') AND r.\"answer\" <> 'not-asked' "
    'GROUP BY r."behaviour") n JOIN "inspection" i ON i."closed_at" = n."at" '
    'JOIN "inspection_row" q ON q."inspection" = i."id" AND q."behaviour" = n."behaviour" AND q."answer" <> \'not-asked\' '
    "WHERE i.\"mode\" IN ('full', 'delta', 'together')"
)
BEGAN: Final = Statement(
    'SELECT "closed_at" FROM "inspection" WHERE "closed_at" IS NOT NULL AND "mode" IN (\'full\', \'delta\', \'together\') '
    'ORDER BY "closed_at" LIMIT 1'
)
