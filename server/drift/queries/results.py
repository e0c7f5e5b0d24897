"""What became of the deals that left each stage, counted where they lie: the answer grows with stages and gates and not with deals."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.db import Statement, blanks
from server.drift.queries.ranks import gates, stages, values
from server.drift.results import Left
from server.process.map import Process

LOOKED_AT: Final = 200
"""Closed deals of which a page says whether they left a stage."""


class Ended(Struct, frozen=True, kw_only=True):
    """A deal that left a stage with all its gates met or without one, and what became of it. `team` is that of its owner today."""

    id: UUID
    name: str
    team: str
    met: bool
    outcome: str
    closed_at: datetime


class Part(Struct, frozen=True):
    """Some of the deals that left a stage, and the place after which the others stand: when one was closed, and its id. None if there are none."""

    deals: tuple[Ended, ...]
    after: tuple[datetime, UUID] | None


async def left(process: Process, since: datetime, until: datetime) -> list[Left]:
    """The deals that were won, lost or came to no decision in this time, by the stages they left and by each gate of these."""
    if not process.motions:
        return []
    rows = await Statement(_left(process))(since, until)
    return [Left(stage=row["stage"], gate=row["gate"], met=bool(row["met"]), won=row["won"], deals=row["deals"]) for row in rows]


async def ended(
    process: Process,
    stage: str,
    since: datetime,
    until: datetime,
    after: tuple[datetime, UUID] | None = None,
    most: int = LOOKED_AT,
) -> Part:
    """The deals behind the counts of a stage, the newest first: those among so many that were closed before a place, so that a page never looks at a
    whole year. Whoever asks has made sure that the reader may see them.
    """
    if not process.motions:
        return Part((), None)
    at, id = after or (until, LAST)
    closed = await CLOSED(since, at, at, id, most)
    if not closed:
        return Part((), None)
    oldest, ids = closed[-1], [row["id"] for row in closed]
    rows = await Statement(_ended(process, len(ids)))(*ids, stage)
    found = tuple(
        Ended(
            id=row["id"],
            name=row["name"],
            team=row["team"],
            met=bool(row["met"]),
            outcome=row["outcome"],
            closed_at=row["closed_at"],
        )
        for row in rows
    )
    return Part(found, (oldest["closed_at"], oldest["id"]) if len(closed) == most else None)


def _left(process: Process) -> str:
    won = 'SUM(CASE WHEN "outcome" = \'won\' THEN 1 ELSE 0 END) AS "won", COUNT(*) AS "deals"'
    by_gate = _by_gate(process, 'd."closed_at" >= {} AND d."closed_at" <= {}')
    return (
        f'SELECT * FROM (WITH by_gate AS ({by_gate}) SELECT "stage", \'\' AS "gate", "met", {won} FROM ({WHOLE}) w '  # noqa: S608  # ids
        f'WHERE {SAYS} GROUP BY "stage", "met" '
        f'UNION ALL SELECT "stage", "gate", "met", {won} FROM by_gate WHERE "met" IS NOT NULL GROUP BY "stage", "gate", "met") counted'
    )


def _ended(process: Process, deals: int) -> str:
    by_gate = _by_gate(process, f'd."id" IN ({blanks(deals)})')
    return (
        f'SELECT d."id", d."name", COALESCE(t."name", \'\') AS "team", w."met", w."outcome", d."closed_at" FROM (WITH by_gate AS ('  # noqa: S608  # ids
        f'{by_gate}) {WHOLE}) w JOIN "deal" d ON d."id" = w."deal" LEFT JOIN "person" p ON p."id" = d."owner" '
        f'LEFT JOIN "team" t ON t."id" = p."team" WHERE w."stage" = {{}} AND {SAYS} ORDER BY d."closed_at" DESC, d."id" DESC'
    )


def _by_gate(process: Process, which: str) -> str:
    """First when each of these deals left each stage, then which gates of it were met by then: a row for each deal and gate, `met` empty where nobody
    asked.
    """
    ranks, asked = values(stages(process)), values(gates(process))
    # Of CROSS JOINs SQLite keeps the order: from a deal to its stages, and not through all stages of all deals for each kind of stage.
    gone = (
        'SELECT d."id" AS "deal", d."motion", d."outcome", r."column2" AS "stage", MIN(h."at") AS "at" '  # noqa: S608  # ids
        f'FROM "deal" d CROSS JOIN "deal_stage" h CROSS JOIN {ranks} o CROSS JOIN {ranks} r WHERE {which} AND h."deal" = d."id" '
        'AND o."column1" = d."motion" AND o."column2" = h."stage" AND r."column1" = d."motion" AND r."column3" < o."column3" '
        "AND d.\"outcome\" IN ('won', 'lost', 'no-decision') "
        'GROUP BY d."id", d."motion", d."outcome", r."column2"'
    )
    return (
        'SELECT g."deal", g."outcome", g."stage", k."column3" AS "gate", CASE WHEN s."id" IS NULL THEN NULL WHEN s."met" AND (s."baseline" '  # noqa: S608  # ids
        f'OR s."met_at" <= g."at" OR s."shown_at" <= g."at") THEN 1 ELSE 0 END AS "met" FROM ({gone}) g '
        f'JOIN {asked} k ON k."column1" = g."motion" AND k."column2" = g."stage" '
        'LEFT JOIN "standing" s ON s."deal" = g."deal" AND s."behaviour" = k."column3"'
    )


LAST: Final = UUID(int=2**128 - 1)

CLOSED: Final = Statement(
    'SELECT "id", "closed_at" FROM "deal" WHERE "closed_at" >= {} AND "closed_at" <= {} AND ("closed_at", "id") < ({}, {}) '
    'ORDER BY "closed_at" DESC, "id" DESC LIMIT {}'
)
WHOLE: Final = (
    'SELECT "stage", "outcome", "deal", MIN("met") AS "met", COUNT(*) - COUNT("met") AS "silent" FROM by_gate '
    'GROUP BY "stage", "outcome", "deal"'
)
"""Each deal and stage once: `met` is 0 when a gate was not, and `silent` counts those that nobody asked for."""

SAYS: Final = '("met" = 0 OR ("met" = 1 AND "silent" = 0))'
"""Which of these say something about the stage as a whole."""
