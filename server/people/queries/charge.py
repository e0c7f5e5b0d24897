"""Who decided the wording of the process, and when."""

from datetime import datetime

from msgspec import Struct

from server.db import Statement
from server.people.queries.people import PROCESS_OWNER


class Charge(Struct, frozen=True, kw_only=True):
    """A stretch in which somebody was process owner; `ended` is empty while they are."""

    name: str
    began: datetime
    ended: datetime | None

    def held(self, at: datetime) -> bool:
        """Whether they were at that moment."""
        return self.began <= at and (self.ended is None or at < self.ended)


async def charges() -> list[Charge]:
    """Every stretch of everybody, oldest first."""
    return [Charge(name=row["name"], began=row["began"], ended=row["ended"]) for row in await CHARGES(PROCESS_OWNER)]


CHARGES = Statement(
    'SELECT p."name", g."began", g."ended" FROM "role_grant" g JOIN "person" p ON p."id" = g."person" WHERE g."role" = {} '
    'ORDER BY g."began", g."id"'
)
