"""Fetches the academy from its repository, on its schedule and when its host or an admin says so, and brings it to each machine that serves it."""

import asyncio
import logging
from contextlib import suppress
from typing import Final

from server import clock
from server.integrations.git import actions, queries
from server.integrations.git.actions import Within
from server.integrations.git.actions.within import within
from server.integrations.git.trouble import Trouble
from server.jobs import kept
from server.operations.job import FETCH_LESSONS, Failed
from server.settings import Settings

log = logging.getLogger("plumbline.lessons")

AGAIN: Final = 60.0
"""Seconds that this machine waits before it asks again for what another one serves."""


async def keep_fetching(settings: Settings, stop: asyncio.Event) -> None:
    """Looks until `stop` is set whether the repository is due; what is being fetched then is broken off. Of several workers, one fetches it."""
    found = within(settings)
    if found is None:
        return
    stopping = asyncio.create_task(stop.wait())
    work = asyncio.create_task(kept.keep(FETCH_LESSONS, _Fetching(found), stop))
    await asyncio.wait({stopping, work}, return_when=asyncio.FIRST_COMPLETED)
    for one in (stopping, work):
        one.cancel()
        with suppress(asyncio.CancelledError):
            await one


class _Fetching:
    """One round: what is due is fetched, and what another machine fetched is brought to this one. When a host is asked again, its own clock
    decides.
    """

    def __init__(self, found: Within) -> None:
        self.found = found
        self.not_before = 0.0
        self.missed = 0

    async def __call__(self, wanted: bool) -> int:
        """Raises Failed when the repository did not answer the last time, or what is served cannot be brought here."""
        if wanted:
            await actions.wake(clock.now())
        fetched = await actions.fetch_due(self.found)
        await self._follow()
        source = await queries.source()
        if source.failures:
            raise Failed("lessons", failures=source.failures)
        return int(fetched)

    async def _follow(self) -> None:
        now = clock.ticks()
        if now < self.not_before:
            if self.missed:
                raise Failed("lessons-here", failures=self.missed)
            return
        self.not_before = now + AGAIN
        try:
            await actions.follow(self.found)
        except Trouble as trouble:
            log.warning("what is served is not on this machine yet: %s", trouble.code)
            self.missed += 1
            raise Failed("lessons-here", failures=self.missed) from trouble
        self.missed = 0
