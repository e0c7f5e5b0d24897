"""PostgreSQL: a dump of a database that others use, made by its own program pg_dump."""

import asyncio
import subprocess
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path

import asyncpg

from server.cli.copies.programs import address, program, ran, reason
from server.cli.copies.stock import FACTS, RAN, Digest, Stock, begun
from server.cli.copies.unfinished import unfinished
from server.db.faults import remedy
from server.db.ground import APP
from server.errors import Setup

HEAD = b"PGDMP"
"""With which a dump in the custom format begins."""

BATCH = 5_000
"""Facts fetched at once."""


async def take(url: str, place: Path, *, without: Path | None = None) -> Stock:
    """Dumps the database as it is at one moment, while others read and write it, and counts what it held then.

    `without` goes as the dump gets to `place`. Raises Setup.
    """
    found = program("pg_dump", f"pg_dump --format=custom --file={place} DATABASE")
    connection = await connected(url)
    try:
        # It ends with the connection.
        await connection.transaction(isolation="repeatable_read", readonly=True).start()
        moment = await connection.fetchval("SELECT pg_export_snapshot()")
        with unfinished(place, without=without) as partial, address(url) as where:
            words = (found, "--format=custom", f"--snapshot={moment}", f"--file={partial}", *where.words)
            dumping = await asyncio.create_subprocess_exec(*words, env=where.environ, stderr=subprocess.PIPE)
            try:
                stock = await stock_of(connection)
                _said, errors = await dumping.communicate()
            finally:
                await _ended(dumping)
            if dumping.returncode:
                raise Setup(f"pg_dump could not copy the database: {reason(dumping.returncode, errors)}")
            begun(stock, "The database of DATABASE_URL")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        # Whatever state it is in, nothing more is said by it.
        connection.terminate()
        raise Setup(
            f"The database could not be copied: {error}. Nothing of the copy is left; mend that, and type it again."
        ) from error
    else:
        return stock
    finally:
        await connection.close()


async def _ended(dumping: asyncio.subprocess.Process) -> None:
    """A program that nobody waits for any more writes on otherwise."""
    if dumping.returncode is None:
        dumping.kill()
        await dumping.communicate()


def migrations(file: Path) -> tuple[str, ...]:
    """The names of the migrations that a dump has had, after reading all of it. Raises Setup when it is damaged."""
    found = program("pg_restore", f"pg_restore --list {file}")
    ran((found, "--file=/dev/null", str(file)), f"{file} is damaged or was cut off")
    told = ran((found, "--data-only", "--table=migration", "--file=-", str(file)), f"{file} is damaged")
    return tuple(_names(told.decode().splitlines()))


async def connected(url: str) -> asyncpg.Connection:
    """A connection to the database. Raises Setup when it cannot be used."""
    try:
        return await asyncpg.connect(url, timeout=10)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Setup(f"The database of DATABASE_URL cannot be used: {error}. {remedy(error)}") from error


TABLES = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


async def stock_of(connection: asyncpg.Connection) -> Stock:
    """What the database holds that this connection reads."""
    tables = [row["name"] for row in await connection.fetch(TABLES)]
    rows = {name: await connection.fetchval(f'SELECT count(*) FROM public."{name}"') for name in tables}  # noqa: S608  # names of tables
    done = await connection.fetch(RAN) if "migration" in tables else []
    digest = Digest()
    if "fact" in tables:
        async with connection.transaction():
            facts = await connection.cursor(FACTS)
            while some := await facts.fetch(BATCH):
                digest.add(_plain(row) for row in some)
    return Stock(rows=rows, ledger=str(digest), migrations=tuple(row["name"] for row in done))


def _plain(row: asyncpg.Record) -> tuple[object, ...]:
    id, at, *rest = row
    return id, at.astimezone(UTC) if at else None, *rest


def _names(lines: Iterable[str]) -> Iterable[str]:
    """The name of each migration that is ours: the second column of what is copied, where the third one is us."""
    within = False
    for line in lines:
        if line.startswith("COPY "):
            within = True
        elif line == "\\.":
            within = False
        elif within:
            _id, name, *more = line.split("\t")
            if more[:1] == [APP]:
                yield name
