"""Stages that a team leaves out: deals that came past one without ever claiming it."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.db import Statement
from server.drift.queries.ranks import literal
from server.inspections.rubric import kept
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
    counts: dict[tuple[UUID | None, str], list[int]] = {}
    for row in await Statement(_alike(process))(since):
        for stage, claimed in _passed(process, row["motion"], row["mask"]):
            found = counts.setdefault((row["team"], stage), [0, 0])
            found[0] += 0 if claimed else row["deals"]
            found[1] += row["deals"]
    told = [Skipped(team, stage, n, of) for (team, stage), (n, of) in counts.items() if of >= FEWEST and n > HALF * of]
    return sorted(told, key=lambda one: (-one.deals / one.of, one.stage, str(one.team)))


async def past(process: Process, since: datetime, stage: str, team: UUID | None) -> list[Past]:
    """The deals behind one of them, those that left it out first. Whoever asks has made sure that the reader may see them."""
    rows = await Statement(_each(process, teamless=team is None))(*([team] if team else []), since)
    found = [
        Past(id=row["id"], name=row["name"], owner=row["owner"], claimed=claimed, added_at=row["added_at"])
        for row in rows
        for passed, claimed in _passed(process, row["motion"], row["mask"])
        if passed == stage
    ]
    return sorted(found, key=lambda one: one.claimed)


def _passed(process: Process, motion: str, mask: int) -> list[tuple[str, bool]]:
    """The stages between the first that a deal claimed, where it was found, and the furthest; and whether it claimed each of them."""
    order = kept(process, motion)
    claimed = [place for place, stage in enumerate(order) if mask >> process.place(stage) & 1]
    return [(order[place], place in claimed) for place in range(claimed[0] + 1, claimed[-1])] if claimed else []


def _alike(process: Process) -> str:
    """How many deals of a team claimed the same stages."""
    return (
        f'SELECT p."team", x."motion", x."mask", COUNT(*) AS "deals" FROM ({_masks(process)}) x '  # noqa: S608  # ids
        'LEFT JOIN "person" p ON p."id" = x."owner" GROUP BY p."team", x."motion", x."mask"'
    )


def _each(process: Process, *, teamless: bool) -> str:
    """The deals of one team, the newest first."""
    # Of CROSS JOINs SQLite keeps the order: from a team to its people and their deals.
    of_team = _masks(process, '"person" q CROSS JOIN "deal" d', 'q."team" = {} AND d."owner" = q."id"')
    of_nobody = _masks(process, f'({NOBODYS}) o CROSS JOIN "deal" d', 'd."id" = o."id"')
    return (
        'SELECT d."id", d."name", COALESCE(p."name", \'\') AS "owner", d."added_at", d."motion", x."mask" '  # noqa: S608  # ids
        f'FROM ({of_nobody if teamless else of_team}) x JOIN "deal" d ON d."id" = x."deal" '
        'LEFT JOIN "person" p ON p."id" = d."owner" ORDER BY d."added_at" DESC, d."id"'
    )


def _masks(process: Process, deals: str = '"deal" d', which: str = "TRUE") -> str:
    """A row for each deal with the stages that it claimed, a bit for each place of the process. Distinct powers of two add up to their bits."""
    bits = " ".join(f"WHEN {literal(stage.id)} THEN {1 << process.place(stage.id)}" for stage in process.stages)
    return (
        f'SELECT d."id" AS "deal", d."owner", d."motion", SUM(DISTINCT CASE h."stage" {bits} ELSE 0 END) AS "mask" '  # noqa: S608  # ids
        f'FROM {deals} CROSS JOIN "deal_stage" h WHERE {which} AND h."deal" = d."id" AND (d."closed_at" IS NULL OR d."closed_at" >= {{}}) '
        'GROUP BY d."id", d."owner", d."motion"'
    )


NOBODYS: Final = (
    'SELECT "id" FROM "deal" WHERE "owner" IS NULL UNION ALL '
    'SELECT e."id" FROM "person" q CROSS JOIN "deal" e WHERE q."team" IS NULL AND e."owner" = q."id"'
)
"""The deals of whoever is in no team, and of nobody: few, so they are looked for and not gone through."""
