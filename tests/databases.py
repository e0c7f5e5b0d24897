"""A fresh, migrated database for each test: a copy of a template that was migrated once in the run.

A file is copied in no time. On PostgreSQL a copy takes a quarter of a second, so there each process keeps one and empties it for the next test.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from threading import Thread

import asyncpg
from msgspec import Struct
from piccolo.apps.migrations.tables import Migration

import piccolo_conf
from server import db, ids
from server.db.engine import Engine
from server.db.postgres import SafePostgresEngine
from server.lessons import queries as lessons
from server.piccolo_app import APP_CONFIG
from tests import cluster, shared

KINDS = ("sqlite", "postgres")
ISOLATION = os.environ.get("TEST_ISOLATION", "read committed")
"""The level at which PostgreSQL runs every transaction of this run of tests."""
MIGRATIONS = Path(APP_CONFIG.resolved_migrations_folder_path)
RAN = sum(path.stem != "__init__" for path in MIGRATIONS.glob("*.py"))
"""How many migrations a database of ours has had."""


class Database(Struct, frozen=True):
    """A database that is in use by this process. `kind` is sqlite or postgres."""

    kind: str
    url: str
    engine: Engine


@asynccontextmanager
async def migrated(kind: str, folder: Path, *, isolation: str = ISOLATION) -> AsyncIterator[Database]:
    """A database with all migrations and no rows, in use and open until the block ends."""
    if kind == "sqlite":
        async with copied(kind, folder, template(kind)) as database:
            yield database
    else:
        async with opened(kind, await _emptied(), isolation=isolation) as database:
            yield database


@asynccontextmanager
async def empty(kind: str, folder: Path) -> AsyncIterator[Database]:
    """A database without a table, gone afterwards."""
    async with copied(kind, folder, "") as database:
        yield database


@asynccontextmanager
async def copied(kind: str, folder: Path, source: str) -> AsyncIterator[Database]:
    """A copy of the template `source`, or a new database when it is empty; in use and open until the block ends."""
    name = f"t{ids.new().hex}"
    url = await _copy(kind, folder / f"{name}.sqlite", name, source)
    try:
        async with opened(kind, url) as database:
            yield database
    finally:
        if kind == "postgres":
            await _on_cluster(f'DROP DATABASE "{name}" WITH (FORCE)')


@asynccontextmanager
async def opened(kind: str, url: str, *, isolation: str = ISOLATION) -> AsyncIterator[Database]:
    """The database at `url`, in use and open until the block ends."""
    engine = open_here(url, isolation=isolation)
    await db.start()
    try:
        yield Database(kind, url, engine)
    finally:
        db.use(engine, [])
        await db.close()


def open_here(url: str, *, isolation: str = ISOLATION) -> Engine:
    """Makes the database at `url` the one of this process."""
    engine = db.open_engine(url)
    if isinstance(engine, SafePostgresEngine):
        engine = SafePostgresEngine(url, isolation=isolation)
    # Piccolo's migrations ask this module, whatever engine the tables use.
    piccolo_conf.DB = engine
    db.use(engine, [*APP_CONFIG.table_classes, Migration])
    # What a process keeps for a second was kept from another database.
    lessons.LATEST.forget()
    return engine


def template(kind: str) -> str:
    """The migrated database that tests copy: a path for SQLite, a name for PostgreSQL."""
    return shared.once(f"template-{kind}", lambda: _apart(lambda: _make_template(kind)))


async def _make_template(kind: str) -> str:
    path = shared.folder() / "template.sqlite"
    url = await _copy(kind, path, "template_migrated", "")
    open_here(url)
    await db.start()
    await db.migrate(MIGRATIONS)
    await db.close()
    return str(path) if kind == "sqlite" else "template_migrated"


async def _emptied() -> str:
    """The PostgreSQL database of this process, without rows."""
    name = f"of_process_{os.getpid()}"
    url = shared.once(name, lambda: _apart(lambda: _copy("postgres", Path(), name, template("postgres"))))
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_empty_kept(f"{cluster.address()}/{name}"), _loop()))
    return url


async def _empty_kept(url: str) -> None:
    """Empties the database over a connection that is kept: a new one has to learn about every table first, which takes ten times as long."""
    # A test may have cut every connection to this database.
    if url not in _kept or _kept[url].is_closed():
        _kept[url] = await asyncpg.connect(url)
        # The role `replica` leaves foreign keys unchecked, so that the order of the tables does not matter.
        await _kept[url].execute("SET session_replication_role = replica")
    await _kept[url].execute(EMPTY)


_kept: dict[str, asyncpg.Connection] = {}

LONG = 64 * 1024
"""Bytes of a table from which its file is made anew. To delete its rows takes a tenth of the time, but every question still reads past them."""

EMPTY = f"""
    DO $$ DECLARE used regclass; size bigint; BEGIN
    FOR used, size IN
        SELECT oid, pg_relation_size(oid) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'migration' AND pg_relation_size(oid) > 0
    LOOP
        IF size > {LONG} THEN EXECUTE 'TRUNCATE ' || used || ' CASCADE'; ELSE EXECUTE 'DELETE FROM ' || used; END IF;
    END LOOP;
    END $$;
    DELETE FROM migration WHERE id > {RAN}
"""
"""Piccolo numbers the migrations that ran; what a test pretended has run comes after them."""


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """A loop that outlives those of the tests, in a thread of its own."""
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="emptying", daemon=True).start()
    return loop


async def _copy(kind: str, path: Path, name: str, source: str) -> str:
    if kind == "sqlite":
        if source:
            shutil.copyfile(source, path)
        return f"sqlite:///{path}"
    await _on_cluster(f'CREATE DATABASE "{name}" TEMPLATE "{source or "template0"}" STRATEGY file_copy')
    return f"{cluster.address()}/{name}"


async def _on_cluster(statement: str, name: str = "postgres") -> None:
    connection = await asyncpg.connect(f"{cluster.address()}/{name}")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _apart(work: Callable[[], Awaitable[str]]) -> str:
    """Runs `work` in a loop of its own, because the test that asks first may have one already."""

    async def run() -> str:
        return await work()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, run()).result()
