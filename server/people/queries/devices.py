"""The devices on which somebody is signed in."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from server.people import lifetimes
from server.people.tables import Session


class Device(Struct, frozen=True, kw_only=True):
    """One signed-in device; `seen` is exact to five minutes."""

    session: UUID
    label: str
    remembered: bool
    made: datetime
    seen: datetime
    expires: datetime


async def devices(person: UUID, now: datetime) -> list[Device]:
    """Where this person is signed in, last seen first."""
    rows = await Session.select().where(Session.person == person).order_by(Session.seen, ascending=False)
    return [
        Device(
            session=row["id"],
            label=row["device"],
            remembered=row["remembered"],
            made=row["made"],
            seen=row["seen"],
            expires=row["expires"],
        )
        for row in rows
        if lifetimes.alive(seen=row["seen"], expires=row["expires"], remembered=row["remembered"], now=now)
    ]
