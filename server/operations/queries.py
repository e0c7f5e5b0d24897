"""How the jobs go."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from server.db import P, Prepared
from server.operations.tables import JobRow

ALIVE: Final = timedelta(minutes=3)
"""A round that has not said for so long that it still runs is over: its process died."""


class Standing(Struct, frozen=True, kw_only=True):
    """How a job goes; see `tables`. One that was never reported has nothing but its name."""

    name: str
    worked_at: datetime | None = None
    ended_at: datetime | None = None
    host: str = ""
    problem: str = ""
    run: UUID | None = None
    failures: int = 0
    failing_since: datetime | None = None
    next_at: datetime | None = None
    trouble: UUID | None = None
    asked_at: datetime | None = None
    running_since: datetime | None = None
    running_on: str = ""
    running_seen: datetime | None = None

    def is_running(self, now: datetime) -> bool:
        """Whether a round that takes long is still at it."""
        return self.running_seen is not None and now - self.running_seen < ALIVE


async def standing(name: str) -> Standing:
    """How one job goes."""
    rows = await ONE(name=name)
    return _standing(rows[0]) if rows else Standing(name=name)


async def standings() -> dict[str, Standing]:
    """How every job goes that was ever reported, by name."""
    return {row["name"]: _standing(row) for row in await ALL()}


def _standing(row: Mapping[str, Any]) -> Standing:
    return Standing(**{name: row[name] for name in Standing.__struct_fields__})


ONE = Prepared(lambda: JobRow.select().where(JobRow.name == P("name")))
ALL = Prepared(lambda: JobRow.select().order_by(JobRow.name))
