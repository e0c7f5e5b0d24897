"""Reading from replicas: never less than one knows, and never an error because of one."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any

import asyncpg
import pytest
from msgspec import Struct

from server import clock, db, ids
from server.db import replicas
from server.db.postgres import SafePostgresEngine
from server.piccolo_app import TABLES
from tests import cast, cluster, databases, selling, shared
from tests import client as clients
from tests.databases import Database

WHERE = db.Statement("SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' AS afar")
MAKE = db.Statement('CREATE TABLE "fact_head" ("person" UUID PRIMARY KEY, "last" INTEGER)')
WRITE = db.Statement('INSERT INTO "fact_head" ("person", "last") VALUES ({}, 0)')
KNOWN = db.Statement('SELECT count(*) AS n FROM "fact_head" WHERE "person" = {}')


async def is_afar() -> bool:
    return bool((await WHERE())[0]["afar"])


class Pair(Struct):
    """A primary that is in use by this process, with one replica. `port`, `data` and `server` are the replica's."""

    port: int
    data: Path
    server: "Popen[bytes]"

    async def tell(self, statement: str) -> None:
        """Says something to the replica itself."""
        connection = await asyncpg.connect(f"{cluster.at(self.port)}/postgres")
        await connection.execute(statement)
        await connection.close()

    def stop(self) -> None:
        """At once, whoever is connected."""
        self.server.send_signal(signal.SIGINT)
        self.server.wait()

    def start(self) -> None:
        self.server = cluster.started(self.data, self.port, *cluster.STREAMING)


@asynccontextmanager
async def paired() -> AsyncIterator[Pair]:
    """Two clusters of their own, the second following the first."""
    port, other, name = cluster.free_port(), cluster.free_port(), ids.new().hex
    primary = cluster.started(cluster.made(shared.folder() / f"primary-{name}"), port, *cluster.STREAMING)
    data = cluster.following(port, shared.folder() / f"replica-{name}")
    pair = Pair(other, data, cluster.started(data, other, *cluster.STREAMING))
    try:
        async with following(f"{cluster.at(port)}/postgres", f"{cluster.at(other)}/postgres"):
            yield pair
    finally:
        pair.stop()
        primary.send_signal(signal.SIGINT)
        primary.wait()


@asynccontextmanager
async def following(url: str, *others: str) -> AsyncIterator[SafePostgresEngine]:
    """An engine with these replicas, in use until the block ends."""
    before, engine = db.current(), SafePostgresEngine(url, isolation=databases.ISOLATION, replicas=others)
    db.use(engine, TABLES)
    await db.start()
    try:
        yield engine
    finally:
        await db.close()
        db.use(before, TABLES)


