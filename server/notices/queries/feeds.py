"""Private calendars."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from server import ids
from server.db import P, Prepared
from server.notices.tables import Feed


class LiveFeed(Struct, frozen=True, kw_only=True):
    """The calendar of somebody whose address holds."""

    id: UUID
    person: UUID
    made_at: datetime


async def feed_of(person: UUID) -> LiveFeed | None:
    """The calendar of a person, None when they have none."""
    rows = await OF_PERSON(person=person)
    return LiveFeed(id=rows[0]["id"], person=rows[0]["person"], made_at=rows[0]["made_at"]) if rows else None


async def feed_with(token: str) -> LiveFeed | None:
    """The calendar at the address that holds this token, None when there is none or it has ended."""
    rows = await BY_TOKEN(token=ids.digest(token))
    return LiveFeed(id=rows[0]["id"], person=rows[0]["person"], made_at=rows[0]["made_at"]) if rows else None


COLUMNS = (Feed.id, Feed.person, Feed.made_at)
OF_PERSON = Prepared(
    lambda: (
        Feed.select(*COLUMNS)
        .where(Feed.person == P("person"), Feed.ended_at.is_null())
        .order_by(Feed.made_at, Feed.id, ascending=False)
        .limit(1)
    )
)
BY_TOKEN = Prepared(lambda: Feed.select(*COLUMNS).where(Feed.token == P("token"), Feed.ended_at.is_null()))
