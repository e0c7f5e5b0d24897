"""Connections that are kept at hand: a statement costs one round trip, nobody waits for ever, and one with a fault is never lent again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from server import db, ids
from server.db import Statement
from server.db.faults import AWAY
from server.db.lending import IDLE, KEPT, Lending
from server.db.postgres import SafePostgresEngine
from server.errors import Unavailable
from tests import cluster, databases
from tests.databases import Database
from tests.db.faulty import whole


@asynccontextmanager
async def lending(size: int, reset: Callable[[object], Awaitable[None]] | None = None) -> AsyncIterator[Lending]:
    """The lending of a pool of so many connections."""
    pool = await asyncpg.create_pool(f"{cluster.address()}/postgres", min_size=1, max_size=size, reset=reset)
    lent = Lending(pool)
    try:
        yield lent
        await lent.close()
        await asyncio.wait_for(pool.close(), 30)
    finally:
        pool.terminate()


async def test_a_connection_goes_from_one_to_the_next_without_a_statement_of_its_own() -> None:
    async with lending(2) as lent:
        first = await lent.take()
        sent: list[str] = []
        first.add_query_logger(lambda record: sent.append(record.query))
        assert await first.fetchval("SELECT 1") == 1
        await lent.give_back(first, whole=True)
        second = await lent.take()
        assert second is first
        assert await second.fetchval("SELECT 2") == 2
        # Whoever listens is told in the next turn of the loop.
        await asyncio.sleep(0)
        await lent.give_back(second, whole=True)
        assert sent == ["SELECT 1", "SELECT 2"]


async def test_whoever_waits_for_the_pool_gets_what_comes_back() -> None:
    async with lending(1) as lent:
        mine = await lent.take()
        waiting = [asyncio.create_task(lent.take()) for _ in range(3)]
        await asyncio.sleep(0)
        await lent.give_back(mine, whole=True)
        for _ in range(3):
            done, _open = await asyncio.wait(waiting, timeout=10, return_when=asyncio.FIRST_COMPLETED)
            got = next(iter(done))
            waiting.remove(got)
            await lent.give_back(got.result(), whole=True)
        assert not waiting


@pytest.mark.parametrize("how", ["in a transaction", "after a fault", "closed"])
async def test_one_that_is_not_whole_is_not_kept_at_hand(how: str) -> None:
    async with lending(1) as lent:
        mine = await lent.take()
        if how == "in a transaction":
            await mine.execute("BEGIN")
            await lent.give_back(mine, whole=False)
        elif how == "after a fault":
            with pytest.raises(asyncpg.UndefinedTableError):
                await mine.fetch("SELECT * FROM nothing_of_that_name")
            await lent.give_back(mine, whole=False)
        else:
            await lent.give_back(mine, whole=True)
            mine.terminate()
        again = await lent.take()
        assert await again.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0
        assert not again.is_in_transaction()
        await lent.give_back(again, whole=True)


async def test_one_that_cannot_be_cleaned_is_no_fault_of_whoever_was_answered_and_keeps_no_pool_open():
    async def fails(_connection: object) -> None:
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    async with lending(3, reset=fails) as lent:
        longest, mine, other = [await lent.take() for _ in range(3)]
        await lent.give_back(longest, whole=True)
        lent.at_hand[0] = (longest, lent.at_hand[0][1] - 2 * IDLE)
        assert await mine.fetchval("SELECT 1") == 1
        await lent.give_back(mine, whole=True)
        await lent.give_back(other, whole=True)
        assert [one for one, _since in lent.at_hand] == [mine, other]


async def test_no_more_than_a_few_are_kept_and_all_go_back_when_it_closes() -> None:
    async with lending(KEPT + 2) as lent:
        taken = [await lent.take() for _ in range(KEPT + 2)]
        for one in taken:
            await lent.give_back(one, whole=True)
        assert len(lent.at_hand) == KEPT
        assert lent.pool.get_idle_size() == 2
        late = await lent.take()
        await lent.close()
        assert not lent.at_hand
        await lent.give_back(late, whole=True)
        assert not lent.at_hand


PUT = Statement('INSERT INTO "hammered" ("id") VALUES ({})')
SLEEP = Statement("SELECT pg_sleep({}), 5 AS n")
CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' ORDER BY random() LIMIT 3
"""


@pytest.mark.parametrize(
    "error", [TimeoutError(), ConnectionRefusedError(111, "Connection refused"), OSError(113, "No route to host")]
)
async def test_a_connection_that_cannot_be_made_is_one_of_a_database_that_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    async def lost(_lending: Lending) -> None:
        raise error

    async with databases.migrated("postgres", tmp_path):
        with monkeypatch.context() as patch:
            patch.setattr(Lending, "take", lost)
            with pytest.raises(Unavailable) as told:
                await SLEEP(0.0)
        assert db.is_away(told.value), "and not of another system that a job talks to at the same time"
        assert (await SLEEP(0.0))[0]["n"] == 5


@pytest.mark.long
async def test_forty_who_lose_patience_while_connections_are_cut_lose_nothing_and_leave_none_lent(tmp_path: Path) -> None:
    async with databases.migrated("postgres", tmp_path) as database:
        await _hammered(database)


async def _hammered(database: Database) -> None:
    beside = await asyncpg.connect(database.url)
    await beside.execute('CREATE TABLE "hammered" ("id" uuid PRIMARY KEY)')
    engine = database.engine
    assert isinstance(engine, SafePostgresEngine)
    sent: set[UUID] = set()
    kept: set[UUID] = set()
    over = asyncio.Event()

    async def write() -> None:
        id = ids.new()

        async def verb() -> None:
            await PUT(id)
            await SLEEP(0.002)

        sent.add(id)
        await db.run(verb)
        kept.add(id)

    async def one(number: int) -> None:
        turn = number
        while not over.is_set():
            turn += 1
            with suppress(TimeoutError, Unavailable, *AWAY):
                async with asyncio.timeout((0.001, 0.004, 0.02, 5.0)[turn % 4]):
                    await (write() if turn % 3 else SLEEP(0.001))

    everybody = asyncio.gather(*(one(number) for number in range(40)))
    for _cut in range(20):
        await asyncio.sleep(0.2)
        await beside.execute(CUT)
    enough = len(kept) + 100
    async with asyncio.timeout(60):
        while len(kept) < enough:  # noqa: ASYNC110  # the others count, no event does
            await asyncio.sleep(0.01)
    over.set()
    await asyncio.wait_for(everybody, 60)
    assert whole(engine)
    stored = {row["id"] for row in await beside.fetch('SELECT "id" FROM "hammered"')}
    assert kept <= stored <= sent
    lent = asyncio.create_task(SLEEP(0.2))
    await asyncio.sleep(0.05)
    await asyncio.wait_for(db.close(), 30)
    assert (await lent)[0]["n"] == 5, "it closes when the last one is back"
    await beside.execute('DROP TABLE "hammered"')
    await beside.close()
    await db.start()


async def test_a_deed_that_cannot_even_begin_leaves_no_word_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    async with databases.empty("postgres", tmp_path) as bare:
        # As where an account may not lock what every deed locks.
        with pytest.raises(asyncpg.UndefinedTableError):
            await db.run(lambda: asyncio.sleep(0))
        assert whole(bare.engine)
    assert caplog.messages == []
