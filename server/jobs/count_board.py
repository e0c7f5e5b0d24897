"""Counts what the leader's page of a large company shows, as a process of its own, so that no page waits for it: `plumbline drift count`."""

import asyncio
import logging
import sys
from typing import Final

from server import clock, logs
from server.drift import actions
from server.drift.queries import board
from server.drift.queries.kept import LEASE
from server.jobs import kept
from server.operations.job import COUNT_BOARD, Failed

log = logging.getLogger("plumbline.drift")

PAUSE: Final = 600.0
"""Seconds after which it is looked at although nobody read the page of this process."""

COMMAND = (sys.executable, "-m", "server.cli.main", "drift", "count")


async def keep_counting(stop: asyncio.Event) -> None:
    """Looks until `stop` is set whether the board is too old. Of several workers, one counts."""
    looked: float | None = None

    async def look(wanted: bool) -> int | None:
        nonlocal looked
        asked = board.was_read()
        if not wanted and not asked and looked is not None and clock.ticks() - looked < PAUSE:
            return None
        looked = clock.ticks()
        if not await board.is_due(clock.now(), asked=asked or wanted):
            await actions.put_away(clock.now())
            return None
        await count()
        return 1

    await kept.keep(COUNT_BOARD, look, stop)


async def count() -> None:
    """Runs the command and says what it said. Raises Failed when it did not come to its end: then what was counted before stands."""
    process = await asyncio.create_subprocess_exec(*COMMAND, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    try:
        said, _ = await asyncio.wait_for(process.communicate(), LEASE.total_seconds())
    except TimeoutError:
        process.kill()
        await process.wait()
        log.warning("counting: it did not come to its end")
        raise Failed("counting") from None
    except asyncio.CancelledError:
        process.terminate()
        raise
    lines = said.decode(errors="replace").strip().splitlines() or ["it said nothing"]
    if process.returncode:
        log.warning("counting: %s", logs.fault(lines))
        log.debug("counting: %s", lines[-1])
        raise Failed("counting")
    log.info("counting: %s", " ".join(lines))
