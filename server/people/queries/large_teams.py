"""Teams that are large enough for a figure of them to be nobody's own."""

from uuid import UUID

from server.db import Statement
from server.people.queries.teams import Team
from server.people.roles import SMALLEST_TEAM


async def large_teams() -> list[Team]:
    """The teams with at least five reps today, by name; a hundred of them."""
    rows = await LARGE(SELLS, SMALLEST_TEAM)
    return [Team(id=row["id"], name=row["name"], parent=row["parent"], zone=row["zone"]) for row in rows]


async def reps_of(team: UUID) -> list[UUID]:
    """The reps who are in a team today. Whoever asks tells of them only together."""
    return [row["id"] for row in await REPS(team, SELLS)]


SELLS = "%rep%"
"""Roles as a person's row has them, parted by spaces; no other role holds these letters."""

LARGE = Statement(
    'SELECT t."id", t."name", t."parent", t."zone" FROM "team" t JOIN "person" p ON p."team" = t."id" '
    'WHERE p."deactivated_at" IS NULL AND p."roles" LIKE {} GROUP BY t."id", t."name", t."parent", t."zone" '
    'HAVING COUNT(*) >= {} ORDER BY t."name", t."id" LIMIT 100'
)
REPS = Statement('SELECT "id" FROM "person" WHERE "team" = {} AND "deactivated_at" IS NULL AND "roles" LIKE {} ORDER BY "id"')
