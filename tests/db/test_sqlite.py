"""The hooks of Piccolo that our SQLite engine overrides, and what happens when the file is in trouble."""

import asyncio
import os
import sqlite3
import threading
from pathlib import Path

import pytest
from piccolo.engine.sqlite import SQLiteEngine

from server import clock, db
from server.db import checkpoints
from server.db.checkpoints import ROWS
from server.db.sqlite import FastSQLiteEngine
from server.errors import Unavailable
from server.outbox.tables import OutboxRow
from tests.databases import Database
from tests.db.putting import put


def test_piccolo_still_has_the_hooks_that_we_override() -> None:
    for name in ("_run_in_new_connection", "_run_in_existing_connection", "transaction"):
        assert callable(getattr(SQLiteEngine, name)), f"piccolo renamed {name}; server/db/sqlite.py must follow"


async def test_readers_are_not_held_up_by_an_open_transaction(sqlite: Database) -> None:
    inside, go = asyncio.Event(), asyncio.Event()

    async def verb() -> None:
        await put()
        inside.set()
        await go.wait()

    writing = asyncio.create_task(db.run(verb))
    await inside.wait()
    assert await asyncio.wait_for(OutboxRow.count(), 10) == 0, "what is not committed is not seen"
    go.set()
    await writing
    assert await OutboxRow.count() == 1


async def test_writers_are_served_in_the_order_they_came(sqlite: Database) -> None:
    order: list[int] = []

    async def numbered(number: int) -> None:
        async def verb() -> None:
            await put()
            order.append(number)

        await db.run(verb)

    await asyncio.gather(*(numbered(number) for number in range(20)))
    assert order == list(range(20))


async def test_a_reader_connection_cannot_write(sqlite: Database) -> None:
    engine = db.current()
    assert isinstance(engine, FastSQLiteEngine)
    await OutboxRow.count()
    assert engine._reader is not None
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        engine._reader.execute("DELETE FROM outbox")


async def test_what_reads_much_keeps_nobody_waiting(sqlite: Database) -> None:
    engine, over = db.current(), threading.Event()
    assert isinstance(engine, FastSQLiteEngine)
    await OutboxRow.count()
    connect = engine._scanner._connect

    def slow() -> sqlite3.Connection:
        made = connect()
        # However many rows there are, a quick machine may be through with them before anybody else asks.
        made.create_function("read_all", 0, lambda: over.wait(20))
        return made

    engine._scanner._connect = slow
    with db.scanning():
        reading = asyncio.create_task(db.Statement("SELECT read_all() AS n")())
    await asyncio.sleep(0)
    assert await asyncio.wait_for(OutboxRow.count(), 10) == 0
    assert not reading.done(), "others are answered meanwhile"
    over.set()
    assert (await reading)[0]["n"] == 1


async def test_a_commit_that_fails_rolls_back_and_lets_the_next_one_in(sqlite: Database) -> None:
    await db.Statement(
        "CREATE TABLE late_check (id INTEGER PRIMARY KEY, other INTEGER REFERENCES late_check DEFERRABLE INITIALLY DEFERRED)"
    )()

    async def verb() -> None:
        await db.Statement("INSERT INTO late_check VALUES ({}, {})")(1, 99)

    for _ in range(5):
        with pytest.raises(sqlite3.IntegrityError):
            await db.run(verb)
    await asyncio.wait_for(db.run(put), 5)
    assert (await db.Statement("SELECT count(*) AS n FROM late_check")())[0]["n"] == 0


async def test_a_locked_file_is_told_as_unavailable(sqlite: Database) -> None:
    engine = db.current()
    assert isinstance(engine, FastSQLiteEngine)
    engine.patience = 50
    other = sqlite3.connect(sqlite.url.removeprefix("sqlite:///"), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="Nothing was lost"):
            await db.run(put)
    finally:
        other.close()
    await db.run(put)


async def test_a_full_disk_is_told_as_unavailable_and_loses_nothing(sqlite: Database) -> None:
    await db.run(put)
    pages = (await db.Statement("PRAGMA page_count")())[0]["page_count"]
    await db.Statement(f"PRAGMA max_page_count={pages}")()

    async def big() -> None:
        await db.Statement("UPDATE outbox SET body = {}")("x" * 5_000_000)

    with pytest.raises(Unavailable):
        await db.run(big)
    await db.Statement("PRAGMA max_page_count=1000000")()
    assert await OutboxRow.count() == 1
    await db.run(put)


async def test_the_file_is_opened_again_after_closing(sqlite: Database) -> None:
    await db.run(put)
    await db.close()
    assert await OutboxRow.count() == 1


def test_the_folder_of_a_new_file_is_made_and_nobody_else_reads_it(tmp_path: Path) -> None:
    db.open_engine(f"sqlite:///{tmp_path}/a/b/c.sqlite")
    assert (tmp_path / "a/b/c.sqlite").stat().st_mode & 0o077 == 0


