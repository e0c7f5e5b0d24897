"""The board of a large company is counted beside the pages, and every process shows what was counted last."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from server import db, ids, lately, ledger
from server.db import Statement
from server.drift import actions
from server.drift.actions import Told
from server.drift.actions.keeping import CLAIM
from server.drift.queries import board as boards
from server.drift.queries import kept
from server.drift.queries.board import Board
from server.drift.queries.kept import LEASE
from server.drift.watch import OPENED, Signal, opened
from server.errors import NotFound
from server.inspections import actions as inspecting
from server.piccolo_app import TABLES
from server.wiring import REACTIONS
from tests import selling
from tests.cast import Cast, assemble
from tests.databases import Database
from tests.drift import company, turning

EDITIONS = Statement('SELECT DISTINCT "edition" FROM "board_signal"')


@pytest.fixture
async def cast(database: Database) -> AsyncIterator[Cast]:
    await selling.serve()
    made = await assemble()
    await turning.judged(made, turning.LOW, made.now)
    await company.of_many_teams(made, made.now)
    ledger.react_with(REACTIONS)
    yield made
    ledger.react_with({})


@asynccontextmanager
async def another_worker(database: Database) -> AsyncIterator[None]:
    """A process that holds nothing in memory."""
    other = db.open_engine(database.url)
    db.use(other, TABLES)
    await db.start()
    try:
        yield
    finally:
        await db.close()
        db.use(database.engine, TABLES)


async def nothing_of(asked: Awaitable[Signal | None]) -> bool:
    """Whether there is no such signal, which an engine may say by what it raises."""
    try:
        return await asked is None
    except asyncpg.PostgresError as error:
        return isinstance(db.translate(error), NotFound)


async def shown(now: datetime) -> Board:
    board = await boards.board(now)
    assert board is not None
    return board


async def test_what_was_counted_is_what_every_process_shows(cast: Cast, database: Database):
    now = cast.now
    assert (await boards.board(now), boards.was_read(), boards.was_read()) == (None, True, False)
    assert await boards.is_due(now, asked=False)
    counted = [one for one in await asyncio.gather(*(actions.keep(lambda: now) for _worker in range(3))) if one]
    assert [(one.signals, one.outside) for one in counted] == [(company.TEAMS + 1, company.TEAMS + 1)]
    first = await shown(now)
    assert (first.at, first.every, first.outside, len(first.signals)) == (now, 63, 63, 50)
    assert [one.told is not None for one in first.signals] == [True] * OPENED + [False] * (50 - OPENED)
    async with another_worker(database):
        assert await shown(now) == first
        rest = await boards.part(first, first.after, now)
        assert (len(rest.signals), rest.after) == (13, "")
        ranks = [one.rank for one in (*first.signals, *rest.signals)]
        assert ranks == sorted(set(ranks))
        assert await boards.signal(first, rest.signals[3].key, now) == rest.signals[3]
        assert await boards.signal(first, ("kept", "", UUID(int=5000)), now) is None
        assert await nothing_of(boards.signal(first, ("always", "\0", UUID(int=5000)), now))


async def test_what_a_leader_says_is_seen_at_once_by_every_process_and_nothing_is_counted_for_it(cast: Cast, database: Database):
    await actions.keep(lambda: cast.now)
    before = (await shown(cast.now)).signals
    low = before[0]
    told = Told(kind=low.kind, about=low.about, team=low.team, did="accepted", words="New team")
    async with another_worker(database):
        assert (await shown(cast.now)).signals == before
        turn = await actions.say_turn(cast.lea.actor, cast.entry(cast.lea), told)
        await inspecting.lead_with(cast.lea.actor, cast.entry(cast.lea), "stakeholder-access")
    now = await shown(cast.now)
    (same,) = (one for one in now.signals if one.key == low.key)
    assert [(one.id, one.words, one.today) for one in same.said] == [(turn, "New team", True)]
    assert same in opened(now.signals)
    assert now.moved is not None
    assert now.moved.behaviour == "stakeholder-access"
    cast.now += timedelta(minutes=2)
    await actions.keep(lambda: cast.now)
    assert [one.words for one in (await shown(cast.now)).signals[0].said] == ["New team"]
    assert b"New team" not in kept.packed(same)
    await actions.take_back(cast.lea.actor, cast.entry(cast.lea), turn)
    assert (await shown(cast.now)).signals[0].said == ()


async def test_a_count_that_ends_in_the_middle_leaves_the_one_before(cast: Cast):
    await actions.keep(lambda: cast.now)
    before = await shown(cast.now)
    later, calls = cast.now + timedelta(hours=13), 0

    def killed() -> datetime:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise ConnectionError("the process is stopped")
        return later

    with pytest.raises(ConnectionError):
        await actions.keep(killed)
    assert len(await EDITIONS()) == 2
    assert (await shown(later)).at == before.at
    assert await boards.is_due(later, asked=False)
    for _time in range(2):
        assert await actions.keep(lambda: later)
    assert (await shown(later)).at == later
    assert len(await EDITIONS()) == 2
    assert not await boards.is_due(later + timedelta(minutes=5), asked=False)


async def test_it_is_counted_again_when_somebody_reads_it_old_and_also_after_the_clock_was_set_back(cast: Cast):
    await actions.keep(lambda: cast.now)
    for minutes, due in ((0.5, False), (2, True), (-5, True)):
        now = cast.now + timedelta(minutes=minutes)
        assert await shown(now)
        assert (boards.was_read(), await boards.is_due(now, asked=True)) == (due, due), minutes
    early = cast.now - timedelta(hours=5)
    assert await db.run(lambda: CLAIM(ids.new(), cast.now + LEASE, cast.now, cast.now + LEASE))
    assert not await boards.is_due(cast.now + LEASE / 2, asked=True)
    assert await actions.keep(lambda: cast.now) is None
    assert await boards.is_due(early, asked=True)
    assert await actions.keep(lambda: early)
    assert (await shown(early)).at == early


async def test_a_clock_that_is_set_back_shows_a_small_company_no_board_of_then(cast: Cast):
    await Statement('UPDATE "person" SET "team" = NULL WHERE "name" LIKE \'Rep %\'')()
    early = cast.now - timedelta(hours=5)
    assert ((await shown(cast.now)).edition, (await shown(cast.now)).at) == (None, cast.now)
    assert (await shown(early)).at == early


async def test_a_clock_that_is_set_back_while_it_is_counted_makes_it_no_shorter_than_nothing(cast: Cast):
    told = iter([cast.now, cast.now - timedelta(hours=5)])
    found = await actions.keep(lambda: next(told))
    assert found is not None
    assert found.seconds == 0


async def test_no_name_of_a_deal_or_its_owner_is_kept_when_the_hour_is_over(cast: Cast):
    await actions.keep(lambda: cast.now)
    assert await boards.board(cast.now)
    assert boards._shown
    lately.forget()
    assert not boards._shown


async def test_what_another_release_packed_is_not_read_but_counted_again(cast: Cast):
    await actions.keep(lambda: cast.now)
    assert await boards.board(cast.now)
    await Statement('UPDATE "board" SET "process" = \'of before.00000000\'')()
    boards.forget()
    assert (await boards.board(cast.now), boards.was_read()) == (None, True)
    assert await boards.is_due(cast.now, asked=False)
    assert await actions.keep(lambda: cast.now)
    assert await boards.board(cast.now)


async def test_nobody_waits_on_the_day_a_company_becomes_large_and_what_was_kept_goes_when_it_is_small_again(cast: Cast):
    def late() -> datetime:
        return cast.now + timedelta(hours=13)

    inside, outside = (
        Statement('UPDATE "person" SET "team" = "id" WHERE "name" LIKE \'Rep %\''),
        Statement('UPDATE "person" SET "team" = NULL WHERE "name" LIKE \'Rep %\' AND "name" >= {}'),
    )
    await outside("Rep 50")
    assert (await shown(cast.now)).edition is None
    assert await boards.is_due(cast.now, asked=False)
    assert await actions.keep(lambda: cast.now)
    await inside()
    assert ((await shown(late())).at, boards.was_read()) == (cast.now, True)
    assert not await actions.put_away(late())
    await outside("Rep 20")
    assert not await boards.is_due(late(), asked=True)
    assert [await actions.put_away(late()) for _time in range(2)] == [True, False]
    assert await EDITIONS() == []
    assert (await shown(late())).edition is None


async def test_a_count_that_took_very_long_is_still_made_twice_a_day(cast: Cast):
    await actions.keep(lambda: cast.now)
    await Statement('UPDATE "board" SET "took" = 100000')()
    assert not await boards.is_due(cast.now + timedelta(hours=11), asked=True)
    assert await boards.is_due(cast.now + timedelta(hours=13), asked=True)
