"""Rounds of processes that are killed, stand still or take long: nothing that was asked for is lost, and what goes alone goes alone."""

import asyncio
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from signal import SIGCONT, SIGKILL, SIGSTOP

import pytest

from server import clock, ids
from server.operations import actions, queries
from server.operations.actions import Round
from server.operations.job import FORGET_ANSWERS, READ_MAIL, SETTLE_GAPS, Job
from tests.cast import assemble
from tests.databases import Database
from tests.machine import ROOT

FASTER = 45.0
"""A round is heard of for four seconds, which stand for three minutes."""

ALIVE = queries.ALIVE.total_seconds() / FASTER


Heard = tuple[int, str, str]
"""Which process said it, whether its round was wanted or a usual one, and what became of that."""


async def test_a_round_that_an_admin_asked_for_and_that_is_killed_half_way_is_begun_again(database: Database):
    cast, heard = await assemble(), asyncio.Queue[Heard]()
    async with worker(database.url, FORGET_ANSWERS, 60, heard) as one:
        assert await heard.get() == (one.pid, "usual", "begins")
    dead = await queries.standing("forget-answers")
    assert dead.running
    await actions.ended(Round(job=FORGET_ANSWERS, run=dead.running, host=""), clock.now())
    await actions.ask(cast.entry(cast.zoe), "forget-answers")
    async with worker(database.url, FORGET_ANSWERS, 60, heard) as one:
        assert await heard.get() == (one.pid, "wanted", "begins")
    dead = await queries.standing("forget-answers")
    assert dead.running_seen
    mine, later = Round(job=FORGET_ANSWERS, run=ids.new(), host="south"), dead.running_seen + queries.ALIVE
    assert not await actions.claim_asked(mine, clock.now()), "nobody knows yet that it died"
    again = await actions.claim_asked(mine, later)
    assert again
    await actions.ended(again, later)
    assert (await queries.standing("forget-answers")).asked_at is None


@pytest.mark.long
async def test_a_slow_round_is_alone_while_it_lives_and_soon_followed_when_it_was_killed(database: Database):
    """An hour is a second and a third here."""
    async with two(database.url, 3 * ALIVE) as (workers, heard):
        first, *_what = await heard.get()
        assert await heard.get() == (first, "usual", "ends"), "nobody began beside it, and it was not stopped"
        # Whoever comes next is alone as well.
        second, *_what = await heard.get()
        at = clock.ticks()
        await killed(workers[second])
        (other,) = workers.keys() - {second}
        assert await heard.get() == (other, "usual", "begins")
        assert ALIVE / 2 < clock.ticks() - at < 2 * ALIVE, "it was heard of just now, and is not waited for longer"


@pytest.mark.long
async def test_a_round_whose_process_stood_still_stops_itself_when_another_one_began(database: Database):
    async with two(database.url, 3 * ALIVE) as (workers, heard):
        still, *_what = await heard.get()
        workers[still].send_signal(SIGSTOP)
        (other,) = workers.keys() - {still}
        assert await heard.get() == (other, "usual", "begins")
        workers[still].send_signal(SIGCONT)
        assert await heard.get() == (still, "usual", "stops")
        assert await heard.get() == (other, "usual", "ends")


@pytest.mark.long
async def test_a_night_is_begun_by_one_and_soon_again_by_the_other_when_that_one_was_killed(database: Database):
    """The wait before another try, at most a minute, is a second and a third here."""
    async with two(database.url, 3 * ALIVE, SETTLE_GAPS) as (workers, heard):
        first, *_what = await heard.get()
        at = clock.ticks()
        await killed(workers[first])
        (other,) = workers.keys() - {first}
        assert await heard.get() == (other, "wanted", "begins")
        assert ALIVE / 2 < clock.ticks() - at < 2.5 * ALIVE
        assert await heard.get() == (other, "wanted", "ends")
        # As many more as would be looked at by the clock of twenty minutes.
        await asyncio.sleep(20 * 60 / FASTER)
        assert heard.empty(), "once a night"
    now = await queries.standing("settle-gaps")
    assert (now.failures, now.begun_at) == (0, None)


@pytest.mark.long
async def test_a_night_whose_process_stood_still_is_done_by_the_other_and_not_twice(database: Database):
    async with two(database.url, 3 * ALIVE, SETTLE_GAPS) as (workers, heard):
        still, *_what = await heard.get()
        workers[still].send_signal(SIGSTOP)
        (other,) = workers.keys() - {still}
        assert await heard.get() == (other, "wanted", "begins")
        workers[still].send_signal(SIGCONT)
        assert await heard.get() == (still, "wanted", "stops")
        assert await heard.get() == (other, "wanted", "ends")
        await asyncio.sleep(20 * 60 / FASTER)
        assert heard.empty(), "once a night"
    now = await queries.standing("settle-gaps")
    assert (now.failures, now.begun_at) == (0, None)


async def killed(one: Process) -> None:
    one.send_signal(SIGKILL)
    await one.wait()


@asynccontextmanager
async def two(url: str, seconds: float, job: Job = READ_MAIL) -> AsyncIterator[tuple[dict[int, Process], asyncio.Queue[Heard]]]:
    """Two processes at the same job, by their numbers, and what they say. Their minutes are short."""
    heard = asyncio.Queue[Heard]()
    async with worker(url, job, seconds, heard, FASTER) as one, worker(url, job, seconds, heard, FASTER) as other:
        yield {one.pid: one, other.pid: other}, heard


@asynccontextmanager
async def worker(url: str, job: Job, seconds: float, heard: asyncio.Queue[Heard], *faster: float) -> AsyncIterator[Process]:
    """A process that keeps a job going, until the block ends: then it is killed."""
    words = ("-m", "tests.operations.worker", url, job.name, str(seconds), *map(str, faster))
    one = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT, stdout=subprocess.PIPE)
    listening = asyncio.create_task(_listen(one, heard))
    try:
        yield one
    finally:
        if one.returncode is None:
            await killed(one)
        await listening


async def _listen(one: Process, heard: asyncio.Queue[Heard]) -> None:
    assert one.stdout
    async for line in one.stdout:
        _at, round_, what = line.decode().split()
        heard.put_nowait((one.pid, round_, what))
