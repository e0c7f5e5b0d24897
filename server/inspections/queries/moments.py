"""When something was last done on a deal that what is done next has to follow, also where its own moment lies before: of two deeds at once the one
that was begun first may be kept last, and a proof may have waited on a device without a network.

What lies further ahead than one waits was said by a clock that was set back since. Nothing follows it, or a deal would be looked at in years to come
and not be due before.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from server.db import Statement
from server.outgoing.waits import OFFLINE, farthest


async def last_look(deal: UUID, now: datetime) -> datetime | None:
    """When a sheet of this deal was last closed, or a row of one looked at again, for what is done on it `now`; None before the first."""
    until = latest(now)
    return _newest(await LOOKS(deal, until, deal, until))


async def last_change(deal: UUID, now: datetime) -> datetime | None:
    """The same of its proof: when something was added, said to show something else, or taken back. None without any."""
    until = latest(now)
    return _newest(await CHANGES(deal, until, deal, until, deal, until))


def latest(now: datetime) -> datetime:
    """The latest moment that is followed by what is done `now`, which may be when a device says that it was done."""
    return farthest(now, OFFLINE)


def _newest(rows: Sequence[Mapping[str, Any]]) -> datetime | None:
    return rows[0]["at"] if rows else None


LOOKS = Statement(
    'SELECT "closed_at" AS "at" FROM "inspection" WHERE "deal" = {} AND "closed_at" <= {} '
    'UNION ALL SELECT "asked_at" FROM "standing" WHERE "deal" = {} AND "asked_at" <= {} ORDER BY "at" DESC LIMIT 1'
)
CHANGES = Statement(
    'SELECT "at" FROM "evidence" WHERE "deal" = {} AND "at" <= {} '
    'UNION ALL SELECT "linked_at" FROM "evidence" WHERE "deal" = {} AND "linked_at" <= {} '
    'UNION ALL SELECT "withdrawn_at" FROM "evidence" WHERE "deal" = {} AND "withdrawn_at" <= {} ORDER BY "at" DESC LIMIT 1'
)
