"""Forgets what was answered to programs more than a day ago: it may hold names and words, and nobody asks for it any more."""

import asyncio
import logging
from contextlib import suppress

from server import clock
from server.api import actions

log = logging.getLogger("plumbline.api")

PAUSE = 3_600.0
"""Seconds between two times."""


async def keep_forgetting(stop: asyncio.Event) -> None:
    """Forgets once an hour until `stop` is set. Several workers do no harm; a database that is away is asked again."""
    while not stop.is_set():
        try:
            await actions.forget(clock.now())
        except Exception as error:  # noqa: BLE001  # the loop outlives whatever one hour met
            log.warning("old answers were not forgotten: %s: %s", type(error).__name__, error)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PAUSE)
