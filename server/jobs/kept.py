"""What keeps a job going, and tells how it goes: at its pace while all is well, with more and more patience while it fails, and at once when an admin
asks. A database that is away is waited for, and counts for nobody; only the work of a night that it broke off counts as a failure.

What is known of a job stands in one row that all workers and hosts share, so that one of them tries again what failed, nobody begins what another one
is at that goes alone, and people are told once.
"""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from server import clock, db, ids, logs
from server.errors import Unavailable
from server.jobs.watched import watched
from server.operations import actions, patience, queries
from server.operations.actions import Lost, Round
from server.operations.job import Failed, Job
from server.operations.queries import Standing

log = logging.getLogger("plumbline.jobs")

Work = Callable[[bool], Awaitable[int | None]]
"""One round. It is told whether it is wanted whatever the clock says: because an admin asks, or because the last one failed. It returns how many
things it did, None when nothing was tried, so that nothing is known. Raises Failed, or anything.
"""

LOOK: Final = 3.0
"""Seconds after which a job that rests looks whether an admin asks for it."""

SAID: Final = 60.0
"""Seconds between two times that an idle job says it is well."""

AWAY: Final = (5.0, 30.0)
"""Seconds until the next look when the database is away: at first, and at most."""


async def keep(job: Job, work: Work, stop: asyncio.Event) -> None:
    """Does the work of a job until `stop` is set."""
    keeper = _Keeper(job, work)
    while not stop.is_set():
        await _rest(keeper, await keeper.go_on(), stop)


async def _rest(keeper: "_Keeper", seconds: float, stop: asyncio.Event) -> None:
    """Waits for so long, or until the end, or until a round need not wait for the pace of its job."""
    until = clock.ticks() + seconds
    while not stop.is_set():
        left = until - clock.ticks()
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), max(min(left, LOOK), 0.0))
        if left <= LOOK or await keeper.is_awaited():
            return


class _Keeper:
    """One job in this process: what it last said, and how long the database has been away."""

    def __init__(self, job: Job, work: Work) -> None:
        self.job = job
        self.work = work
        self.said_at: float | None = None
        self.away = 0

    async def go_on(self) -> float:
        """Does a round if it is time, and returns the seconds until the next look."""
        one = Round(job=self.job, run=ids.new(), host=host())
        logs.work(self.job.name, one.run)
        try:
            found, now = await queries.standing(self.job.name), clock.now()
            if found.is_broken_off(now):
                if await actions.broken_off(one, now, chance=chance()):
                    log.warning("%s was broken off before its end, and is tried again", self.job.name)
                found = await queries.standing(self.job.name)
            asked = await actions.claim_asked(one, now) if found.is_asked(now) else None
            left = _left(self.job, found, now)
            if asked is None and left > 0:
                return left
            wanted = asked is not None or (left == 0 and await actions.claim(one, now))
            if left < 0 and self.job.nightly and not wanted:
                wanted = found.is_tonight(now) and await actions.claim_night(one, now)
            if not wanted and (left == 0 or self.job.nightly or (self.job.alone and not await actions.begin(one, now))):
                return self.job.every
            return await self._round(asked or one, found, now, wanted=wanted)
        except Exception as error:  # the job outlives whatever one round met
            self.away += 1
            if isinstance(db.translate(error), Unavailable):
                log.warning("the database is away, and %s waits for it", self.job.name)
            else:
                log.warning("%s could not tell how it goes", self.job.name, exc_info=error)
            return min(AWAY[0] * 2.0 ** min(self.away - 1, 10), AWAY[1]) * (1.0 - chance() / 2.0)

    async def is_awaited(self) -> bool:
        """Whether a round may begin that need not wait for the pace: an admin asks for it, or the last one failed, or was broken off and its wait is
        over. Nobody knows while the database is away.
        """
        with suppress(Exception):
            found, now = await queries.standing(self.job.name), clock.now()
            awaited = found.is_asked(now) or _left(self.job, found, now) == 0 or found.is_broken_off(now)
            return awaited and found.is_free(self.job, now)
        return False

    async def _round(self, one: Round, found: Standing, began: datetime, *, wanted: bool) -> float:
        try:
            did = await watched(one, self.work(wanted), began, known=wanted or self.job.alone)
        except Unavailable:
            raise
        except Lost:
            log.warning("%s could not say that it runs and stopped, before another worker begins", self.job.name)
        except Failed as failure:
            if self._is_news(found, failure):
                log.warning("%s failed: %s", self.job.name, failure.mark)
                await actions.failed(
                    one, failure.mark, clock.now(), chance=chance(), failures=failure.failures, at_pace=failure.at_pace
                )
                self.said_at = clock.ticks()
        except Exception as error:
            log.warning("%s failed", self.job.name, exc_info=error)
            await actions.failed(one, type(error).__name__[:80], clock.now(), chance=chance())
        else:
            await self._say(one, found, did, wanted=wanted)
            self.away = 0
            return 0.0 if did and self.job.eager else self.job.every
        self.away = 0
        return self.job.every

    def _is_news(self, found: Standing, failure: Failed) -> bool:
        """Whether this failure is another one than the last: where the work itself waits, every round in between tells of the same."""
        same = (found.failures, found.problem) == (failure.failures, failure.mark)
        return not same or self.said_at is None or clock.ticks() - self.said_at >= SAID

    async def _say(self, one: Round, found: Standing, did: int | None, *, wanted: bool) -> None:
        """Says that it is well, seldom while it always was, and not when nothing was tried."""
        if found.is_elsewhere(host(), clock.now()):
            return
        now = clock.ticks()
        ails = found.failures or (found.trouble is not None and not found.hangs(clock.now()))
        if did is None and found.failures:
            return
        if wanted or ails or self.said_at is None or now - self.said_at >= SAID:
            await actions.worked(one, clock.now())
            self.said_at = now


def _left(job: Job, found: Standing, now: datetime) -> float:
    """Seconds until a job that failed may be tried again, 0 when it may; less than that for one that need not wait."""
    if not found.failures or found.next_at is None:
        return -1.0
    left = found.next_at - now
    # A clock that was put back makes nobody wait for it.
    return max(left / timedelta(seconds=1), 0.0) if left <= patience.farthest(job) else 0.0


def chance() -> float:
    """A number from 0 to 1, as it falls."""
    return ids.seed() / 2**31


@cache
def host() -> str:
    """The name of this machine, as it calls itself."""
    return socket.gethostname()[:80]
