"""What open deals claim, in a statement whose answer grows with teams and stages and not with deals; and the deals behind each number."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from server.db import Statement, blanks, of_row
from server.drift.forecast import Held, State
from server.drift.queries.ranks import stages, values
from server.process.map import Process

MOST: Final = 50
"""Deals on a page."""


class Scope(Struct, frozen=True, kw_only=True):
    """Which open deals: in these stages (none: in any), of a team (`team` None: of any; `teamless`: of nobody's), of a category, in a state."""

    stages: tuple[str, ...] = ()
    team: UUID | None = None
    teamless: bool = False
    category: str | None = None
    state: State | None = None
    currency: str = ""


class Behind(Struct, frozen=True, kw_only=True):
    """A deal behind a number: whose it is, what it claims, and what its evidence supports (`supported` is empty where no sheet says)."""

    id: UUID
    name: str
    owner: str
    team: str
    category: str
    motion: str
    stage: str
    amount: int | None
    currency: str
    close_date: date | None
    supported: str
    missing: str
    state: State


async def held() -> list[Held]:
    """Every open deal, those that are alike together."""
    return [_held(row) for row in await HELD()]


async def behind(
    process: Process, scope: Scope, after: tuple[int, UUID] | None = None, most: int = MOST, without: Collection[UUID] = ()
) -> list[Behind]:
    """The deals of a scope without these, the largest first, those after this place (amount or -1, id).

    Whoever asks has made sure that the reader may see them.
    """
    where, args = _where(scope)
    if without:
        where.append(f'd."id" NOT IN ({blanks(len(without))})')
        args += without
    if after is not None:
        amount, id = after
        where.append('(d."amount" < {} OR (d."amount" = {} AND d."id" < {}) OR d."amount" IS NULL)' if amount >= 0 else UNPRICED)
        args += [amount, amount, id] if amount >= 0 else [id]
    rows = await Statement(_behind(process, where, of_team=scope.team is not None))(*args, most)
    return [of_row(Behind, row) for row in rows]


def place(one: Behind) -> tuple[int, UUID]:
    """Where a deal stands among those behind a number."""
    return (-1 if one.amount is None else one.amount), one.id


def _held(row: Mapping[str, Any]) -> Held:
    return of_row(Held, row, asked=bool(row["asked"]))


def _where(scope: Scope) -> tuple[list[str], list[Any]]:
    where = ['d."closed_at" IS NULL']
    args: list[Any] = []
    if scope.stages:
        where.append(f'd."stage" IN ({blanks(len(scope.stages))})')
        args += scope.stages
    if scope.teamless:
        where.append('p."team" IS NULL')
    for column, value in (('p."team"', scope.team), ('d."category"', scope.category), ('d."currency"', scope.currency or None)):
        if value is not None:
            where.append(f"{column} = {{}}")
            args.append(value)
    if scope.state is not None:
        where.append(f"{STATE} = {{}}")
        args.append(scope.state)
    return where, args


def _behind(process: Process, where: Sequence[str], *, of_team: bool) -> str:
    ranks = values(stages(process))
    # Of CROSS JOINs SQLite keeps the order: from a team to its people and their deals. Else it goes through the deals, the largest first.
    owned = '"person" p CROSS JOIN "deal" d' if of_team else '"deal" d LEFT JOIN "person" p ON p."id" = d."owner"'
    where = [*where, 'd."owner" = p."id"'] if of_team else where
    return (
        'SELECT d."id", d."name", COALESCE(p."name", \'\') AS "owner", COALESCE(t."name", \'\') AS "team", d."category", d."motion", '  # noqa: S608  # ids
        'd."stage", d."amount", d."currency", d."close_date", COALESCE(c."supported", \'\') AS "supported", '
        f'COALESCE(c."missing", \'\') AS "missing", {STATE} AS "state" FROM {owned} LEFT JOIN "team" t ON t."id" = p."team" '
        'LEFT JOIN "conclusion" c ON c."id" = d."id" '
        f'LEFT JOIN {ranks} a ON a."column1" = d."motion" AND a."column2" = d."stage" '
        f'LEFT JOIN {ranks} s ON s."column1" = d."motion" AND s."column2" = c."supported" '
        f'WHERE {" AND ".join(where)} ORDER BY d."amount" DESC NULLS LAST, d."id" DESC LIMIT {{}}'
    )


# What `forecast.state_of` says, so that a page can read the deals of one state without reading the others; a test holds them together.
STATE: Final = (
    'CASE WHEN a."column3" IS NULL OR s."column3" IS NULL THEN \'uninspected\' '
    'WHEN NOT c."asked" AND a."column3" >= s."column3" THEN \'uninspected\' '
    "WHEN a.\"column3\" <= s.\"column3\" THEN 'supported' ELSE 'overstated' END"
)

UNPRICED: Final = 'd."amount" IS NULL AND d."id" < {}'

HELD: Final = Statement(
    'SELECT p."team", d."category", d."motion", d."stage", d."currency", c."supported", c."asked", '
    'COALESCE(c."missing", \'\') AS "missing", COUNT(*) AS "deals", '
    'COUNT(*) - COUNT(d."amount") AS "unpriced", CAST(COALESCE(SUM(d."amount"), 0) AS BIGINT) AS "amount" FROM "deal" d '
    'LEFT JOIN "person" p ON p."id" = d."owner" LEFT JOIN "conclusion" c ON c."id" = d."id" WHERE d."closed_at" IS NULL '
    'GROUP BY p."team", d."category", d."motion", d."stage", d."currency", c."supported", c."asked", c."missing"'
)
