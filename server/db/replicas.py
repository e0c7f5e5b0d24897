"""Reading from copies of PostgreSQL that follow it, without anybody seeing less than they know.

`with replicas.afar():` is the one seam. A statement that only reads, in no transaction, may then be answered by a replica, if that one has
everything that was committed on the primary when the first statement of the block came. So whoever wrote reads what they wrote, on whichever host
and device, and a page is as new as the tag that the door computed for it. A replica that is behind, away, or will not, costs a moment and nothing
else: the primary answers.
"""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from server import clock

log = logging.getLogger("plumbline.replicas")

Rows = Sequence[Mapping[str, Any]]

PATIENCE = 0.05
"""Seconds that a page waits for a replica to catch up: as long as a person does not notice."""

LOOK = 0.005
"""Seconds between two looks at it meanwhile."""

REST = 30.0
"""Seconds that a replica is left alone after it could not be asked."""

ASKING, ANSWERING = 2.0, 30.0
"""Seconds until a connection to one is there, and until a statement is answered, before the primary is asked instead."""

WHOSE = "(SELECT concat_ws('/', system_identifier, timeline_id, current_database()) FROM pg_control_system(), pg_control_checkpoint())"
"""Which journal, and which database of it: places of another one, such as that from before a restore, say nothing."""

COMMITTED = f"""
    SELECT
        CASE current_setting('synchronous_commit') WHEN 'off' THEN pg_current_wal_insert_lsn() ELSE pg_current_wal_flush_lsn() END::text AS place,
        {WHOSE} AS whose
"""
"""How far the journal of the primary holds what was acknowledged. With synchronous_commit off that is before it is on the disk."""

CAUGHT_UP = f"""
    SELECT
        coalesce(pg_last_wal_replay_lsn() >= $1::text::pg_lsn, false) AS there,
        pg_is_in_recovery() AND {WHOSE} = $2::text AS follows
"""
"""Whether one is there, and is a copy of that primary: one that was promoted goes its own way from the place where it was."""


class Afar:
    """What is known about one block: the `replica` that answers, None before the first statement and when the primary does. `over`: for good."""

    __slots__ = ("decided", "over", "replica")

    def __init__(self) -> None:
        self.decided = self.over = False
        self.replica: Replica | None = None

    def stay(self) -> None:
        """From here on the primary answers: this block has written, or its replica failed."""
        self.decided = self.over = True
        self.replica = None


reading: ContextVar[Afar | None] = ContextVar("reading_afar", default=None)


@contextmanager
def afar() -> Iterator[None]:
    """What is read in this block, outside of a transaction, may come from a replica. Does nothing where there is none."""
    before = reading.set(Afar())
    try:
        yield
    finally:
        reading.reset(before)


class Replica:
    """One copy, with its own pool. Its `name` is its host, for the log."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.name = urlsplit(dsn).netloc.rpartition("@")[2]
        self.pool: asyncpg.Pool | None = None
        self._rests_until = 0.0
        self._left = False

    async def start(self) -> None:
        """Makes the pool, which connects when it is first asked: one that is away stops nobody from starting."""
        if self.pool is None:
            self.pool = await asyncpg.create_pool(self.dsn, min_size=0, max_size=10, timeout=ASKING, command_timeout=ANSWERING)

    async def stop(self) -> None:
        """Closes the pool."""
        if self.pool is not None:
            pool, self.pool = self.pool, None
            await pool.close()

    @property
    def rests(self) -> bool:
        """Whether it is not to be asked just now."""
        return self.pool is None or clock.ticks() < self._rests_until

    async def has(self, place: str, whose: str) -> bool:
        """Whether it holds the journal `whose` up to this place, or does so within PATIENCE.

        One that cannot be asked does not, nor one that follows another primary or none, and it is left alone.
        """
        until = clock.ticks() + PATIENCE
        try:
            while not _is_there(await self.fetch(CAUGHT_UP, [place, whose])):
                if clock.ticks() > until:
                    return False
                await asyncio.sleep(LOOK)
        except (*FAILED, Stranger) as error:
            self.leave(error)
            return False
        if self._left:
            log.warning("the replica %s answers again", self.name)
            self._left = False
        return True

    async def fetch(self, sql: str, args: Sequence[Any]) -> Rows:
        """Rows of one statement. Raises one of FAILED."""
        assert self.pool is not None  # noqa: S101  # whoever asks has looked whether it rests
        async with self.pool.acquire(timeout=ASKING) as connection:
            rows: Rows = await connection.fetch(sql, *args)
            return rows

    async def answer(self, sql: str, args: Sequence[Any]) -> Rows | None:
        """Rows of one statement, None when the primary is to be asked: this one is gone, gives way to what comes from there, or may not."""
        try:
            return await self.fetch(sql, args)
        except FAILED as error:
            if isinstance(error, TimeoutError | OSError | asyncpg.PostgresConnectionError | asyncpg.OperatorInterventionError):
                self.leave(error)
            return None

    def leave(self, error: BaseException) -> None:
        """Leaves it alone for a while, and says so once until it answers again."""
        self._rests_until = clock.ticks() + REST
        if not self._left:
            log.warning("the replica %s is left alone, the primary reads instead: %s: %s", self.name, type(error).__name__, error)
            self._left = True


class Stranger(Exception):
    """What is named as a replica is none of this primary."""


def _is_there(rows: Rows) -> bool:
    if not rows[0]["follows"]:
        raise Stranger("it does not follow the database of DATABASE_URL, or not yet since that one was promoted or restored")
    return bool(rows[0]["there"])


UNANSWERABLE = (asyncpg.UndefinedFunctionError, asyncpg.InsufficientPrivilegeError, asyncpg.ObjectNotInPrerequisiteStateError)
"""What a primary says that keeps no such journal, or may not tell: then nobody knows what a replica has, and none is asked."""

FAILED = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
"""What asking a replica may raise. What is wrong with the statement itself is told by the primary, which is asked next."""
