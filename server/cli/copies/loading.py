"""PostgreSQL: a dump put back in one transaction, so that what was there before stays until the last row is there and compared."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

import asyncpg
from msgspec import json

from server.cli.copies import ending
from server.cli.copies.dump import TABLES, connected, stock_of
from server.cli.copies.ending import Before, Came
from server.cli.copies.programs import Address, address, program, reason
from server.cli.copies.stock import RAN, Digest, Stock
from server.cli.counted import counted
from server.db.ground import MARK
from server.errors import Setup


async def put_back(copy: Path, url: str, expected: Stock | None, *, force: bool) -> tuple[Stock, Came]:
    """Puts the dump into the database, where nobody may be connected. Returns what was in it, and what came back to life.

    Raises Setup when somebody is, when there are tables that are not ours, or not `force`, or it cannot be done; then the database is as it was.
    """
    by_hand = f"pg_restore --no-owner --single-transaction --dbname=DATABASE {copy}"
    programs = program("pg_restore", by_hand), program("psql", by_hand)
    async with _asking(url, UNDONE) as connection:
        await _nobody_else(connection)
        tables = [row["name"] for row in await connection.fetch(TABLES)]
        if tables and not force:
            raise Setup("There is something in this database already. Use an empty one, or put the copy in its place by --force.")
        if tables and not await _ours(connection, tables):
            raise Setup(
                "The tables in this database are not Plumbline's, and they would be gone. Look at DATABASE_URL, or use an empty one."
            )
        known = await _known(connection)
    last = "".join(f"{line};\n" for line in (*_in_public(ending.statements(known)), "COMMIT"))
    with address(url) as where:
        await asyncio.to_thread(_load, copy, programs, where, expected, first=_emptied(tables), last=last)
    # One that was open all the while may have been idle for longer than its server allows.
    async with _asking(url, "It is in its place, and could not be asked what is in it") as connection:
        tokens, here = await connection.fetchval(ending.LIVE), await connection.fetch(ending.HERE)
        return expected or await stock_of(connection), ending.came(known, tokens, here)


UNDONE: Final = "It could not be put back, and the database is as it was"


@asynccontextmanager
async def _asking(url: str, problem: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection for the block. What its server refuses is told as the `problem`."""
    connection = await connected(url)
    try:
        yield connection
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        connection.terminate()
        raise Setup(f"{problem}: {error}") from error
    finally:
        await connection.close()


async def _ours(connection: asyncpg.Connection, tables: Sequence[str]) -> bool:
    """Whether these tables are those of a Plumbline, or the one alone that a first start makes which goes no further."""
    with suppress(asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError):
        return bool(await connection.fetchval(RAN)) or (
            tables == [MARK] and not await connection.fetchval(f"SELECT count(*) FROM {MARK}")  # noqa: S608  # a constant
        )
    return False


OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


async def _nobody_else(connection: asyncpg.Connection) -> None:
    others = await connection.fetchval(OTHERS)
    if others:
        raise Setup(
            f"{counted(others, 'other is', 'others are')} connected to this database. Stop Plumbline on every host first, then restore."
        )


async def _known(connection: asyncpg.Connection) -> Before | None:
    """What the database that is there tells of tokens and people, None when it is none of ours, or not yet."""
    with suppress(asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError):
        return ending.before(await connection.fetch(ending.ENDED), await connection.fetch(ending.HERE))
    return None


def _emptied(tables: Iterable[str]) -> str:
    # psql goes on after an error unless it is told not to, and says each table that another one drops.
    head = ["\\set ON_ERROR_STOP on", "SET client_min_messages = warning;", "BEGIN;"]
    return "".join(f"{line}\n" for line in (*head, *(f'DROP TABLE IF EXISTS public."{name}" CASCADE;' for name in tables)))


