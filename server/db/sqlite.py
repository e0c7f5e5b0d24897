"""A Piccolo engine for SQLite that keeps its connections.

The stock engine opens a thread, a connection and a PRAGMA for each query, about 120 times the cost of the driver. Here reads run in place on one
read-only connection, and writes on another one behind one fair lock, in `BEGIN IMMEDIATE` transactions, so that nobody is told `database is
locked` after having read. What has to wait does so on the writer's own thread: BEGIN while another process writes, COMMIT where it is to survive a
power cut, and the checkpoints that bring what was committed from the log into the file. All else runs in place: a thread hop costs several times
what a statement does, and it hands the loop to every page that waits while the writer is held. A task that is cancelled while the thread works for
it goes at once; the lock is given on when the thread is done and nothing is open any more. What reads many rows does so on a third connection, by
its own thread: see `scans`.
"""

import asyncio
import os
import re
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType

from server.db import lists
from server.db.checkpoints import Checkpoints
from server.db.scans import Scanner, many
from server.db.statements import note
from server.letters import folded

# The stock converters go through Decimal, wrappers and a second zone; each row of a page pays for that. The same ids and times come again and again.
sqlite3.register_converter("INTEGER", int)
sqlite3.register_converter("UUID", lru_cache(maxsize=2048)(lambda raw: UUID(raw.decode())))
sqlite3.register_converter("TIMESTAMPTZ", lru_cache(maxsize=1024)(lambda raw: datetime.fromisoformat(raw.decode())))
sqlite3.register_converter("DATE", lru_cache(maxsize=1024)(lambda raw: date.fromisoformat(raw.decode())))
sqlite3.register_converter("BOOLEAN", b"1".__eq__)
sqlite3.register_adapter(UUID, lru_cache(maxsize=1024)(str))

Row = dict[str, Any]

PATIENCE = 10_000
"""Milliseconds that a writer waits for another process."""

ADD_UNIQUE = re.compile(r"ALTER TABLE (\S+) ADD CONSTRAINT (\S+) UNIQUE (\(.*\))")


