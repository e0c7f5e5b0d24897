"""One round of a job to its end. While it takes long it is said to be running, by which others know that they may not begin beside it.

A round that goes alone and cannot say so any more, because its database is away or its process stood still, stops itself before another one begins.
"""

import asyncio
import logging
from collections.abc import Awaitable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from server import clock, db
from server.db import health
from server.errors import Unavailable
from server.operations import actions
from server.operations.actions import Lost, Round

log = logging.getLogger("plumbline.jobs")

LONG: Final = 10.0
"""Seconds after which a round is said to be running, between two looks whether that is to be said again, and that the saying may take."""

AGAIN: Final = timedelta(minutes=1)
"""After how long it is said again."""

SILENT: Final = timedelta(minutes=2)
"""For how long a round that goes alone may be unable to say that it runs. Others wait a minute longer: for it to stop, and for clocks that differ."""

PATIENCE: Final = 5.0
"""Seconds that the database has to answer, before it is called away."""


class Cancelled(Exception):
    """Something that the work waited for was cancelled, and nobody cancelled the work: as it is, that would end the job for good and say nothing."""


async def watched(one: Round, work: Awaitable[int | None], began: datetime, *, known: bool) -> int | None:
    """What the work returned. `known`: the round is known as running since it `began`.

    Raises what the work raises, Cancelled instead of a cancellation, Unavailable where the database is away, Lost where another worker may be at it.
    """
    doing, said, over = asyncio.ensure_future(work), began if known else None, False
    try:
        while not (await asyncio.wait({doing}, timeout=LONG))[0]:
            now = clock.now()
            # What was said by a clock that has been put back since was not said.
            if said is not None and said <= now < said + AGAIN:
                continue
            try:
                async with asyncio.timeout(LONG):
                    one = await actions.runs_long(one, began, now)
            except Lost:
                raise
            except Exception as error:  # Whether it can be said or not, work goes on that others may share.
                log.debug("%s could not say that it runs", one.job.name, exc_info=error)
                if one.job.alone and clock.now() - (said or began) >= SILENT:
                    raise Lost from error
            else:
                said = now
        over = await _came(doing)
        return _result(doing)
    finally:
        await _stopped(doing)
        if known or said is not None:
            with suppress(Exception):
                async with asyncio.timeout(LONG):
                    await actions.ended(one, clock.now(), over=over)


async def _came(doing: "asyncio.Future[int | None]") -> bool:
    """That the work came to its end, well or not. Raises Unavailable where that is because the database is away, and not another system that the
    work talks to, as both raise what sockets raise; nor what the database says of this work alone, which fails then and is told.
    """
    error = None if doing.cancelled() else doing.exception()
    if error is None:
        return True
    asks = isinstance(error, OSError) or db.is_of_one_deed(error)
    away = not await health.answers(PATIENCE) if asks else isinstance(db.translate(error), Unavailable)
    if away:
        raise Unavailable("The database cannot be reached.") from error
    return True


def _result(done: "asyncio.Future[int | None]") -> int | None:
    if done.cancelled():
        raise Cancelled
    error = done.exception()
    # Where the database is there it is called what the driver calls it: as Unavailable it would be waited for.
    if isinstance(error, Unavailable) and error.__cause__ is not None:
        raise error.__cause__
    return done.result()


async def _stopped(doing: "asyncio.Future[int | None]") -> None:
    if not doing.done():
        doing.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await doing
