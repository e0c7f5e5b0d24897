"""What the deals of a CRM would be told of their evidence, and which of that is to be told now. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.outgoing.waits import holds

LATER: Final = timedelta(days=1)
"""After how long a deal that was not there is looked for again, while it is open here."""

LONGEST: Final = 200
"""Signs of what a deal is told."""


class Telling(Struct, frozen=True, kw_only=True):
    """An open deal and the words for it: the title of the stage that its evidence supports."""

    key: str
    deal: UUID
    name: str
    words: str


class Told(Struct, frozen=True, kw_only=True):
    """What a deal was told last, and what it would not take; see `crm_written`."""

    key: str
    deal: UUID
    words: str
    at: datetime | None
    tried: str
    problem: str
    tries: int
    not_before: datetime | None


def to_tell(tellings: Iterable[Telling], told: Mapping[str, Told], now: datetime) -> list[Telling]:
    """Those that were told something else last, or nothing; one that would not take just this waits its time."""
    return [one for one in tellings if _is_new(one, told.get(one.key), now)]


def would_not(tellings: Iterable[Telling], told: Mapping[str, Told]) -> list[Told]:
    """The deals that would not take what they are still to be told, by key. What is to be told no more, or was told since, stands in nobody's way."""
    known = [(one, told[one.key]) for one in tellings if one.key in told]
    found = (before for one, before in known if before.problem and before.tried == one.words != before.words)
    return sorted(found, key=lambda one: one.key)


def _is_new(one: Telling, before: Told | None, now: datetime) -> bool:
    if before is None:
        return True
    if before.problem and before.tried == one.words and holds(before.not_before, now, LATER):
        return False
    return before.words != one.words
