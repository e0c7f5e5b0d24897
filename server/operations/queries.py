"""How the jobs go."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from server import outbox
from server.db import P, Prepared, health, of_row
from server.db.health import Size
from server.operations import patience
from server.operations.job import OF_ONE_HOST, Job
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
    running: UUID | None = None
    running_since: datetime | None = None
    running_on: str = ""
    running_seen: datetime | None = None
    begun_at: datetime | None = None

    def is_running(self, now: datetime) -> bool:
        """Whether a round is at it, as far as is known. What was said by a clock that has been put back since counts for nothing."""
        return self.running_seen is not None and abs(now - self.running_seen) < ALIVE

    def is_asked(self, now: datetime) -> bool:
        """Whether an admin asks for a round, and none is at that. What a clock said that has been put back since keeps nobody waiting."""
        return self.asked_at is not None and not now < self.asked_at <= now + patience.LEASE

    def is_free(self, job: Job, now: datetime) -> bool:
        """Whether what is asked for may begin: nobody is at it who lives, or who does not hang where several rounds share the work."""
        return not self.is_running(now) or (self.hangs(now) and not job.alone)

    def is_elsewhere(self, host: str, now: datetime) -> bool:
        """Whether another host than this one fails at what each does for itself, and said so a moment ago: this one cannot end that."""
        return (
            self.problem in OF_ONE_HOST and self.host != host and self.ended_at is not None and abs(now - self.ended_at) < ALIVE
        )

    def hangs(self, now: datetime) -> bool:
        """Whether one takes so long that a person is told, whatever other workers do meanwhile."""
        return self.is_running(now) and self.running_since is not None and now - self.running_since >= patience.LONG

    def is_tonight(self, now: datetime) -> bool:
        """Whether the work of this night is to be begun: it did not work yet, and of no try it is open what comes of it."""
        worked = self.worked_at is not None and abs(now - self.worked_at) < patience.ONCE
        return now.hour in patience.NIGHT and not worked and not self.failures and self.begun_at is None

    def is_broken_off(self, now: datetime) -> bool:
        """Whether the work of a night was begun, nobody is at it any more, and nobody will say what came of it."""
        return self.begun_at is not None and abs(now - self.begun_at) >= ALIVE and not self.is_running(now)


class Needs(Struct, frozen=True, kw_only=True):
    """What somebody has to look at: jobs of which admins were told, messages that were given up, and a disk with little room."""

    jobs: tuple[str, ...] = ()
    messages: int = 0
    room: bool = False

    @property
    def count(self) -> int:
        """How many things."""
        return len(self.jobs) + bool(self.messages) + self.room


NOTHING: Final = Needs()
"""All is well."""

ROOM: Final = 512_000_000
"""Bytes that a disk should have left, or as much as the database holds: so much it takes to copy it."""


async def needs() -> Needs:
    """What somebody has to look at now."""
    return needed(await standings(), await outbox.depth(), await health.size())


def needed(standings: Mapping[str, Standing], depth: Mapping[tuple[str, str], int], size: Size) -> Needs:
    """The same, of what is known already."""
    return Needs(
        jobs=tuple(name for name, one in standings.items() if one.trouble is not None),
        messages=sum(count for (_kind, state), count in depth.items() if state == "dead"),
        room=size.free is not None and size.free < max(ROOM, size.data),
    )


async def standing(name: str) -> Standing:
    """How one job goes."""
    rows = await ONE(name=name)
    return _standing(rows[0]) if rows else Standing(name=name)


async def standings() -> dict[str, Standing]:
    """How every job goes that was ever reported, by name."""
    return {row["name"]: _standing(row) for row in await ALL()}


def _standing(row: Mapping[str, Any]) -> Standing:
    return of_row(Standing, row)


ONE = Prepared(lambda: JobRow.select().where(JobRow.name == P("name")))
ALL = Prepared(lambda: JobRow.select().order_by(JobRow.name))
