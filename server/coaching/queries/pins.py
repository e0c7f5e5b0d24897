"""The notes that managers pinned under the standard, for whom they lead."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from server.coaching.tables import PinRow
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
    rows = await PinRow.select(*PinRow.all_columns(), PinRow.by.name).where(PinRow.by.is_in(leaders), PinRow.ended_at.is_null())
    found: dict[str, list[Pin]] = {}
    for row in sorted(rows, key=lambda row: leaders.index(row["by"])):
        pin = Pin(behaviour=row["behaviour"], by_name=row["by.name"], words=row["words"], at=row["at"], own=row["by"] == actor.id)
        found.setdefault(pin.behaviour, []).append(pin)
    return found
