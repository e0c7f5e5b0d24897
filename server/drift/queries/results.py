"""What became of the deals that left each stage, counted where they lie: the answer grows with stages and gates and not with deals."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.db import Statement
from server.drift.queries.ranks import gates, stages, values
from server.drift.results import Left
from server.process.map import Process


class Ended(Struct, frozen=True, kw_only=True):
    """A deal that left a stage with all its gates met or without one, and what became of it. `team` is that of its owner today."""

    id: UUID
    name: str
    team: str
    met: bool
    outcome: str
    closed_at: datetime


async def left(process: Process, since: datetime) -> list[Left]:
    """The deals that were won, lost or came to no decision since then, by the stages they left and by each gate of these."""
    if not process.motions:
        return []
    rows = await Statement(_left(process))(since)
    return [Left(stage=row["stage"], gate=row["gate"], met=bool(row["met"]), won=row["won"], deals=row["deals"]) for row in rows]


async def ended(process: Process, since: datetime, stage: str) -> list[Ended]:
    """The deals behind the counts of a stage, the newest first. Whoever asks has made sure that the reader may see them."""
    if not process.motions:
        return []
    rows = await Statement(_ended(process))(since, stage)
    return [
        Ended(
            id=row["id"],
            name=row["name"],
            team=row["team"],
            met=bool(row["met"]),
            outcome=row["outcome"],
            closed_at=row["closed_at"],
        )
        for row in rows
    ]


def _left(process: Process) -> str:
    won = 'SUM(CASE WHEN "outcome" = \'won\' THEN 1 ELSE 0 END) AS "won", COUNT(*) AS "deals"'
    return (
        f'SELECT * FROM (WITH by_gate AS ({_by_gate(process)}) SELECT "stage", \'\' AS "gate", "met", {won} FROM ({WHOLE}) w '  # noqa: S608  # ids
        f'WHERE {SAYS} GROUP BY "stage", "met" '
        f'UNION ALL SELECT "stage", "gate", "met", {won} FROM by_gate WHERE "met" IS NOT NULL GROUP BY "stage", "gate", "met") counted'
    )


def _ended(process: Process) -> str:
    return (
        f'SELECT d."id", d."name", COALESCE(t."name", \'\') AS "team", w."met", w."outcome", d."closed_at" FROM (WITH by_gate AS ('  # noqa: S608  # ids
        f'{_by_gate(process)}) {WHOLE}) w JOIN "deal" d ON d."id" = w."deal" LEFT JOIN "person" p ON p."id" = d."owner" '
        f'LEFT JOIN "team" t ON t."id" = p."team" WHERE w."stage" = {{}} AND {SAYS} ORDER BY d."closed_at" DESC, d."id"'
    )


def _by_gate(process: Process) -> str:
    """First when each deal left each stage, then which gates of it were met by then: a row for each deal and gate, `met` empty where nobody asked."""
    ranks, asked = values(stages(process)), values(gates(process))
    gone = (
        'SELECT d."id" AS "deal", d."motion", d."outcome", r."column2" AS "stage", MIN(h."at") AS "at" '  # noqa: S608  # ids
        f'FROM "deal" d JOIN "deal_stage" h ON h."deal" = d."id" '
        f'JOIN {ranks} o ON o."column1" = d."motion" AND o."column2" = h."stage" '
        f'JOIN {ranks} r ON r."column1" = d."motion" AND r."column3" < o."column3" '
        "WHERE d.\"closed_at\" >= {} AND d.\"outcome\" IN ('won', 'lost', 'no-decision') "
        'GROUP BY d."id", d."motion", d."outcome", r."column2"'
    )
    return (
        'SELECT g."deal", g."outcome", g."stage", k."column3" AS "gate", CASE WHEN s."id" IS NULL THEN NULL WHEN s."met" AND (s."baseline" '  # noqa: S608  # ids
        f'OR s."met_at" <= g."at" OR s."shown_at" <= g."at") THEN 1 ELSE 0 END AS "met" FROM ({gone}) g '
        f'JOIN {asked} k ON k."column1" = g."motion" AND k."column2" = g."stage" '
        'LEFT JOIN "standing" s ON s."deal" = g."deal" AND s."behaviour" = k."column3"'
    )


WHOLE: Final = (
    'SELECT "stage", "outcome", "deal", MIN("met") AS "met", COUNT(*) - COUNT("met") AS "silent" FROM by_gate '
    'GROUP BY "stage", "outcome", "deal"'
)
"""Each deal and stage once: `met` is 0 when a gate was not, and `silent` counts those that nobody asked for."""

SAYS: Final = '("met" = 0 OR ("met" = 1 AND "silent" = 0))'
"""Which of these say something about the stage as a whole."""
