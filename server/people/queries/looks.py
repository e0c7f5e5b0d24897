"""Who looked at somebody's data."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from server.people.tables import Look


class Looked(Struct, frozen=True, kw_only=True):
    """Somebody opened a page about this person on that day."""

    viewer: UUID
    name: str
    page: str
    day: date


async def who_looked(person: UUID, *, limit: int = 100) -> list[Looked]:
    """Who opened which page about this person, newest first."""
    rows = (
        await Look.select(Look.viewer, Look.viewer.name, Look.page, Look.day)
        .where(Look.subject == person)
        .order_by(Look.day, Look.id, ascending=False)
        .limit(limit)
    )
    return [Looked(viewer=row["viewer"], name=row["viewer.name"], page=row["page"], day=row["day"]) for row in rows]
