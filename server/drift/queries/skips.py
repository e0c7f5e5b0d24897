"""Stages that a team leaves out: deals that came past one without ever claiming it."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.db import Statement
from server.drift.queries.ranks import stages, values
from server.process.map import Process

FEWEST: Final = 8
"""Deals that came past a stage below which nothing is said of it."""

HALF: Final = 0.5
"""The share of them that never claimed it, from which a stage is left out."""


class Skipped(Struct, frozen=True):
    """`deals` of `of` deals of a team came past a stage without claiming it. `team` is that of their owner today."""

    team: UUID | None
    stage: str
    deals: int
    of: int


class Past(Struct, frozen=True, kw_only=True):
    """A deal that came past a stage, and whether it claimed it. `added_at` is when it was first known."""

    id: UUID
    name: str
    owner: str
    claimed: bool
    added_at: datetime


async def skipped(process: Process, since: datetime) -> list[Skipped]:
    """Stages that a team leaves out more often than not, on deals that are open or were closed since then; the most often left out first."""
    if not process.motions:
        return []
    rows = await Statement(
        f'SELECT p."team", x."stage", COUNT(*) AS "of", SUM(CASE WHEN x."claimed" = 0 THEN 1 ELSE 0 END) AS "deals" '  # noqa: S608  # ids
        f'FROM ({_past(process)}) x JOIN "deal" d ON d."id" = x."deal" LEFT JOIN "person" p ON p."id" = d."owner" '
        'GROUP BY p."team", x."stage"'
    )(since)
    found = [Skipped(row["team"], row["stage"], row["deals"], row["of"]) for row in rows]
    told = [one for one in found if one.of >= FEWEST and one.deals > HALF * one.of]
    return sorted(told, key=lambda one: (-one.deals / one.of, one.stage, str(one.team)))


async def past(process: Process, since: datetime, stage: str, team: UUID | None) -> list[Past]:
    """The deals behind one of them, those that left it out first. Whoever asks has made sure that the reader may see them."""
    if not process.motions:
        return []
    whose = 'p."team" = {}' if team else 'p."team" IS NULL'
    rows = await Statement(
        'SELECT d."id", d."name", COALESCE(p."name", \'\') AS "owner", d."added_at", x."claimed" '  # noqa: S608  # ids
        f'FROM ({_past(process)}) x JOIN "deal" d ON d."id" = x."deal" LEFT JOIN "person" p ON p."id" = d."owner" '
        f'WHERE x."stage" = {{}} AND {whose} ORDER BY x."claimed", d."added_at" DESC, d."id"'
    )(since, stage, *([team] if team else []))
    return [
        Past(
            id=row["id"],
            name=row["name"],
            owner=row["owner"],
            claimed=bool(row["claimed"]),
            added_at=row["added_at"],
        )
        for row in rows
    ]


def _past(process: Process) -> str:
    """A row for each deal and each stage of its motion before the furthest that it claimed; the first stage it claimed is where it was found."""
    ranks = values(stages(process))
    return (
        'SELECT d."id" AS "deal", r."column2" AS "stage", MAX(CASE WHEN o."column3" = r."column3" THEN 1 ELSE 0 END) AS "claimed" '  # noqa: S608  # ids
        'FROM "deal" d JOIN "deal_stage" h ON h."deal" = d."id" '
        f'JOIN {ranks} o ON o."column1" = d."motion" AND o."column2" = h."stage" JOIN {ranks} r ON r."column1" = d."motion" '
        'WHERE (d."closed_at" IS NULL OR d."closed_at" >= {}) GROUP BY d."id", r."column2", r."column3" '
        'HAVING MAX(o."column3") > r."column3" AND MIN(o."column3") < r."column3"'
    )
