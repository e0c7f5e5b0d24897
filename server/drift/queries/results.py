"""What became of the deals that left each stage, counted where they lie: the answer grows with stages and gates and not with deals."""

from datetime import datetime

from server.db import Statement
from server.drift.queries.ranks import gates, stages, values
from server.drift.results import Left
from server.process.map import Process


async def left(process: Process, since: datetime) -> list[Left]:
    """The deals that were won, lost or came to no decision since then, by the stages they left and by each gate of these."""
    if not process.motions:
        return []
    rows = await Statement(_left(process))(since)
    return [Left(stage=row["stage"], gate=row["gate"], met=bool(row["met"]), won=row["won"], deals=row["deals"]) for row in rows]


def _left(process: Process) -> str:
    """First when each deal left each stage, then which gates of it were met by then, then how many were won with and without.

    A deal is one row a gate; a gate that nobody asked about has no standing, and its deal no say about the stage as a whole.
    """
    ranks, asked = values(stages(process)), values(gates(process))
    gone = (
        'SELECT d."id" AS "deal", d."motion", d."outcome", r."column2" AS "stage", MIN(h."at") AS "at" '  # noqa: S608  # ids
        f'FROM "deal" d JOIN "deal_stage" h ON h."deal" = d."id" '
        f'JOIN {ranks} o ON o."column1" = d."motion" AND o."column2" = h."stage" '
        f'JOIN {ranks} r ON r."column1" = d."motion" AND r."column3" < o."column3" '
        "WHERE d.\"closed_at\" >= {} AND d.\"outcome\" IN ('won', 'lost', 'no-decision') "
        'GROUP BY d."id", d."motion", d."outcome", r."column2"'
    )
    by_gate = (
        'SELECT g."deal", g."outcome", g."stage", k."column3" AS "gate", CASE WHEN s."id" IS NULL THEN NULL WHEN s."met" AND (s."baseline" '  # noqa: S608  # ids
        f'OR s."met_at" <= g."at" OR s."shown_at" <= g."at") THEN 1 ELSE 0 END AS "met" FROM ({gone}) g '
        f'JOIN {asked} k ON k."column1" = g."motion" AND k."column2" = g."stage" '
        'LEFT JOIN "standing" s ON s."deal" = g."deal" AND s."behaviour" = k."column3"'
    )
    whole = (
        'SELECT "stage", "outcome", "deal", MIN("met") AS "met", COUNT(*) - COUNT("met") AS "silent" FROM by_gate '
        'GROUP BY "stage", "outcome", "deal"'
    )
    won = 'SUM(CASE WHEN "outcome" = \'won\' THEN 1 ELSE 0 END) AS "won", COUNT(*) AS "deals"'
    return (
        f'SELECT * FROM (WITH by_gate AS ({by_gate}) SELECT "stage", \'\' AS "gate", "met", {won} FROM ({whole}) w '  # noqa: S608  # ids
        'WHERE "met" = 0 OR ("met" = 1 AND "silent" = 0) GROUP BY "stage", "met" '
        f'UNION ALL SELECT "stage", "gate", "met", {won} FROM by_gate WHERE "met" IS NOT NULL GROUP BY "stage", "gate", "met") counted'
    )
