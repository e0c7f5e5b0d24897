"""Jobs that are kept going for a while, and rounds of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import NoReturn

import asyncpg

from server import ids
from server.jobs import kept
from server.operations import actions, queries
from server.operations.actions import Round
from server.operations.job import READ_MAIL, Job
from server.operations.queries import Standing

NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
QUICK = Job(name="quick", every=0.01, longest=0.05)
PATIENCE = 30.0
"""Seconds for what comes at once, on the slowest machine."""


async def fail(times: int, *, at: datetime) -> None:
    for _time in range(times):
        await actions.failed(round_of(), "inbox", at, chance=0.5)


def round_of(job: Job = READ_MAIL) -> Round:
    return Round(job=job, run=ids.new(), host="north")


async def standing() -> Standing:
    return await queries.standing("read-mail")


@asynccontextmanager
async def going(job: Job, work: Callable[[bool], Awaitable[int | None]]) -> AsyncIterator[None]:
    """The job, going on until the block ends."""
    stop = asyncio.Event()
    loop = asyncio.create_task(kept.keep(job, work, stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(loop, PATIENCE)


async def cut(*_any: object, **_by_name: object) -> NoReturn:
    """In place of a question: PostgreSQL ends the connection while it is asked, and is there again at once."""
    raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not reached():  # noqa: ASYNC110  # what is waited for counts, and sets no event
            await asyncio.sleep(0.005)
