"""Whatever a database says that is away, full or overtaken: a page, a problem and an answer to a directory that say when to try again, and a line."""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import httpx
import pytest

from server import ids
from tests.databases import Database
from tests.db import faulty
from tests.db.faulty import Plan
from tests.integrations.directory import scim
from tests.web.api import world
from tests.web.api.world import Programs
from tests.web.logged import Lines, logged

TROUBLE: Mapping[str, tuple[Exception, ...]] = {
    "sqlite": (
        sqlite3.OperationalError("database is locked"),
        sqlite3.OperationalError("disk I/O error"),
        sqlite3.DatabaseError("database disk image is malformed"),
    ),
    "postgres": (
        asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
        asyncpg.QueryCanceledError("canceling statement due to statement timeout"),
        asyncpg.TooManyConnectionsError("sorry, too many clients already"),
        asyncpg.ReadOnlySQLTransactionError("cannot execute UPDATE in a read-only transaction"),
        asyncpg.DiskFullError("could not extend file: No space left on device"),
        asyncpg.OutOfMemoryError("out of memory"),
        asyncpg.AdminShutdownError("terminating connection due to administrator command"),
        asyncpg.CrashShutdownError("terminating connection because of crash of another server process"),
        asyncpg.CannotConnectNowError("the database system is starting up"),
        asyncpg.SerializationError("could not serialize access due to concurrent update"),
        asyncpg.DeadlockDetectedError("deadlock detected"),
        asyncpg.IdleInTransactionSessionTimeoutError("terminating connection due to idle-in-transaction timeout"),
        asyncpg.LockNotAvailableError("canceling statement due to lock timeout"),
        ConnectionResetError("connection lost"),
        TimeoutError(),
    ),
}
SAID = {"page": "Nothing was lost", "program": "/api#unavailable", "directory": "ry again"}


@asynccontextmanager
async def readers(failing: Database) -> AsyncIterator[tuple[Programs, Mapping[str, tuple[httpx.AsyncClient, str]]]]:
    """Somebody at a page, a program and a directory, each with what they read."""
    async with (
        world.opened(failing) as programs,
        programs.world.visit(programs.cast.ada) as ada,
        scim.directory(programs.door, await scim.token(programs.cast)) as directory,
    ):
        yield (
            programs,
            {
                "page": (ada, "/deals"),
                "program": (programs.clients["ada"], "/api/v1/deals"),
                "directory": (directory, f"{scim.BASE}/Users"),
            },
        )


def told(answer: httpx.Response, who: str, error: Exception, lines: Lines) -> None:
    """It says that it passes, and the log what it was."""
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "5"), f"{who}, {type(error).__name__}: {answer.text}"
    assert SAID[who] in answer.text
    assert "Traceback" not in answer.text
    assert any("unavailable " in line and type(error).__name__ in line for line in lines), f"{who}: {lines}"
    lines.clear()


async def test_whatever_it_is_and_whatever_is_read_it_is_told(database: Database):
    async with faulty.failing(database) as (failing, plan), readers(failing) as (_programs, reading):
        with logged() as lines:
            for who, (client, path) in reading.items():
                assert (await client.get(path)).status_code == 200
                lines.clear()
                for error in TROUBLE[database.kind]:
                    for spared in (0, 1):
                        plan.unread, plan.spared = error, spared
                        told(await client.get(path), who, error, lines)
                plan.unread = None
                assert (await client.get(path)).status_code == 200


async def test_a_reader_is_told_at_whichever_statement_it_is(database: Database):
    error = faulty.gone() if database.kind == "postgres" else faulty.full()
    async with faulty.failing(database) as (failing, plan), readers(failing) as (_programs, reading):
        for who, (client, path) in reading.items():
            plan.unread, at = None, 0
            assert (await client.get(path)).status_code == 200
            with logged() as lines:
                while (answer := await failed(client, path, plan, error, at)).status_code != 200:
                    told(answer, who, error, lines)
                    at += 1
            assert at > 1, f"{who} reads"


async def failed(client: httpx.AsyncClient, path: str, plan: Plan, error: Exception, at: int) -> httpx.Response:
    plan.unread, plan.spared = error, at
    answer = await client.get(path)
    plan.unread = None
    return answer


async def test_what_a_directory_is_refused_while_it_cannot_be_noted_is_told_as_trouble(database: Database):
    error = faulty.gone() if database.kind == "postgres" else faulty.full()
    async with faulty.failing(database) as (failing, plan), readers(failing) as (_programs, reading):
        directory, _path = reading["directory"]
        assert (await directory.post("Users", json={"schemas": [scim.CORE]})).status_code == 400
        with logged() as lines:
            plan.error, plan.at, plan.stride = error, 1, 0
            told(await directory.post("Users", json={"schemas": [scim.CORE]}), "directory", error, lines)
        plan.error = None
        assert (await directory.post("Users", json={"schemas": [scim.CORE]})).status_code == 400


async def test_what_is_sent_is_told_too_and_goes_through_later(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.db.transaction.LONGEST", 0.0)
    async with faulty.failing(database) as (failing, plan), readers(failing) as (programs, reading):
        key = str(ids.new())
        sent: Mapping[str, Any] = {"name": "Alder & Quay", "stage": "engage", "motion": "new"}
        with logged() as lines:
            for error in (*TROUBLE[database.kind], faulty.rival()):
                plan.error, plan.at, plan.stride = error, 1, 0
                told(await programs.post("ada", "/deals", sent, key=key), "program", error, lines)
                body = scim.user("new@example.org")
                told(await reading["directory"][0].post("Users", json=body), "directory", error, lines)
            plan.error = None
        assert (await programs.post("ada", "/deals", sent, key=key)).status_code == 201
        assert (await reading["directory"][0].post("Users", json=scim.user("new@example.org"))).status_code == 201
        assert faulty.whole(failing.engine)
