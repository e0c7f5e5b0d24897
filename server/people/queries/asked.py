"""Questions about sign-ins that somebody asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server import ids
from server.db import P, Prepared
from server.people import lifetimes
from server.people.tables import SignIn


class Asked(Struct, frozen=True, kw_only=True):
    """A link and a code that were asked for. `person` is None when nobody here has the address."""

    id: UUID
    person: UUID | None
    email: str
    code: str
    made: datetime
    expires: datetime
    remember: bool
    next: str
    tries: int
    used: datetime | None
    form: UUID | None
    session: UUID | None

    def over(self, now: datetime) -> bool:
        """Whether its time is over. What was ended before its time ends at the moment at which it was made, by whichever clock."""
        return now >= self.expires or self.expires <= self.made

    def open(self, now: datetime) -> bool:
        """Whether it can still be used."""
        return self.used is None and not self.over(now) and self.tries < lifetimes.CODE_TRIES


async def asked(id: UUID) -> Asked | None:
    """This request, or None."""
    return _asked(await BY_ID(id=id))


async def asked_by_link(token: str) -> Asked | None:
    """The request whose mail holds this link, or None."""
    return _asked(await BY_TOKEN(token=ids.digest(token)))


def _asked(rows: Sequence[Mapping[str, Any]]) -> Asked | None:
    if not rows:
        return None
    row = rows[0]
    return Asked(
        id=row["id"],
        person=row["person"],
        email=row["person.email"] or "",
        code=row["code"],
        made=row["made"],
        expires=row["expires"],
        remember=row["remember"],
        next=row["next"],
        tries=row["tries"],
        used=row["used"],
        form=row["form"],
        session=row["session"],
    )


COLUMNS = (*SignIn.all_columns(), SignIn.person.email)
BY_ID = Prepared(lambda: SignIn.select(*COLUMNS).where(SignIn.id == P("id")))
BY_TOKEN = Prepared(lambda: SignIn.select(*COLUMNS).where(SignIn.token == P("token")))
