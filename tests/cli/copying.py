"""What tests of copies do: facts that are written meanwhile, commands, and places where nothing is."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
from click.testing import CliRunner

from server import db, ids, ledger
from server.cli.main import plumbline
from server.facts import LessonBegun
from server.ledger import Entry
from tests import cluster, machine
from tests.machine import ROOT
from tests.served import command

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


async def write(count: int, kept: set[UUID], over: asyncio.Event | None = None) -> None:
    """Records so many facts about one person after another, or until it is `over`, and notes each once it is acknowledged."""
    person = ids.new()
    for number in range(count):
        if over is not None and over.is_set():
            return
        entry = Entry(id=ids.new(), at=NOW + timedelta(seconds=number), actor=person)
        fact = LessonBegun(take=ids.new(), lesson="á-lesson\n", lesson_hash="0" * 64)
        await db.run(lambda entry=entry, fact=fact: ledger.record(fact, entry, person=person))  # type: ignore[misc]  # mypy cannot type it
        kept.add(entry.id)
        await asyncio.sleep(0)


async def ran(url: str, *words: str) -> str:
    """What the command said, as a process of its own."""
    environ = {**os.environ, "DATABASE_URL": url, "PATH": f"{machine.postgres_programs()}:{os.environ['PATH']}"}
    done = await asyncio.to_thread(
        subprocess.run, command(*words), cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said: str = done.stdout
    return said


@asynccontextmanager
async def elsewhere(kind: str, folder: Path) -> AsyncIterator[str]:
    """The address of a place where nothing is."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/else/where.sqlite"
        return
    name = f"back_{ids.new().hex}"
    connection = await asyncpg.connect(f"{cluster.address()}/postgres")
    await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield f"{cluster.address()}/{name}"
    finally:
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await connection.close()


def said(*words: object) -> str:
    """What the command says, or why it refuses."""
    done = CliRunner().invoke(plumbline, list(map(str, words)))
    return str(done.exception) if done.exception else done.output