def _counted(expected: Stock | None) -> Iterator[str]:
    """Has the transaction fail unless each table has as many rows as the copy had."""
    for name, rows in (expected.rows if expected else {}).items():
        if not name.replace("_", "").isalnum():
            raise Setup(f"What is kept beside the copy names a table {name!r}, which is none.")
        problem = f"{name} does not have {counted(rows, 'row')}, as was copied"
        yield (
            f'DO $$ BEGIN IF (SELECT count(*) FROM public."{name}") <> {rows} '  # noqa: S608  # the name was looked at above
            f"THEN RAISE EXCEPTION '{problem}'; END IF; END $$"
        )


def _in_public(statements: Iterable[str]) -> Iterator[str]:
    """A dump is read without a path of schemas, for its own safety."""
    yield "SET LOCAL search_path = public"
    yield from statements


def _load(copy: Path, programs: tuple[str, str], where: Address, expected: Stock | None, *, first: str, last: str) -> None:
    """Feeds the SQL of the dump to psql, between `first` and `last`. Whatever dies before the last line, and where what was loaded is not what is
    `expected`, nothing of it was done.
    """
    restore, psql = programs
    with TemporaryFile() as said, TemporaryFile() as refused:
        words = (psql, "--no-psqlrc", "--quiet", "--output=/dev/null", *where.words)
        with _fed(words, where, refused) as (loading, into, told):
            _write(into, first)
            reading = (restore, "--file=-", "--exit-on-error", "--no-owner", "--no-privileges", str(copy))
            read = subprocess.run(reading, stdout=into, stderr=said, check=False)  # noqa: S603  # our own words and a file that somebody named
            if not read.returncode:
                _compare(into, told, expected)
                _write(into, last)
        # A program whose pipe was closed was ended by a signal, and the other one knows why.
        ended = ((read, said), (loading, refused)) if read.returncode > 0 else ((loading, refused), (read, said))
        for process, problems in ended:
            if process.returncode:
                raise Setup(f"{UNDONE}: {reason(process.returncode, _all(problems))}")


LEDGER: Final = (
    'COPY (SELECT json_build_array("id", to_char("at" AT TIME ZONE \'UTC\', \'YYYY-MM-DD"T"HH24:MI:SS.US+00:00\'), "kind", "version", '
    '"person", "number", "actor", "team", "digest", "body") FROM public."fact" ORDER BY "id") TO STDOUT'
)
"""What FACTS finds, a line each."""

END: Final = "that is all"


def _compare(into: IO[bytes], told: IO[bytes], expected: Stock | None) -> None:
    """Holds what was loaded, and is not yet there for others, against what was copied. Raises Setup where the ledger is another one."""
    _write(into, "".join(f"{line};\n" for line in _counted(expected)))
    if expected is None or "fact" not in expected.rows:
        return
    _write(into, f"\\o\n{LEDGER};\n\\echo {END}\n\\o /dev/null\n")
    digest = Digest()
    for line in told:
        if line == f"{END}\n".encode():
            break
        # No line break is in JSON, and COPY doubles what stands before what cannot be in a line.
        id, at, *rest = json.decode(line.replace(b"\\\\", b"\\"))
        digest.add([(id, datetime.fromisoformat(at) if at else None, *rest)])
    else:
        return  # It has ended already, and has said why.
    if str(digest) != expected.ledger:
        raise Setup(
            "What is in the copy differs from what was copied: the checksum of the ledger. The database is as it was; use another backup."
        )


@contextmanager
def _fed(
    words: tuple[str, ...], where: Address, refused: IO[bytes]
) -> "Iterator[tuple[subprocess.Popen[bytes], IO[bytes], IO[bytes]]]":
    """A program that reads what the block writes, with what it writes itself, and has ended after it."""
    process = subprocess.Popen(  # noqa: S603  # our own words
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=refused, env=where.environ
    )
    if process.stdin is None or process.stdout is None:
        raise AssertionError("pipes were asked for")
    try:
        with suppress(BrokenPipeError), process.stdout, process.stdin:
            yield process, process.stdin, process.stdout
    finally:
        process.wait()


def _write(into: IO[bytes], text: str) -> None:
    with suppress(BrokenPipeError):  # It has ended already, and has said why.
        into.write(text.encode())
        into.flush()


def _all(told: IO[bytes]) -> bytes:
    told.seek(0)
    return told.read()
