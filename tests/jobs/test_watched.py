"""A round of a job while it lasts: it is said to be running, nobody begins beside one that goes alone, and what was asked for outlives it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from datetime import timedelta

import asyncpg
import pytest

from server import clock
from server.errors import Unavailable
from server.jobs import kept, watched
from server.operations import actions, queries
from server.operations.job import FORGET_ANSWERS, READ_MAIL, SEND_OUTBOX, SETTLE_GAPS, Failed, Job
from server.operations.patience import LEASE
from tests.cast import assemble
from tests.databases import Database
from tests.jobs.keeping import NOW, QUICK, fail, going, round_of, standing, until


async def test_a_round_that_takes_long_is_said_to_be_running(sqlite: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(watched, "LONG", 0.01)
    go = asyncio.Event()

    async def work(_wanted: bool) -> int:
        await go.wait()
        return 0

    async with going(QUICK, work):
        while not (running := await queries.standing("quick")).is_running(clock.now()):  # noqa: ASYNC110  # the database tells, no event does
            await asyncio.sleep(0.01)
        go.set()
        while (await queries.standing("quick")).running_since is not None:  # noqa: ASYNC110  # the database tells, no event does
            await asyncio.sleep(0.01)
    assert running.running_on == kept.host()
    assert not running.is_running(clock.now() + timedelta(minutes=4)), "its process may have died without a word"


async def test_what_somebody_is_at_is_not_begun_a_second_time(database: Database):
    await fail(1, at=NOW)
    later, at_it = NOW + timedelta(minutes=10), round_of()
    assert await actions.begin(at_it, NOW + timedelta(minutes=1))
    await actions.runs_long(at_it, NOW + timedelta(minutes=1), later)
    assert not await actions.claim(round_of(), later)
    await actions.ended(round_of(), later)
    assert not await actions.claim(round_of(), later), "another round of the same host ended, and not this one"
    await actions.ended(at_it, later)
    assert not await actions.claim(round_of(), later), "what came of it is told in a moment"
    assert not await actions.claim(round_of(), later - timedelta(seconds=1)), "nor by a host whose clock is a little behind"
    assert await actions.claim(round_of(), later + LEASE)


async def test_of_several_workers_that_are_asked_at_once_one_begins_and_what_is_asked_meanwhile_waits(database: Database):
    cast = await assemble()
    for _time in range(2):
        await actions.ask(cast.entry(cast.zoe), "read-mail")
        rounds = [round_of() for _worker in range(6)]
        (mine,) = filter(None, await asyncio.gather(*(actions.claim_asked(one, NOW) for one in rounds)))
        assert (await standing()).running == mine.run
        await actions.ask(cast.entry(cast.zoe), "read-mail")
        assert not any(await asyncio.gather(*(actions.claim_asked(round_of(), NOW) for _worker in range(6))))
        assert not any(await asyncio.gather(*(actions.begin(round_of(), NOW) for _worker in range(6))))
        await actions.ended(mine, NOW)
        kept_one = await actions.claim_asked(round_of(), NOW)
        assert kept_one, "the press was kept"
        await actions.ended(kept_one, NOW)


async def test_a_job_that_goes_alone_is_at_one_round_at_a_time_of_all_workers(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(kept, "LOOK", 0.01)
    cast, alone = await assemble(), Job(name="settle-gaps", every=0.01, alone=True)
    inside, most, rounds = 0, 0, 0

    async def work(_wanted: bool) -> int:
        nonlocal inside, most, rounds
        inside, rounds = inside + 1, rounds + 1
        most = max(most, inside)
        # Long enough for the others to look, and to be asked.
        for _look in range(3):
            await asyncio.sleep(0.01)
            await actions.ask(cast.entry(cast.zoe), "settle-gaps")
        inside -= 1
        return 0

    async with going(alone, work), going(alone, work), going(alone, work):
        await until(lambda: rounds > 3)
    assert most == 1
    assert (await queries.standing("settle-gaps")).running is None, "a round that is over holds nobody back"


async def test_a_round_whose_process_died_or_whose_clock_was_put_back_holds_nobody_back(database: Database):
    for at in (NOW - queries.ALIVE, NOW + timedelta(days=1)):
        dead = round_of()
        assert await actions.begin(dead, at)
        now_one = round_of()
        assert await actions.begin(now_one, NOW), at
        assert not (await standing()).is_running(at + 2 * queries.ALIVE)
        await actions.ended(now_one, NOW)


async def test_a_round_that_was_taken_and_takes_long_is_nobody_elses_meanwhile(database: Database):
    mine, moment, minute = round_of(), timedelta(milliseconds=5), timedelta(minutes=1)
    assert await actions.begin(mine, NOW)
    for passed in range(1, 6):
        await actions.runs_long(mine, NOW + moment, NOW + passed * minute)
        assert (await standing()).running_seen == NOW + passed * minute
        assert not await actions.begin(round_of(), NOW + passed * minute + minute / 2)


async def test_one_that_hangs_holds_nobody_back_where_several_share_the_work_and_stays_known(database: Database):
    cast, hanging = await assemble(), round_of(SEND_OUTBOX)
    await actions.runs_long(hanging, NOW - timedelta(hours=2), NOW)
    await actions.failed(round_of(SEND_OUTBOX), "mail-server", NOW - timedelta(hours=1), chance=0.5)
    assert await actions.claim(round_of(SEND_OUTBOX), NOW)
    await actions.ask(cast.entry(cast.zoe), "send-outbox")
    mine = await actions.claim_asked(round_of(SEND_OUTBOX), NOW)
    assert mine, "what is asked for does not wait for it"
    assert not await actions.claim_asked(round_of(SEND_OUTBOX), NOW + timedelta(minutes=1)), "it is the first one's"
    assert (await queries.standing("send-outbox")).running == hanging.run
    await actions.ended(mine, NOW)
    assert (await queries.standing("send-outbox")).asked_at is None


async def test_one_that_goes_alone_and_takes_hours_keeps_the_others_away_while_it_lives(database: Database):
    cast, minute = await assemble(), timedelta(minutes=1)
    await fail(1, at=NOW)
    living = round_of()
    assert await actions.begin(living, NOW)
    for passed in range(1, 130):
        now = NOW + passed * minute
        await actions.runs_long(living, NOW, now)
        if passed % 20 == 0:
            await actions.ask(cast.entry(cast.zoe), "read-mail")
            late = now + minute / 2
            began = [actions.begin(round_of(), late), actions.claim(round_of(), late), actions.claim_asked(round_of(), late)]
            assert not any(await asyncio.gather(*began)), passed
    silent = NOW + 129 * minute + queries.ALIVE
    assert not await actions.begin(round_of(), silent - timedelta(seconds=1))
    taken = round_of()
    assert await actions.begin(taken, silent), "a process that died is silent"
    with pytest.raises(actions.Lost):
        await actions.runs_long(living, NOW, silent + minute)
    await actions.ended(taken, silent + minute)
    with pytest.raises(actions.Lost):
        await actions.runs_long(living, NOW, silent + 2 * minute)


async def test_what_is_asked_for_waits_for_another_round_when_the_one_that_had_it_died(database: Database):
    cast = await assemble()
    for job in (READ_MAIL, SEND_OUTBOX):
        await actions.ask(cast.entry(cast.zoe), job.name)
        now, minute = NOW, timedelta(minutes=1)
        one = await actions.claim_asked(round_of(job), now)
        assert one
        for _minute in range(5):
            now += minute
            one = await actions.runs_long(one, NOW, now)
            assert not await actions.claim_asked(round_of(job), now + minute)
            assert not (await queries.standing(job.name)).is_asked(now + minute), "somebody is at it"
        # It says no more.
        assert not await actions.claim_asked(round_of(job), now + queries.ALIVE - timedelta(seconds=1))
        other = await actions.claim_asked(round_of(job), now + queries.ALIVE)
        assert other
        await actions.ended(one, now + queries.ALIVE)
        assert (await queries.standing(job.name)).asked_at == other.wish, "the first one came back too late to have done it"
        await actions.ended(other, now + queries.ALIVE)
        assert (await queries.standing(job.name)).asked_at is None


async def test_what_was_asked_for_is_done_when_its_round_is_over_also_when_it_failed(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(kept, "LOOK", 0.01)
    cast, wanted = await assemble(), list[bool]()

    async def work(want: bool) -> int:
        wanted.append(want)
        if want:
            raise Failed("settling", at_pace=True)
        return 0

    async with going(FORGET_ANSWERS, work):
        await until(lambda: bool(wanted))
        await actions.ask(cast.entry(cast.zoe), "forget-answers")
        await until(lambda: True in wanted)
        await asyncio.sleep(0.1)
    assert wanted.count(True) == 1
    now = await queries.standing("forget-answers")
    assert (now.asked_at, now.problem) == (None, "settling")


async def test_what_was_asked_for_outlives_a_round_that_was_broken_off(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept, "LOOK", 0.01)
    monkeypatch.setattr(kept, "AWAY", (0.01, 0.02))
    cast, wanted, begun = await assemble(), list[bool](), asyncio.Event()

    async def work(want: bool) -> int:
        wanted.append(want)
        if len(wanted) == 1:
            raise Unavailable("The database cannot be reached.")
        if len(wanted) == 2:
            begun.set()
            await asyncio.sleep(60)
        return 0

    await actions.ask(cast.entry(cast.zoe), "settle-gaps")
    loop = asyncio.create_task(kept.keep(SETTLE_GAPS, work, asyncio.Event()))
    await begun.wait()
    loop.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loop
    assert (await queries.standing("settle-gaps")).is_asked(clock.now()), "the process that is started anew does it at once"
    async with going(SETTLE_GAPS, work):
        await until(lambda: len(wanted) > 2)
        await asyncio.sleep(0.1)
    assert wanted == [True, True, True]
    assert (await queries.standing("settle-gaps")).asked_at is None


async def test_a_round_that_goes_alone_stops_itself_when_another_one_was_begun(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watched, "LONG", 0.01)
    monkeypatch.setattr(watched, "AGAIN", timedelta(seconds=0.02))
    over, alone = list[str](), Job(name="settle-gaps", every=60.0, alone=True)

    async with going(alone, broken_off(over)):
        while (await queries.standing("settle-gaps")).running is None:  # noqa: ASYNC110  # the database tells, no event does
            await asyncio.sleep(0.01)
        other = round_of(alone)
        assert await actions.begin(other, clock.now() + 2 * queries.ALIVE), "as it looks to whom it was silent for long"
        await until(lambda: bool(over))
    assert over == ["broken off"]
    now = await queries.standing("settle-gaps")
    assert (now.running, now.failures) == (other.run, 0)


async def test_a_round_that_goes_alone_stops_itself_when_it_can_say_no_more_that_it_runs(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watched, "LONG", 0.05)
    monkeypatch.setattr(watched, "AGAIN", timedelta(seconds=0.02))
    monkeypatch.setattr(watched, "SILENT", timedelta(seconds=0.3))
    over, went_on, go = list[str](), list[str](), asyncio.Event()
    alone, shared = Job(name="settle-gaps", every=60.0, alone=True), Job(name="send-outbox", every=60.0)

    async def work(_wanted: bool) -> int:
        await go.wait()
        went_on.append("to its end")
        return 0

    async with going(alone, broken_off(over)), going(shared, work):
        while not {"settle-gaps", "send-outbox"} <= (await queries.standings()).keys():  # noqa: ASYNC110  # as above
            await asyncio.sleep(0.01)
        assert over == []
        async with nobody_else_writes(database):
            await until(lambda: bool(over))
        go.set()
        await until(lambda: bool(went_on))
    assert (over, went_on) == (["broken off"], ["to its end"]), "what others share goes on"
    assert (await queries.standing("settle-gaps")).failures == 0


def broken_off(over: list[str]) -> Callable[[bool], Awaitable[int | None]]:
    """Work without an end, which says when it is broken off."""

    async def work(_wanted: bool) -> int:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            over.append("broken off")
            raise
        return 0

    return work


@asynccontextmanager
async def nobody_else_writes(database: Database) -> AsyncIterator[None]:
    """Another program holds what jobs write to."""
    if database.kind == "sqlite":
        with closing(sqlite3.connect(database.url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    connection = await asyncpg.connect(database.url)
    try:
        async with connection.transaction():
            await connection.execute('LOCK TABLE "job" IN EXCLUSIVE MODE')
            yield
    finally:
        await connection.close()
