"""When something was last done on a deal that what is done next has to follow, also where its own moment lies before: of two deeds at once the one
that was begun first may be kept last, and a proof may have waited on a device without a network.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from server.db import Statement


async def last_look(deal: UUID) -> datetime | None:
    """When a sheet of this deal was last closed, or a row of one looked at again; None before the first."""
    return _newest(await LOOKS(deal, deal))


async def last_change(deal: UUID) -> datetime | None:
    """When its proof last changed: something was added, said to show something else, or taken back. None without any."""
    return _newest(await CHANGES(deal, deal, deal))


def _newest(rows: Sequence[Mapping[str, Any]]) -> datetime | None:
    return rows[0]["at"] if rows else None


LOOKS = Statement(
    'SELECT "closed_at" AS "at" FROM "inspection" WHERE "deal" = {} AND "closed_at" IS NOT NULL '
    'UNION ALL SELECT "asked_at" FROM "standing" WHERE "deal" = {} ORDER BY "at" DESC LIMIT 1'
)
CHANGES = Statement(
    'SELECT "at" FROM "evidence" WHERE "deal" = {} '
    'UNION ALL SELECT "linked_at" FROM "evidence" WHERE "deal" = {} AND "linked_at" IS NOT NULL '
    'UNION ALL SELECT "withdrawn_at" FROM "evidence" WHERE "deal" = {} AND "withdrawn_at" IS NOT NULL ORDER BY "at" DESC LIMIT 1'
)
