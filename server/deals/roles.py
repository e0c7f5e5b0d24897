"""Who holds a role on a deal besides its owner: who found it, who proves it, who takes the customer over. Pure."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.zones import local_day

ROLES: Final = ("sdr", "se", "csm")
"""Roles of behaviours that somebody else than the owner of a deal may hold on it."""


class Held(Struct, frozen=True, kw_only=True):
    """From `at` on `person` holds a role on a deal, or nobody does. `name` and `email` are that person's."""

    role: str
    person: UUID | None
    at: datetime
    name: str = ""
    email: str = ""


def holder(held: Iterable[Held], role: str, day: date | None = None, zone: str = "UTC") -> Held | None:
    """Who held a role on this day in the zone, or holds it where no day is known; `held` is oldest first. None where nobody did: then the owner
    answers.
    """
    of_role = [one for one in held if one.role == role and (day is None or local_day(one.at, zone) <= day)]
    return of_role[-1] if of_role and of_role[-1].person else None
