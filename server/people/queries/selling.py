"""Who sells, team by team: of a large company nobody reads all of them at once."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from server.db import Statement, scanning
from server.people.queries.people import Person, people_of


class Selling(Struct, frozen=True, kw_only=True):
    """So many reps are in a team today; in none, where `team` is None."""

    team: UUID | None
    name: str
    reps: int


async def selling() -> list[Selling]:
    """Each team that has reps, by name, and last those in no team. It goes through everybody."""
    with scanning():
        return [_selling(row) for row in await SELLING()]


async def selling_in(team: UUID | None, most: int, first: int = 0) -> list[Person]:
    """The reps of a team, or those in none, by name: so many from a place on."""
    return people_of(await (IN_NONE(most, first) if team is None else IN_TEAM(team, most, first)))


def _selling(row: Mapping[str, Any]) -> Selling:
    return Selling(team=row["team"], name=row["name"] or "", reps=row["reps"])


# Roles stand in a person's row parted by spaces; no other role holds these letters.
_SELLS: Final = 'p."deactivated_at" IS NULL AND p."roles" LIKE \'%rep%\''
_JOINED: Final = 'FROM "person" p LEFT JOIN "team" t ON t."id" = p."team" WHERE'
SELLING: Final = Statement(
    f'SELECT p."team", t."name", COUNT(*) AS "reps" {_JOINED} {_SELLS} GROUP BY p."team", t."name" '  # constants of this module
    'ORDER BY CASE WHEN p."team" IS NULL THEN 1 ELSE 0 END, t."name", p."team"'
)
_OF: Final = f'SELECT p.*, t."name" AS "team.name" {_JOINED} p."team"'
_PLACED: Final = f'{_SELLS} ORDER BY p."name", p."id" LIMIT {{}} OFFSET {{}}'
IN_TEAM: Final = Statement(f"{_OF} = {{}} AND {_PLACED}")
IN_NONE: Final = Statement(f"{_OF} IS NULL AND {_PLACED}")
