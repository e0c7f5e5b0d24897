"""One verb, one transaction: what `db.run` promises on both engines."""

import asyncio
from contextlib import suppress

import asyncpg
import pytest

from server import db, ids
from server.db import Statement
from server.db.postgres import SafePostgresEngine
from server.db.transaction import ATTEMPTS
from server.errors import Refused, Unavailable
from server.outbox.tables import OutboxRow
from tests.databases import Database
from tests.db.putting import put

COUNT = Statement('UPDATE "outbox" SET "attempts" = "attempts" + 1 WHERE "id" = {} RETURNING "attempts"')

ALL = Statement('SELECT * FROM "outbox"')


async def test_what_a_verb_returns_comes_back_and_its_rows_stay(database: Database) -> None:
    async def verb() -> str:
        await put()
        return "done"

    assert await db.run(verb) == "done"
    assert await OutboxRow.count() == 1


async def test_a_verb_that_raises_leaves_nothing(database: Database) -> None:
    async def verb() -> None:
        await put()
        raise LookupError("half way")

    with pytest.raises(LookupError):
        await db.run(verb)
    assert await OutboxRow.count() == 0
    await db.run(put)
    assert await OutboxRow.count() == 1


async def test_a_verb_inside_a_verb_is_an_error(database: Database) -> None:
    async def verb() -> None:
        await db.run(put)

    with pytest.raises(RuntimeError, match="inside another verb"):
        await db.run(verb)
    assert await OutboxRow.count() == 0


async def test_a_taken_key_is_a_duplicate_after_looking_again(database: Database) -> None:
    id = ids.new()
    tries = 0

    async def verb() -> None:
        nonlocal tries
        tries += 1
        await put(id)

    await db.run(verb)
    with pytest.raises(db.Duplicate):
        await db.run(verb)
    assert tries > 2, "a rival's key may mean that looking again helps"


async def test_a_serialization_failure_repeats_the_whole_verb(database: Database) -> None:
    tries = 0

    async def verb() -> int:
        nonlocal tries
        tries += 1
        await put()
        if tries < 3:
            raise asyncpg.SerializationError("could not serialize access")
        return tries

    assert await db.run(verb) == 3
    assert await OutboxRow.count() == 1


async def test_a_refusal_is_looked_at_twice_because_a_rival_may_have_been_the_same_form(database: Database) -> None:
    tries = 0

    async def verb() -> int:
        nonlocal tries
        tries += 1
        await put()
        if tries < 2:
            raise Refused("somebody else did it a moment ago")
        return tries

    assert await db.run(verb) == 2
    assert await OutboxRow.count() == 1


async def test_what_is_refused_twice_is_refused(database: Database) -> None:
    tries = 0

    async def verb() -> None:
        nonlocal tries
        tries += 1
        await put()
        raise Refused("no")

    with pytest.raises(Refused):
        await db.run(verb)
    assert tries == 2
    assert await OutboxRow.count() == 0


async def test_what_is_refused_at_the_last_attempt_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.db.transaction.ATTEMPTS", 3)
    tries = 0

    async def verb() -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise asyncpg.SerializationError("could not serialize access")
        raise Refused("somebody else did it a moment ago")

    with pytest.raises(Refused):
        await db.run(verb)


@pytest.mark.parametrize("overtaken", [asyncpg.SerializationError, asyncpg.DeadlockDetectedError])
async def test_who_was_overtaken_as_often_as_may_be_is_told_to_try_again(
    database: Database, monkeypatch: pytest.MonkeyPatch, overtaken: type[Exception]
) -> None:
    monkeypatch.setattr("server.db.transaction.LONGEST", 0.0)
    tries = 0

    async def verb() -> None:
        nonlocal tries
        tries += 1
        await put()
        raise overtaken("somebody was faster")

    with pytest.raises(Unavailable, match="try again"):
        await db.run(verb)
    assert tries == ATTEMPTS
    assert await OutboxRow.count() == 0


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_a_verb_that_meets_a_migration_begins_anew(database: Database) -> None:
    async def verb() -> int:
        await put()
        return len(await ALL())

    assert await db.run(verb) == 1
    # On a connection of its own: those at hand do not know of it.
    other = await asyncpg.connect(database.url)
    try:
        await other.execute('ALTER TABLE "outbox" ADD COLUMN "later" integer')
        assert await db.run(verb) == 2
    finally:
        await other.execute('ALTER TABLE "outbox" DROP COLUMN "later"')
        await other.close()


async def test_many_verbs_at_once_lose_no_update(database: Database) -> None:
    id = ids.new()
    await db.run(lambda: put(id))

    async def verb() -> None:
        rows = await COUNT(id)
        assert rows[0]["attempts"] > 0

    await asyncio.gather(*(db.run(verb) for _ in range(60)))
    assert (await OutboxRow.select(OutboxRow.attempts).first())["attempts"] == 60  # type: ignore[index]  # there is one


async def test_a_cancelled_verb_holds_nothing_back(database: Database) -> None:
    id = ids.new()
    await db.run(lambda: put(id))

    async def verb() -> None:
        await COUNT(id)

    tasks = [asyncio.create_task(db.run(verb)) for _ in range(40)]
    for number, task in enumerate(tasks):
        if number % 3 == 0:
            task.cancel()
        await asyncio.sleep(0)
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
    await asyncio.wait_for(db.run(verb), 5)
    kept = (await OutboxRow.select(OutboxRow.attempts).first())["attempts"]  # type: ignore[index]  # there is one
    finished = sum(not task.cancelled() for task in tasks)
    assert finished + 1 <= kept <= len(tasks) + 1, "every acknowledged one counts; a cancelled one may have been committing"


async def test_a_commit_that_fails_gives_its_connection_back(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.db.transaction.LONGEST", 0.0)
    engine = db.current()
    if not isinstance(engine, SafePostgresEngine):
        return  # SQLite has no pool to lose; its failed COMMIT is tested in test_sqlite.py
    await db.Statement(
        'CREATE TABLE "late_check" ("id" integer PRIMARY KEY, "other" integer REFERENCES "late_check" DEFERRABLE INITIALLY DEFERRED)'
    )()
    try:
        for _ in range(25):

            async def verb() -> None:
                await db.Statement('INSERT INTO "late_check" VALUES ({}, {})')(1, 99)

            with pytest.raises(asyncpg.ForeignKeyViolationError):
                await db.run(verb)
        assert not engine.transaction_exists()
        await asyncio.wait_for(db.run(put), 5)
    finally:
        await db.Statement('DROP TABLE "late_check"')()


async def test_statements_are_counted_for_the_task_that_asks(database: Database) -> None:
    with db.counted() as count:
        await OutboxRow.count()
        await OutboxRow.exists()
    assert count.n == 2
    await OutboxRow.count()
    assert count.n == 2
