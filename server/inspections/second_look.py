"""Which sheet of a manager their leader looks at again this month: drawn by lot, among those that the leader has not seen. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.inspections.sampling import UNBIASED
from server.zones import local_day

MONTH: Final = timedelta(days=31)
"""How old a sheet may be: what its manager had in front of them is still remembered."""

WHOLE: Final = frozenset({"full", "together"})
"""Sheets of all rows. A delta check asks too little to be compared."""


class Whole(Struct, frozen=True, kw_only=True):
    """A closed sheet of a manager. `owner` is whose deal it is now, `person` whose it was.

    `taken`: it was looked at again before. `own`: the leader has looked at this deal themselves. `opened` is the last day on which they
    opened a deal of that person, in whose `zone` it is.
    """

    inspection: UUID
    person: UUID
    owner: UUID | None
    mode: str
    pick: str
    closed_at: datetime
    training: bool = False
    taken: bool = False
    own: bool = False
    opened: date | None = None
    zone: str = "UTC"


def unseen(sheets: Iterable[Whole], leader: UUID, now: datetime) -> list[Whole]:
    """Those that may be drawn: whole sheets of the last month, of deals picked by turn or by lot, that count and that this leader has not seen.

    A manager chose neither these deals nor which of them is drawn. A day on which the leader opened any deal of that person counts as seen.
    """
    return [one for one in sheets if _fits(one, now) and not _seen(one, leader)]


def draw(sheets: Sequence[UUID], seed: UUID) -> UUID | None:
    """One of these sheets; None of none. The same sheets and seed give the same; every one is as likely, and their order does not matter."""
    return min(sheets, key=lambda one: sha256(f"{seed} {one}".encode()).digest(), default=None)


def _fits(one: Whole, now: datetime) -> bool:
    counts = one.mode in WHOLE and one.pick in UNBIASED and not one.training
    return counts and not one.taken and timedelta(0) <= now - one.closed_at <= MONTH


def _seen(one: Whole, leader: UUID) -> bool:
    opened = one.opened is not None and one.opened >= local_day(one.closed_at, one.zone)
    return one.own or opened or leader in {one.owner, one.person}
