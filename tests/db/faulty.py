"""Engines that fail on demand: at a statement of a transaction, or when it is committed."""

import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from msgspec import Struct

from server import db
from server.db.engine import Engine
from server.db.postgres import SafePostgresEngine, SafeTransaction
from server.db.sqlite import FastSQLiteEngine
from server.piccolo_app import TABLES
from tests import databases
from tests.databases import Database


class Plan(Struct):
    """Where transactions fail: the next one at its statement number `at` from 1, the one after it `stride` statements later, and so on.

    `error` is raised there; None for no fault. A transaction of fewer statements fails at its COMMIT, `failed` times so far.
    What is read outside of a transaction fails with `unread`, after `spared` statements that are still answered.
    """

    error: Exception | None = None
    at: int = 1
    stride: int = 1
    seen: int = 0
    failed: int = 0
    unread: Exception | None = None
    spared: int = 0

    def read(self) -> None:
        """A statement is about to be sent outside of a transaction."""
        if self.unread is not None:
            if not self.spared:
                raise self.unread
            self.spared -= 1

    def begin(self) -> None:
        self.seen = 0

    def step(self) -> None:
        """A statement is about to be sent."""
        self.seen += 1
        if self.error is not None and self.seen == self.at:
            self._fail(self.error)

    def committing(self) -> bool:
        """Whether this COMMIT fails: the first one that gets that far."""
        return self.error is not None and self.seen < self.at

    def fail_commit(self) -> None:
        """Fails it, and lets the next one through."""
        error, self.error = self.error, None
        assert error is not None
        self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.at += self.stride
        self.failed += 1
        raise error


class FaultySQLite(FastSQLiteEngine):
    """SQLite that follows a plan."""

    plan: Plan

    async def begin(self) -> None:
        self.plan.begin()
        await super().begin()

    async def _run_in_new_connection(
        self, query: str, args: list[Any] | None = None, query_type: str = "generic", table: object = None
    ) -> list[dict[str, Any]]:
        self.plan.read()
        return await super()._run_in_new_connection(query, args, query_type, table)

    async def within(self, sql: str, args: Sequence[Any] = ()) -> list[dict[str, Any]]:
        self.plan.step()
        return await super().within(sql, args)

    def commit(self) -> None:
        if self.plan.committing():
            self.roll_back()
            self.plan.fail_commit()
        super().commit()


class FaultyPostgres(SafePostgresEngine):
    """PostgreSQL that follows a plan."""

    plan: Plan

    def transaction(self, allow_nested: bool = True, *, still: bool = False, alone: bool | None = None) -> "FaultyTransaction":
        self.plan.begin()
        return FaultyTransaction(self, allow_nested, isolation=self.still if still else None, alone=alone)

    async def fetch(self, sql: str, args: Sequence[Any]) -> Sequence[Mapping[str, Any]]:
        if self.current_transaction.get() is None:
            self.plan.read()
        else:
            self.plan.step()
        return await super().fetch(sql, args)


class FaultyTransaction(SafeTransaction):
    """Its COMMIT may fail, which rolls back, as the real one does."""

    __slots__ = ()
    engine: FaultyPostgres

    async def commit(self) -> None:
        if self.engine.plan.committing():
            await self.rollback()
            self.engine.plan.fail_commit()
        await super().commit()


@asynccontextmanager
async def failing(database: Database) -> AsyncIterator[tuple[Database, Plan]]:
    """The same database behind an engine that follows the plan; nothing fails until it says so."""
    engine: FaultySQLite | FaultyPostgres
    if database.kind == "sqlite":
        engine = FaultySQLite(database.url.removeprefix("sqlite:///"))
    else:
        engine = FaultyPostgres(database.url, isolation=databases.ISOLATION)
    engine.plan = Plan()
    db.use(engine, TABLES)
    await db.start()
    try:
        yield Database(database.kind, database.url, engine), engine.plan
    finally:
        await db.close()
        db.use(database.engine, TABLES)


def whole(engine: Engine) -> bool:
    """Whether nobody holds anything any more."""
    if isinstance(engine, FastSQLiteEngine):
        return not engine.lock().locked() and not engine.transaction_exists()
    pool, lending = engine.pool, engine.lending
    if pool is None or lending is None:
        return False
    return pool.get_idle_size() + len(lending.at_hand) == pool.get_size() and not engine.transaction_exists()


def gone() -> Exception:
    """What a driver says when the database goes away under a statement."""
    error: Exception = asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")
    return error


def full() -> Exception:
    """What SQLite says when the disk is full."""
    return sqlite3.OperationalError("database or disk is full")


def rival() -> Exception:
    """SQLSTATE 40001."""
    error: Exception = asyncpg.SerializationError("could not serialize access due to concurrent update")
    return error
