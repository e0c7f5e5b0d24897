"""Who holds which role on a deal."""

from uuid import UUID

from server.db import Statement
from server.deals.roles import Held


async def roles_of(deal: UUID) -> list[Held]:
    """Everybody who held a role on a deal, oldest first. Whoever asks has made sure that the reader may see the deal."""
    return [Held(**row) for row in await OF_DEAL(deal)]


OF_DEAL = Statement(
    'SELECT r."role", r."person", r."at", COALESCE(p."name", \'\') AS "name", COALESCE(p."email", \'\') AS "email" '
    'FROM "deal_role" r LEFT JOIN "person" p ON p."id" = r."person" WHERE r."deal" = {} ORDER BY r."at", r."id"'
)
