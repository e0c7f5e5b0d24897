"""The hottest question: who is behind this cookie. One prepared statement."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from server import ids
from server.db import P, Prepared
from server.people import csrf, lifetimes
from server.people.roles import Actor
from server.people.tables import Session


class Visit(Struct, frozen=True, kw_only=True):
    """A request by somebody who is signed in. `fading`: `seen` is old enough for `actions.touch`."""

    actor: Actor
    session: UUID
    csrf_secret: str
    confirmed_at: datetime
    remembered: bool
    fading: bool


async def visit(token: str, now: datetime) -> Visit | None:
    """Who is behind the token of a cookie, or None when the session ended or its person left."""
    rows = await BY_TOKEN(token=ids.digest(token))
    if not rows:
        return None
    row = rows[0]
    if not lifetimes.alive(seen=row["seen"], expires=row["expires"], remembered=row["remembered"], now=now):
        return None
    return Visit(
        actor=Actor(
            id=row["person"],
            name=row["person.name"],
            roles=frozenset(row["person.roles"].split()),
            zone=row["person.zone"],
            locale=row["person.locale"],
            theme=row["person.theme"],
            team=row["person.team"],
            process_owner=row["person.process_owner"],
        ),
        session=row["id"],
        csrf_secret=csrf.secret_of(token),
        confirmed_at=row["confirmed"],
        remembered=row["remembered"],
        fading=now >= row["seen"] + lifetimes.TOUCH,
    )


BY_TOKEN = Prepared(
    lambda: Session.select(
        Session.id,
        Session.person,
        Session.seen,
        Session.expires,
        Session.confirmed,
        Session.remembered,
        Session.person.name,
        Session.person.roles,
        Session.person.zone,
        Session.person.locale,
        Session.person.theme,
        Session.person.team,
        Session.person.process_owner,
    ).where(Session.token == P("token"), Session.person.deactivated_at.is_null())
)


def cookie_name(*, secure: bool) -> str:
    """The name of the session's cookie. The prefix makes browsers insist on Secure, the path / and no domain."""
    return "__Host-plumbline" if secure else "plumbline"
