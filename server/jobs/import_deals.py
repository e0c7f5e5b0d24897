"""Imports the files that an admin had begun, beside the pages: also those that a restart broke off."""

import asyncio
import logging
from contextlib import suppress

from server import clock
from server.deals.actions import run_to_the_end
from server.deals.queries import imports
from server.lessons import queries as lessons

log = logging.getLogger("plumbline.deals")

PAUSE = 1.0
"""Seconds between two looks."""


async def keep_importing(stop: asyncio.Event) -> None:
    """Looks until `stop` is set whether a file was begun, and imports it. Of several workers, one does. A database that is away is asked again."""
    while not stop.is_set():
        try:
            await import_begun(stop)
        except Exception as error:  # noqa: BLE001  # the loop outlives whatever one file met
            log.warning("deals were not imported: %s: %s", type(error).__name__, error)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PAUSE)


async def import_begun(stop: asyncio.Event | None = None) -> int:
    """Imports every file that was begun to its end, and returns how many there were. Without a process they wait for one."""
    files = await imports.running()
    for file in files:
        academy = (await lessons.current()).academy
        if academy.process is None or (stop is not None and stop.is_set()):
            break
        await run_to_the_end(file.id, process=academy.process, currency=academy.rules.currency, now=clock.now)
    return len(files)
