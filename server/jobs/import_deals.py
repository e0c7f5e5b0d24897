"""Imports the files that an admin had begun, beside the pages: also those that a restart broke off."""

import asyncio

from server import clock
from server.deals.actions import run_to_the_end
from server.deals.queries import imports
from server.jobs import kept
from server.lessons import queries as lessons
from server.operations.job import IMPORT_DEALS


async def keep_importing(stop: asyncio.Event) -> None:
    """Looks until `stop` is set whether a file was begun, and imports it. Of several workers, one does."""
    await kept.keep(IMPORT_DEALS, lambda _wanted: import_begun(stop), stop)


async def import_begun(stop: asyncio.Event | None = None) -> int:
    """Imports every file that was begun to its end, and returns how many there were. Without a process they wait for one."""
    files = await imports.running()
    for file in files:
        academy = (await lessons.current()).academy
        if academy.process is None or (stop is not None and stop.is_set()):
            break
        await run_to_the_end(file.id, process=academy.process, currency=academy.rules.currency, now=clock.now)
    return len(files)
