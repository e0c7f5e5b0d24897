"""Fetches the academy from its repository, on its schedule and when its host or an admin says so, and brings it to each machine that serves it."""

import asyncio
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from server import clock
from server.integrations.git import actions
from server.integrations.git.actions import Within
from server.integrations.git.actions.within import within
from server.integrations.git.trouble import Trouble
from server.settings import Settings

log = logging.getLogger("plumbline.lessons")

PAUSE: Final = 3.0
"""Seconds between two looks."""

AGAIN: Final = timedelta(minutes=1)
"""How long this machine waits before it asks again for what another one serves."""


async def keep_fetching(settings: Settings, stop: asyncio.Event) -> None:
    """Looks until `stop` is set whether the repository is due; what is being fetched then is broken off. Of several workers, one fetches it."""
    found = within(settings)
    if found is None:
        return
    stopping = asyncio.create_task(stop.wait())
    work = asyncio.create_task(_go_on(found))
    await asyncio.wait({stopping, work}, return_when=asyncio.FIRST_COMPLETED)
    for one in (stopping, work):
        one.cancel()
        with suppress(asyncio.CancelledError):
            await one


async def _go_on(found: Within) -> None:
    not_before: datetime | None = None
    while True:
        try:
            await actions.fetch_due(found)
            now = clock.now()
            if not_before is None or not_before <= now:
                not_before = now + AGAIN
                await actions.follow(found)
        except Trouble as trouble:
            log.warning("what is served is not on this machine yet: %s", trouble)
        except Exception as error:  # noqa: BLE001  # the loop outlives whatever one round met
            log.warning("the lessons were not fetched: %s: %s", type(error).__name__, error)
        await asyncio.sleep(PAUSE)
