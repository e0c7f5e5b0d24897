"""Everything of somebody's learning that their day is made of, kept in memory while nothing new is known about them."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from server import lately
from server.learning.queries.sitting import Ground, Sitting, ground, seated
from server.learning.queries.takes import Completed, TakeSummary, completions, in_progress
from server.zones import local_day, local_time

REMEMBERED = 256
"""People whose day is kept in memory. One may hold a hundred cards."""


class Learning(Struct, frozen=True, kw_only=True):
    """The sitting of a day, the lessons that were begun, newest first, and those that were finished, as `completions` tells them of that day."""

    sitting: Sitting
    begun: Sequence[TakeSummary]
    finished: Sequence[Completed]


async def day(person: UUID, zone: str, now: datetime, *, known: int | None = None) -> Learning:
    """The learning of a person's day. `known` is the number of the newest fact about them, as their request told it.

    All that changes cards, takes and practice is a fact about their person, so that what was read under this number is not read again on the same
    day and the same ground. Six statements, two of them when nothing is new. Without `known` nothing is kept.
    """
    today, on = local_day(now, zone), await ground(person, now)
    kept = _kept.get(person) if known is not None else None
    if kept and (kept.known, kept.today, kept.on) == (known, today, on):
        return kept.learning
    learning = Learning(
        sitting=await seated(on, person, zone, now),
        begun=await in_progress(person),
        finished=await completions(person, local_time(today, time(), zone)),
    )
    if known is not None:
        _kept.pop(person, None)
        _kept[person] = Kept(known, today, on, learning)
        while len(_kept) > REMEMBERED:
            del _kept[next(iter(_kept))]
    return learning


class Kept(NamedTuple):
    """The learning of a day, and what it was read under."""

    known: int
    today: date
    on: Ground
    learning: Learning


_kept: dict[UUID, Kept] = {}
lately.also(_kept.clear)
