"""Who was erased, without their names."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from server.db import P, Prepared, Statement
from server.people.fingerprints import fingerprint
from server.people.tables import Erased


class Erasure(Struct, frozen=True, kw_only=True):
    """One fingerprint: the row that stayed in their place, and until when it kept them out."""

    person: UUID
    at: datetime
    lifted_at: datetime | None


async def erasures() -> Mapping[str, Erasure]:
    """Every fingerprint of somebody who was erased."""
    return {row["key"]: Erasure(person=row["person"], at=row["at"], lifted_at=row["lifted_at"]) for row in await ALL()}


async def erased_on(address: str) -> datetime | None:
    """When whoever had this address was erased, None if nobody was or they were added again since."""
    rows = await OF_KEY(key=fingerprint(address))
    return rows[0]["at"] if rows and rows[0]["lifted_at"] is None else None


ALL = Statement('SELECT "key", "person", "at", "lifted_at" FROM "erased"')
OF_KEY = Prepared(lambda: Erased.select(Erased.at, Erased.lifted_at).where(Erased.key == P("key")))
