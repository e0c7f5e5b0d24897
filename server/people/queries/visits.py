"""The hottest question: who is behind this cookie. One prepared statement."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server import db, ids
from server.people import csrf, lifetimes
from server.people.roles import Actor


class Visit(Struct, frozen=True, kw_only=True):
    """A request by somebody who is signed in. `known` is the number of the newest fact about them, 0 before the first: while it stays, nothing
    that they did or that was done to them is new. `fading`: `seen` is old enough for `actions.touch`. `waiting` notices are unread.
    """

    actor: Actor
    session: UUID
    csrf_secret: str
    confirmed_at: datetime
    remembered: bool
    known: int
    fading: bool
    waiting: int = 0


async def visit(token: str, now: datetime) -> Visit | None:
    """Who is behind the token of a cookie, or None when the session ended or its person left."""
    rows = await BY_TOKEN(ids.digest(token))
    if not rows:
        return None
    row = rows[0]
    if not lifetimes.alive(seen=row["seen"], expires=row["expires"], remembered=row["remembered"], now=now):
        return None
    return Visit(
        actor=actor_of(row),
        session=row["id"],
        csrf_secret=csrf.secret_of(token),
        confirmed_at=row["confirmed"],
        remembered=row["remembered"],
        known=row["last"] or 0,
        fading=now >= row["seen"] + lifetimes.TOUCH,
        waiting=row["waiting"],
    )


def actor_of(row: Mapping[str, Any]) -> Actor:
    """Who acts, whether a session or a token brought them."""
    return Actor(
        id=row["person"],
        name=row["name"],
        roles=frozenset(row["roles"].split()),
        zone=row["zone"],
        locale=row["locale"] or "en",
        theme=row["theme"],
        team=row["team"],
        process_owner=row["process_owner"],
    )


BY_TOKEN = db.Statement(
    'SELECT "session"."id", "session"."person", "session"."seen", "session"."expires", "session"."confirmed", "session"."remembered", '
    '"person"."name", "person"."roles", "person"."zone", "person"."locale", "person"."theme", "person"."team", "person"."process_owner", '
    '"person"."waiting", "fact_head"."last" FROM "session" JOIN "person" ON "person"."id" = "session"."person" '
    'LEFT JOIN "fact_head" ON "fact_head"."person" = "session"."person" '
    'WHERE "session"."token" = {} AND "person"."deactivated_at" IS NULL'
)


def cookie_name(*, secure: bool) -> str:
    """The name of the session's cookie. The prefix makes browsers insist on Secure, the path / and no domain."""
    return "__Host-plumbline" if secure else "plumbline"