class FastSQLiteEngine(SQLiteEngine):
    """Persistent connections, one writer, fork-safe. `synchronous` is NORMAL (survives a killed process) or FULL (survives a power cut)."""

    def __init__(self, path: str, synchronous: str = "NORMAL") -> None:
        self.patience = PATIENCE
        self.in_place = synchronous == "NORMAL"
        """Whether a commit waits for no disk, and checkpoints are made apart."""
        self.pragmas = (
            "PRAGMA journal_mode=WAL",
            f"PRAGMA synchronous={synchronous}",
            "PRAGMA foreign_keys=ON",
            # What was erased is overwritten with zeros, and not only forgotten where it lay.
            "PRAGMA secure_delete=ON",
            f"PRAGMA busy_timeout={PATIENCE}",
            "PRAGMA cache_size=-512",
            "PRAGMA temp_store=MEMORY",
            # What one large transaction made of the log is given back to the disk when the log begins anew.
            "PRAGMA journal_size_limit=67108864",
        )
        self._pid: int | None = None
        self._reader: sqlite3.Connection | None = None
        self._writer: sqlite3.Connection | None = None
        self._doing: Future[Any] | None = None
        super().__init__(path=path)

    def transaction(
        self, transaction_type: TransactionType = TransactionType.immediate, allow_nested: bool = True
    ) -> "FastTransaction":
        """One `BEGIN IMMEDIATE` transaction on the writer, whatever type was asked for: a deferred one that reads and then writes fails at once."""
        return FastTransaction(engine=self, transaction_type=TransactionType.immediate, allow_nested=allow_nested)

    async def fetch(self, sql: str, args: Sequence[Any]) -> list[Row]:
        """Rows of one compiled statement, inside the open transaction if there is one."""
        if self.current_transaction.get() is not None:
            return await self.within(sql, args)
        return await self._run_in_new_connection(sql, list(args))

    async def within(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        """Runs one statement of the open transaction, in place. Nothing waits on the thread then: BEGIN came before."""
        note(sql)
        return self._execute(sql, args)

    async def write(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        """Runs one statement that may have to wait, on the writer's thread. The caller holds the lock, and lets it go by `let_go`."""
        note(sql)
        self._after_fork()
        rows: list[Row] = await self._apart(lambda: self._wait(sql, args))
        return rows

    async def begin(self) -> None:
        """Begins a transaction: at once, or on the writer's thread when another process writes. The caller holds the lock."""
        self._after_fork()
        if self._writer is not None:
            try:
                self._execute("BEGIN IMMEDIATE", ())
            except sqlite3.OperationalError as error:
                # The lowest byte is the kind of fault; another process may write, or mend what a third one left when it was killed.
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
            else:
                note("BEGIN IMMEDIATE")
                return
        await self.write("BEGIN IMMEDIATE")

    async def finish(self, work: Callable[[], None]) -> None:
        """Commits or rolls back: where that waits for the disk on the writer's thread, and a cancelled task leaves it running to its end."""
        if not self.in_place:
            await self._apart(work)
            return
        work()
        if self._checkpoints.due(self._write_connection().total_changes):
            made = self._thread.submit(self._checkpoints.make)
            if self._checkpoints.behind:
                await asyncio.shield(asyncio.wrap_future(made))

    def let_go(self) -> None:
        """Ends what is still open and gives the lock to the next one: now, or when the thread is done with what a cancelled task left to it."""
        lock = self.lock()
        if self._doing is not None and not self._doing.done():
            asyncio.wrap_future(self._thread.submit(self.roll_back)).add_done_callback(lambda _ended: lock.release())
            return
        try:
            self.roll_back()
        finally:
            lock.release()

    async def run_ddl(self, ddl: str, in_pool: bool = False) -> list[Row]:
        """Schema changes; a unique constraint that is added becomes the unique index that SQLite has for it."""
        rows: list[Row] = await super().run_ddl(ADD_UNIQUE.sub(r"CREATE UNIQUE INDEX \2 ON \1 \3", ddl), in_pool)
        return rows

    def lock(self) -> asyncio.Lock:
        """The fair lock in front of the writer, one for each event loop."""
        self._after_fork()
        loop = asyncio.get_running_loop()
        held = self._locks.get(id(loop))
        if held is None or held[0] is not loop:
            held = self._locks[id(loop)] = (loop, asyncio.Lock())
        return held[1]

    def commit(self) -> None:
        """Commits the writer's transaction, or rolls back and raises."""
        try:
            self._write_connection().execute("COMMIT")
        except BaseException:
            self.roll_back()
            raise

    def roll_back(self) -> None:
        """Ends the writer's transaction, if one is open."""
        if self._writer is not None and self._writer.in_transaction:
            self._writer.execute("ROLLBACK")

    def close(self) -> None:
        """Closes the connections and ends the writer's thread. The next statement opens them again."""
        if self._pid != os.getpid():
            return
        if self._reader is not None:
            self._reader.close()
        self._scanner.close()
        self._thread.submit(self._checkpoints.close).result()
        if self._writer is not None:
            self._thread.submit(self._writer.close).result()
        self._thread.shutdown()
        self._pid = None

    async def _run_in_new_connection(
        self, query: str, args: list[Any] | None = None, query_type: str = "generic", table: Any = None
    ) -> list[Row]:
        self._after_fork()
        if query.lstrip()[:6].upper() == "SELECT":
            note(query)
            query, values = lists.of_sqlite(query, args or ())
            if many.get():
                return await self._scanner.fetch(query, values)
            if self._reader is None:
                self._reader = self._connect(read_only=True)
            return _rows(self._reader.execute(query, values))
        await self.lock().acquire()
        try:
            return await self.write(query, args or ())
        finally:
            self.let_go()

    async def _run_in_existing_connection(
        self, connection: Any, query: str, args: list[Any] | None = None, query_type: str = "generic", table: Any = None
    ) -> list[Row]:
        return await self.within(query, args or ())

    def _after_fork(self) -> None:
        if self._pid != os.getpid():
            self._pid = os.getpid()
            self._reader = self._writer = self._doing = None
            self._checkpoints = Checkpoints(self.path, lambda: self._connect(read_only=False))
            self._scanner = Scanner(lambda: self._connect(read_only=True), _rows)
            self._locks: dict[int, tuple[asyncio.AbstractEventLoop, asyncio.Lock]] = {}
            self._thread = ThreadPoolExecutor(1, "sqlite-writer")

    async def _apart(self, work: Callable[[], Any]) -> Any:
        """Runs `work` on the writer's thread, to its end even when the task is cancelled meanwhile."""
        self._doing = self._thread.submit(work)
        done = asyncio.wrap_future(self._doing)
        # Of a task that was cancelled nobody asks how it went.
        done.add_done_callback(asyncio.Future.exception)
        return await asyncio.shield(done)

    def _execute(self, sql: str, args: Sequence[Any]) -> list[Row]:
        return _rows(self._write_connection().execute(*lists.of_sqlite(sql, args)))

    def _wait(self, sql: str, args: Sequence[Any]) -> list[Row]:
        connection = self._write_connection()
        connection.execute(f"PRAGMA busy_timeout={self.patience}")
        try:
            return _rows(connection.execute(*lists.of_sqlite(sql, args)))
        finally:
            connection.execute("PRAGMA busy_timeout=0")

    def _write_connection(self) -> sqlite3.Connection:
        if self._writer is None:
            self._writer = self._connect(read_only=False)
            self._writer.execute("PRAGMA busy_timeout=0")
            if self.in_place:
                self._writer.execute("PRAGMA wal_autocheckpoint=0")
        return self._writer

    def _connect(self, *, read_only: bool) -> sqlite3.Connection:
        if read_only and self._writer is None:
            # A read-only connection cannot make the file or switch it to WAL, so the writer comes first.
            self._thread.submit(self._write_connection).result()
        connection: sqlite3.Connection = sqlite3.connect(**self.connection_kwargs, check_same_thread=False, cached_statements=512)
        connection.create_function("folded", 1, lambda text: None if text is None else folded(text), deterministic=True)
        for pragma in self.pragmas:
            connection.execute(pragma)
        if read_only:
            connection.execute("PRAGMA query_only=ON")
        return connection


class FastTransaction(SQLiteTransaction):
    """Holds the writer from BEGIN to COMMIT."""

    __slots__ = ()
    engine: FastSQLiteEngine

    async def __aenter__(self) -> "FastTransaction":
        if self._parent is not None:
            return self._parent  # type: ignore[return-value]  # the parent was made by the same engine
        engine = self.engine
        await engine.lock().acquire()
        try:
            await engine.begin()
        except BaseException:
            engine.let_go()
            raise
        self.connection = _Writer(engine)
        self.context = engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> bool:
        if self._parent:
            return error is None
        engine = self.engine
        try:
            if error is not None:
                if not self._rolled_back:
                    await engine.finish(engine.roll_back)
            elif not self._committed and not self._rolled_back:
                await engine.finish(engine.commit)
        finally:
            engine.current_transaction.reset(self.context)
            engine.let_go()
        return error is None


class _Writer:
    """What Piccolo's transaction sees as its connection."""

    def __init__(self, engine: FastSQLiteEngine) -> None:
        self.engine = engine

    async def execute(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        return await self.engine.within(sql, args)


def _rows(cursor: sqlite3.Cursor) -> list[Row]:
    rows = cursor.fetchall()
    if not rows:
        return []
    keys = [column[0] for column in cursor.description]
    return [dict(zip(keys, row, strict=True)) for row in rows]
