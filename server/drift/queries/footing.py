"""What sheets answered in a quarter about each behaviour, counted where it lies."""

from datetime import datetime
from typing import Final

from server.db import Statement, blanks
from server.drift.footing import Asked
from server.drift.quality import QUARTER
from server.inspections.rubric import MOVING


async def asked(now: datetime) -> list[Asked]:
    """By behaviour; sheets of who learns to inspect are left out, and so are rows that do not apply by themselves."""
    rows = await ASKED(now - QUARTER, *sorted(MOVING))
    return [Asked(row["behaviour"], row["proven"], row["hollow"], row["rows"], row["away"]) for row in rows]


def _many(column: str) -> str:
    """How many ids a JSON list of them holds; no id has a comma in it."""
    return (
        f"CAST(SUM(CASE WHEN r.\"{column}\" IN ('', '[]') THEN 0 "
        f"ELSE 1 + LENGTH(r.\"{column}\") - LENGTH(REPLACE(r.\"{column}\", ',', '')) END) AS BIGINT)"
    )


ASKED: Final = Statement(
    f'SELECT r."behaviour", {_many("proven")} AS "proven", {_many("hollow")} AS "hollow", COUNT(*) AS "rows", '  # noqa: S608  # ours
    'CAST(SUM(CASE WHEN r."answer" = \'not-applicable\' THEN 1 ELSE 0 END) AS BIGINT) AS "away" '
    'FROM "inspection" o JOIN "inspection_row" r ON r."inspection" = o."id" '
    f'WHERE o."closed_at" >= {{}} AND o."mode" IN ({blanks(len(MOVING))}) AND NOT o."training" '
    "AND r.\"answer\" NOT IN ('', 'not-asked') AND NOT (r.\"answer\" = 'not-applicable' AND r.\"na\" = '') "
    'GROUP BY r."behaviour"'
)
