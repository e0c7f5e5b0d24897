"""The notes that managers pinned under the standard, for whom they lead."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from msgspec import Struct

from server.db import Statement, blanks
from server.people import queries as people
from server.people.roles import Actor


class Pin(Struct, frozen=True, kw_only=True):
    """How a manager does it, in their words. `own`: the reader's."""

    behaviour: str
    by_name: str
    words: str
    at: datetime
    own: bool


async def pinned_for(actor: Actor, now: datetime) -> Mapping[str, Sequence[Pin]]:
    """By behaviour, what the managers of the actor of today pinned, the nearest first, after what the actor pinned."""
    leaders: list[UUID] = [actor.id, *(leader.id for leader in await people.managers_of(actor.id, now))]
    rows = await _pinned(len(leaders))(*leaders)
    found: dict[str, list[Pin]] = {}
    for row in sorted(rows, key=lambda row: leaders.index(row["by"])):
        pin = Pin(behaviour=row["behaviour"], by_name=row["by_name"], words=row["words"], at=row["at"], own=row["by"] == actor.id)
        found.setdefault(pin.behaviour, []).append(pin)
    return found


@cache
def _pinned(people: int) -> Statement:
    marks = blanks(people)
    return Statement(
        'SELECT n."behaviour", n."by", n."words", n."at", p."name" AS "by_name" FROM "pin" n JOIN "person" p ON p."id" = n."by" '  # noqa: S608  # placeholders
        f'WHERE n."by" IN ({marks}) AND n."ended_at" IS NULL'
    )
