"""Which answers are kept."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.api.tables import ApiAnswer
from server.db import P, Prepared

KEPT: Final = timedelta(days=1)
"""How long an answer is told again. Afterwards the same key still does nothing twice: the ledger knows it for ever."""


class Answer(Struct, frozen=True, kw_only=True):
    """What was answered. `digest` tells what was sent; `location` is where the thing that was made is, empty for none."""

    digest: str
    status: int
    body: bytes
    location: str


async def answer(id: UUID, now: datetime) -> Answer | None:
    """The answer that is kept under this id, None for none and for one that is older than a day."""
    rows = await BY_ID(id=id)
    if not rows or rows[0]["at"] < now - KEPT:
        return None
    row = rows[0]
    return Answer(digest=row["digest"], status=row["status"], body=row["body"].encode(), location=row["location"])


BY_ID = Prepared(lambda: ApiAnswer.select().where(ApiAnswer.id == P("id")))
