"""PostgreSQL: its own programs pg_dump and pg_restore, given what a copy needs without a password on the command line."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from datetime import UTC
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

import asyncpg

from server.cli.copies.stock import FACTS, Digest, Stock, begun
from server.cli.copies.unfinished import unfinished
from server.errors import Setup

HEAD = b"PGDMP"
"""With which a dump in the custom format begins."""

BATCH = 5_000
"""Facts fetched at once."""


async def take(url: str, place: Path, *, without: Path | None = None) -> Stock:
    """Dumps the database as it is at one moment, while others read and write it, and counts what it held then.

    `without` goes as the dump gets to `place`. Raises Setup.
    """
    program = _program("pg_dump", f"pg_dump --format=custom --file={place} DATABASE")
    connection = await _connected(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            moment = await connection.fetchval("SELECT pg_export_snapshot()")
            with unfinished(place, without=without) as partial:
                words = (program, "--format=custom", f"--snapshot={moment}", f"--file={partial}", *_where(url))
                dumping = await asyncio.create_subprocess_exec(*words, env=_environment(url), stderr=subprocess.PIPE)
                stock = await _stock(connection)
                _said, errors = await dumping.communicate()
                if dumping.returncode:
                    raise Setup(f"pg_dump could not copy the database: {_last_line(errors)}")
                begun(stock, "The database of DATABASE_URL")
        return stock
    finally:
        await connection.close()


def migrations(file: Path) -> tuple[str, ...]:
    """The names of the migrations that a dump has had, after reading all of it. Raises Setup when it is damaged."""
    program = _program("pg_restore", f"pg_restore --list {file}")
    _ran((program, "--file=/dev/null", str(file)), f"{file} is damaged or was cut off")
    told = _ran((program, "--data-only", "--table=migration", "--file=-", str(file)), f"{file} is damaged")
    return tuple(_names(told.decode().splitlines()))


async def put_back(copy: Path, url: str, *, force: bool) -> Stock:
    """Puts the dump into the database, where nobody may be connected. Returns what is there then.

    Raises Setup when somebody is, when there are tables and not `force`, or pg_restore cannot do it. A database that is emptied first stays
    empty when it could not.
    """
    program = _program("pg_restore", f"pg_restore --no-owner --single-transaction --dbname=DATABASE {copy}")
    connection = await _connected(url)
    try:
        await _nobody_else(connection)
        tables = [row["name"] for row in await connection.fetch(TABLES)]
        if tables and not force:
            raise Setup("There is something in this database already. Use an empty one, or empty this one by --force.")
        async with connection.transaction():
            for name in tables:
                await connection.execute(f'DROP TABLE IF EXISTS "{name}" CASCADE')
        words = (program, "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", *_where(url), str(copy))
        await asyncio.to_thread(_ran, words, "pg_restore could not put it back, and the database is empty", _environment(url))
        return await _stock(connection)
    finally:
        await connection.close()


TABLES = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"

OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


async def _connected(url: str) -> asyncpg.Connection:
    try:
        return await asyncpg.connect(url, timeout=10)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Setup(f"The database of DATABASE_URL cannot be used: {error}. Check the address and that it is running.") from error


async def _nobody_else(connection: asyncpg.Connection) -> None:
    others = await connection.fetchval(OTHERS)
    if others:
        raise Setup(f"{others} others are connected to this database. Stop Plumbline on every host first, then restore.")


async def _stock(connection: asyncpg.Connection) -> Stock:
    tables = [row["name"] for row in await connection.fetch(TABLES)]
    rows = {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for name in tables}  # noqa: S608  # names of tables
    ran = await connection.fetch("SELECT name FROM migration ORDER BY name") if "migration" in tables else []
    digest = Digest()
    if "fact" in tables:
        async with connection.transaction():
            facts = await connection.cursor(FACTS)
            while some := await facts.fetch(BATCH):
                digest.add(_plain(row) for row in some)
    return Stock(rows=rows, ledger=str(digest), migrations=tuple(row["name"] for row in ran))


def _plain(row: asyncpg.Record) -> tuple[object, ...]:
    id, at, *rest = row
    return id, at.astimezone(UTC) if at else None, *rest


def _names(lines: Iterable[str]) -> Iterable[str]:
    """The second column of what is copied: each migration's name."""
    within = False
    for line in lines:
        if line.startswith("COPY "):
            within = True
        elif line == "\\.":
            within = False
        elif within:
            yield line.split("\t")[1]


def _program(name: str, by_hand: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Setup(
            f"{name} is not on this machine. Install PostgreSQL's client programs, or run on the machine of the database: {by_hand}"
        )
    return found


def _where(url: str) -> tuple[str, ...]:
    """The address without its password, for a command line that others may read."""
    parts = urlsplit(url)
    who, at, host = parts.netloc.rpartition("@")
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name != "password"])
    return ("--no-password", f"--dbname={urlunsplit(parts._replace(netloc=who.partition(':')[0] + at + host, query=query))}")


def _environment(url: str) -> Mapping[str, str]:
    """Ours, with the password, which only this user can read there."""
    parts = urlsplit(url)
    password = unquote(parts.password) if parts.password else dict(parse_qsl(parts.query)).get("password", "")
    return os.environ | ({"PGPASSWORD": password} if password else {})


def _ran(words: tuple[str, ...], problem: str, environ: Mapping[str, str] | None = None) -> bytes:
    done = subprocess.run(words, capture_output=True, check=False, env=environ)  # noqa: S603  # our own words and a file that somebody named
    if done.returncode:
        raise Setup(f"{problem}: {_last_line(done.stderr)}")
    return done.stdout


def _last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