def test_a_new_file_belongs_to_whoever_the_folder_belongs_to(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(tmp_path, 65534, 65534)
    db.open_engine(f"sqlite:///{tmp_path}/new.sqlite")
    assert (tmp_path / "new.sqlite").stat().st_uid == tmp_path.stat().st_uid


async def test_a_transaction_that_waits_for_nobody_gives_its_turn_to_nobody(sqlite: Database) -> None:
    await db.run(put)
    turns = 0

    async def pages() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    others = asyncio.create_task(pages())
    await asyncio.sleep(0)
    before = turns
    await db.run(put)
    assert turns == before, "while the writer is held, no page is made"
    others.cancel()


async def test_while_another_process_writes_the_others_go_on(sqlite: Database) -> None:
    await db.run(put)
    other = sqlite3.connect(sqlite.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(db.run(put))
    for _ in range(20):
        await asyncio.sleep(0.01)
        assert await OutboxRow.count() == 1
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    await asyncio.wait_for(writing, 5)
    assert await OutboxRow.count() == 2


async def test_what_was_committed_is_brought_from_the_log_into_the_file(sqlite: Database) -> None:
    file = Path(sqlite.url.removeprefix("sqlite:///"))
    await db.run(put)
    before = size_of(file)

    async def many() -> None:
        for _ in range(ROWS):
            await put()

    await db.run(many)
    for _ in range(200):
        if size_of(file) > before:
            break
        await asyncio.sleep(0.02)
    assert size_of(file) > before
    assert await OutboxRow.count() == ROWS + 1


def size_of(file: Path) -> int:
    return file.stat().st_size


async def test_what_is_to_survive_a_power_cut_waits_for_the_disk_apart(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FastSQLiteEngine(sqlite.url.removeprefix("sqlite:///"), synchronous="FULL")
    threads: list[str] = []
    commit = engine.commit

    def told() -> None:
        threads.append(threading.current_thread().name)
        commit()

    monkeypatch.setattr(engine, "commit", told)
    async with engine.transaction():
        await engine.within("UPDATE migration SET name = name")
    engine.close()
    assert [name.startswith("sqlite-writer") for name in threads] == [True]


async def test_who_is_cancelled_while_another_process_writes_leaves_nothing_open(sqlite: Database) -> None:
    await db.run(put)
    other = sqlite3.connect(sqlite.url.removeprefix("sqlite:///"), isolation_level=None)
    for work in (lambda: db.run(put), lambda: OutboxRow.update({OutboxRow.attempts: OutboxRow.attempts}, force=True)):
        other.execute("BEGIN IMMEDIATE")
        gone = asyncio.ensure_future(work())
        await asyncio.sleep(0.02)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        following, began = [asyncio.create_task(db.run(put)) for _ in range(2)], clock.ticks()
        for _ in range(5):
            await asyncio.sleep(0)
            assert await OutboxRow.count() > 0
        assert clock.ticks() - began < 5, "readers go on"
        other.execute("COMMIT")
        await asyncio.wait_for(asyncio.gather(*following), 5)
    other.close()
    assert await OutboxRow.count() == 5, "and nobody else's words went with theirs"


async def test_who_is_cancelled_while_it_is_committed_lets_the_next_one_in_after_that(sqlite: Database) -> None:
    slow = FullAndSlow(sqlite.url.removeprefix("sqlite:///"), synchronous="FULL")
    slow.committing, slow.go = [threading.Event(), threading.Event()], threading.Event()

    async def one() -> None:
        async with slow.transaction():
            await slow.within("UPDATE migration SET name = name")

    gone = asyncio.create_task(one())
    first, second = slow.committing
    await asyncio.to_thread(first.wait)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    following = asyncio.create_task(one())
    await asyncio.sleep(0.01)
    assert not second.is_set()
    slow.go.set()
    await asyncio.wait_for(following, 5)
    assert second.is_set()
    slow.close()


class FullAndSlow(FastSQLiteEngine):
    """Its disk takes its time until `go`. Each commit that gets that far sets the next of `committing`."""

    committing: list[threading.Event]
    go: threading.Event

    def commit(self) -> None:
        next(event for event in self.committing if not event.is_set()).set()
        self.go.wait(5)
        super().commit()


async def test_the_log_stays_as_short_as_it_is_while_many_write(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "ROWS", 10)
    monkeypatch.setattr(checkpoints, "LONG", 0)
    log = Path(sqlite.url.removeprefix("sqlite:///") + "-wal")
    engine = sqlite.engine
    assert isinstance(engine, FastSQLiteEngine)
    await db.run(put)
    engine._checkpoints.behind = True
    for _ in range(200):
        async with engine.transaction():
            await engine.within("UPDATE migration SET app_name = app_name || ?", ["x" * 20])
    assert size_of(log) < 300_000, "a writer waits for one, and the next one begins the log anew"


def test_a_few_large_rows_are_reason_enough_for_a_checkpoint(tmp_path: Path) -> None:
    made = checkpoints.Checkpoints(str(tmp_path / "one"), lambda: sqlite3.connect(":memory:"))
    assert not made.due(checkpoints.ROWS - 1)
    with (tmp_path / "one-wal").open("wb") as log:
        log.truncate(checkpoints.GROWN)
    assert made.due(1)
    assert not made.due(checkpoints.ROWS * 9), "it is under way"
    made.make()
    assert not made.due(2)
    assert made.due(1 + checkpoints.ROWS)