@pytest.mark.long  # two clusters of its own
async def test_a_real_replica_answers_what_it_has_and_nothing_else(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(replicas, "REST", 0.2)
    async with paired() as pair:
        with monkeypatch.context() as patient:
            # On a busy machine a replica catches up later than anybody waits for it.
            patient.setattr(replicas, "PATIENCE", 10.0)
            await MAKE()
            await only_where_it_is_allowed()
            await whoever_wrote_reads_it()
        with caplog.at_level(logging.WARNING, "plumbline.replicas"):
            await one_that_is_behind_is_not_asked(pair)
            assert caplog.messages == [], "to be behind is no fault"
            await one_that_is_away_is_missed_by_nobody(pair)
        assert [message.partition(" 127")[0] for message in caplog.messages] == ["the replica", "the replica"]
        assert "left alone" in caplog.messages[0]
        assert "answers again" in caplog.messages[1]
        await one_that_was_promoted_is_not_asked(pair)


@asynccontextmanager
async def pretended(database: Database, monkeypatch: pytest.MonkeyPatch, *, behind: bool = False) -> AsyncIterator[None]:
    """The database as its own replica, which only reads, and says of itself whether it has caught up."""
    monkeypatch.setattr(replicas, "CAUGHT_UP", f"SELECT {not behind} AS there, true AS follows, $1::text, $2::text")
    async with following(database.url, f"{database.url}?default_transaction_read_only=on"):
        yield


@pytest.fixture
async def postgres(tmp_path: Path) -> AsyncIterator[Database]:
    async with databases.migrated("postgres", tmp_path) as made:
        yield made


async def test_a_replica_answers_where_it_is_allowed(postgres: Database, monkeypatch: pytest.MonkeyPatch):
    async with pretended(postgres, monkeypatch):
        await only_where_it_is_allowed()


async def test_one_that_is_behind_or_away_leaves_it_to_the_primary(
    postgres: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    async with pretended(postgres, monkeypatch, behind=True):
        with db.afar():
            assert not await is_afar()
    nobody = f"{cluster.at(cluster.free_port())}/nothing"
    async with following(postgres.url, nobody):
        for _ in range(3):
            with db.afar():
                assert not await is_afar()
    assert len(caplog.messages) == 1, "and says so once"
    assert "is left alone, the primary reads instead" in caplog.messages[0]
    assert "plumbline@" not in caplog.text


async def test_one_that_follows_another_primary_or_none_is_not_asked(postgres: Database, caplog: pytest.LogCaptureFixture):
    async with following(postgres.url, f"{cluster.address()}/postgres"):
        for _ in range(2):
            with db.afar():
                assert not await is_afar()
    (said,) = caplog.messages
    assert "it does not follow the database of DATABASE_URL" in said


async def test_the_journal_of_another_database_is_another_one(postgres: Database):
    here, other = await asyncpg.connect(postgres.url), await asyncpg.connect(f"{cluster.address()}/postgres")
    whose = [await one.fetchval(f"SELECT {replicas.WHOSE}") for one in (here, here, other)]
    assert whose[0] == whose[1] != whose[2]
    await here.close()
    await other.close()


async def test_a_primary_that_cannot_say_how_far_it_is_answers_by_itself(
    postgres: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr("server.db.postgres.COMMITTED", "SELECT no_such_function() AS place")
    async with pretended(postgres, monkeypatch):
        for _ in range(2):
            with db.afar():
                assert not await is_afar()
    assert len(caplog.messages) == 1


async def test_what_is_wrong_with_a_question_is_told_by_the_primary(postgres: Database, monkeypatch: pytest.MonkeyPatch):
    async with pretended(postgres, monkeypatch):
        with db.afar():
            assert await is_afar()
            with pytest.raises(asyncpg.UndefinedTableError):
                await db.Statement("SELECT * FROM nowhere")()


async def test_heavy_pages_are_read_afar_and_others_are_not(postgres: Database, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    answer = replicas.Replica.answer

    async def noted(self: replicas.Replica, sql: str, args: Sequence[Any]) -> replicas.Rows | None:
        asked.append(sql)
        return await answer(self, sql, args)

    monkeypatch.setattr(replicas.Replica, "answer", noted)
    await selling.serve()
    people = await cast.assemble()
    token, _visit = await cast.signed_in(people.lea, clock.now())
    async with pretended(postgres, monkeypatch):
        here = Database("postgres", postgres.url, db.current())
        async with clients.opened(here) as door, clients.visiting(door) as leader:
            leader.cookies.set("__Host-plumbline", token)
            for path in ("/drift", "/review", "/team", "/today", "/account"):
                before = len(asked)
                assert (await leader.get(path)).status_code < 500
                assert (len(asked) > before) == (path in {"/drift", "/review", "/team"}), path


async def test_on_sqlite_there_is_none(sqlite: Database):
    with db.afar():
        assert await db.Statement("SELECT 1 AS n")() == [{"n": 1}]


async def only_where_it_is_allowed() -> None:
    assert not await is_afar()
    with db.afar():
        assert await is_afar()
        assert not await db.run(is_afar), "never in a transaction"
        assert not await is_afar(), "and not after one, in which something was written"
    with db.afar():
        assert await is_afar()
        await WRITE(ids.new())
        assert not await is_afar(), "and what writes by itself goes there, too"
    with db.afar():
        assert await is_afar()
        assert all(await asyncio.gather(*(is_afar() for _ in range(5))))
    assert not await is_afar()


async def whoever_wrote_reads_it() -> None:
    afar = 0
    for _ in range(50):
        id = ids.new()
        await db.run(lambda id=id: WRITE(id))  # type: ignore[misc]  # mypy cannot type it
        with db.afar():
            assert (await KNOWN(id))[0]["n"] == 1
            afar += await is_afar()
    assert afar > 25, "and mostly from the replica"


async def one_that_is_behind_is_not_asked(pair: Pair) -> None:
    await pair.tell("SELECT pg_wal_replay_pause()")
    id = ids.new()
    await WRITE(id)
    with db.afar():
        assert (await KNOWN(id))[0]["n"] == 1
        assert not await is_afar()
    await pair.tell("SELECT pg_wal_replay_resume()")


async def one_that_was_promoted_is_not_asked(pair: Pair) -> None:
    await pair.tell("SELECT pg_promote()")
    with db.afar():
        assert not await is_afar(), "although it has all that there is"


async def one_that_is_away_is_missed_by_nobody(pair: Pair) -> None:
    with db.afar():
        assert await is_afar()
        await asyncio.to_thread(pair.stop)
        assert not await is_afar(), "also in the middle of a page"
    for _ in range(3):
        with db.afar():
            assert not await is_afar()
        await asyncio.sleep(0.1)
    await asyncio.to_thread(pair.start)
    async with asyncio.timeout(10):
        while True:
            with db.afar():
                if await is_afar():
                    return
            await asyncio.sleep(0.1)
