"""Teams that are large enough for a figure of them to be nobody's own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from server.db import Statement
from server.people.queries.teams import Team
from server.people.roles import SMALLEST_TEAM


async def large_teams() -> list[Team]:
    """The teams with at least five reps today, by name; a hundred of them."""
    return [_team(row) for row in await LARGE(SELLS, SMALLEST_TEAM)]


async def large_team(id: UUID) -> Team | None:
    """One of them, however many there are; None for a smaller one."""
    return next((_team(row) for row in await ONE(id, SELLS, SMALLEST_TEAM)), None)


async def reps_of(team: UUID) -> list[UUID]:
    """The reps who are in a team today. Whoever asks tells of them only together."""
    return [row["id"] for row in await REPS(team, SELLS)]


def _team(row: Mapping[str, Any]) -> Team:
    return Team(id=row["id"], name=row["name"], parent=row["parent"], zone=row["zone"])


SELLS = "%rep%"
"""Roles as a person's row has them, parted by spaces; no other role holds these letters."""

_TEAMS = 'SELECT t."id", t."name", t."parent", t."zone" FROM "team" t JOIN "person" p ON p."team" = t."id" WHERE '
_LARGE = 'p."deactivated_at" IS NULL AND p."roles" LIKE {} GROUP BY t."id", t."name", t."parent", t."zone" HAVING COUNT(*) >= {}'
LARGE = Statement(f'{_TEAMS}{_LARGE} ORDER BY t."name", t."id" LIMIT 100')
ONE = Statement(f'{_TEAMS}t."id" = {{}} AND {_LARGE}')
REPS = Statement('SELECT "id" FROM "person" WHERE "team" = {} AND "deactivated_at" IS NULL AND "roles" LIKE {} ORDER BY "id"')
