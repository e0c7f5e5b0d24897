"""Where deals stand after their closed sheets."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from server.db import P, Prepared, Statement, blanks, of_row
from server.inspections.rubric import Standing, kept
from server.inspections.tables import StandingRow
from server.lessons import queries as lessons
from server.process.map import Process

LISTS = frozenset({"proven", "hollow", "missing"})


class Concluded(Struct, frozen=True, kw_only=True):
    """What all sheets of one deal conclude. `gap` is how many stages today's claim is further, below 0 behind; nothing when it cannot be placed.

    `missing` is the first gate that is not met and `waits` its clauses; `complete` the gates met. `inspected_at` is empty when only a baseline was
    confirmed. `looked_at` is the last full sheet.
    """

    deal: UUID
    claimed: str
    supported: str
    place: int
    gap: int
    verified: bool
    missing: str
    waits: tuple[str, ...]
    complete: tuple[str, ...]
    lapsed: tuple[str, ...]
    inspection: UUID | None
    inspected_at: datetime | None
    looked_at: datetime | None
    by: UUID | None
    by_name: str
    mode: str
    pick: str


class OpenGate(Struct, frozen=True, kw_only=True):
    """The first gate of a deal that its sheets did not find met, empty for none, and the clauses of it that are not proven."""

    missing: str
    waits: tuple[str, ...]


async def standings(deal: UUID) -> Mapping[str, Standing]:
    """Where each behaviour of a deal stands, by id; what was never asked is left out."""
    return {row["behaviour"]: _standing(row) for row in await OF_DEAL(deal=deal)}


async def concluded(deals: Sequence[UUID]) -> Mapping[UUID, Concluded]:
    """What the sheets of these deals conclude, in one statement; a deal that nobody inspected is left out."""
    if not deals:
        return {}
    process = (await lessons.current()).academy.process
    rows = await _conclusions(len(deals))(*deals)
    return {row["id"]: _concluded(row, process) for row in rows}


async def open_gates(deals: Sequence[UUID]) -> Mapping[UUID, OpenGate]:
    """Of what `concluded` tells, only the gate that waits: for the day of whoever owns these deals."""
    rows = await _open(len(deals))(*deals) if deals else ()
    return {
        row["id"]: OpenGate(missing=row["missing"], waits=msgspec.json.decode(row["waits"], type=tuple[str, ...])) for row in rows
    }


async def asked_by_team(team: UUID | None) -> Mapping[str, datetime]:
    """When this team was last asked each behaviour in a sheet that counts, by id."""
    if team is None:
        return {}
    return {row["behaviour"]: row["at"] for row in await ASKED(team, team)}


def _standing(row: Mapping[str, Any]) -> Standing:
    return of_row(Standing, row, **{name: msgspec.json.decode(row[name], type=tuple[str, ...]) for name in LISTS})


def _concluded(row: Mapping[str, Any], process: Process | None) -> Concluded:
    stages = kept(process, row["motion"]) if process else ()
    supported, claimed = row["supported"], row["stage"]
    placed = supported in stages and claimed in stages
    gap = stages.index(claimed) - stages.index(supported) if placed else 0
    plain: dict[str, Any] = {
        name: row[name] for name in ("missing", "inspection", "inspected_at", "looked_at", "by", "mode", "pick")
    }
    plain |= {name: msgspec.json.decode(row[name], type=tuple[str, ...]) for name in ("waits", "complete", "lapsed")}
    return Concluded(
        deal=row["id"],
        claimed=claimed,
        supported=supported,
        place=stages.index(supported) + 1 if placed else 0,
        gap=gap,
        verified=placed and (row["asked"] or gap < 0),
        by_name=row["by_name"] or "",
        **plain,
    )


@cache
def _conclusions(deals: int) -> Statement:
    return Statement(f'{CONCLUDED} WHERE c."id" IN ({blanks(deals)})')


@cache
def _open(deals: int) -> Statement:
    return Statement(f'SELECT "id", "missing", "waits" FROM "conclusion" WHERE "id" IN ({blanks(deals)})')  # noqa: S608  # placeholders


CONCLUDED = (
    'SELECT c.*, d."stage", d."motion", p."name" AS "by_name" FROM "conclusion" c JOIN "deal" d ON d."id" = c."id" '
    'LEFT JOIN "person" p ON p."id" = c."by"'
)
OF_DEAL = Prepared(lambda: StandingRow.select().where(StandingRow.deal == P("deal")))

# The column itself comes back, because SQLite gives a maximum without its type.
ASKED = Statement(
    'SELECT DISTINCT n."behaviour", i."closed_at" AS "at" FROM (SELECT r."behaviour", MAX(o."closed_at") AS "at" '
    'FROM "inspection" o JOIN "inspection_row" r ON r."inspection" = o."id" '
    "WHERE o.\"team\" = {} AND o.\"closed_at\" IS NOT NULL AND o.\"mode\" IN ('full', 'delta', 'together') "
    'AND r."answer" <> \'not-asked\' GROUP BY r."behaviour") n '
    'JOIN "inspection" i ON i."closed_at" = n."at" AND i."team" = {}'
)
