"""Settles the gap model every night, as a process of its own, so that no page waits for it: `plumbline gaps settle`."""

import asyncio
import logging
import sys
from datetime import datetime, timedelta

from server import clock, logs
from server.gaps import actions
from server.jobs import kept
from server.operations.job import SETTLE_GAPS, Failed

log = logging.getLogger("plumbline.gaps")

NIGHT = range(1, 5)
"""Hours in UTC at which a settling may begin: it is night where most of the people are, or nearly."""

ONCE = timedelta(hours=12)
"""A settling that was begun less than this ago is the one of this night."""

COMMAND = (sys.executable, "-m", "server.cli.main", "gaps", "settle")


async def keep_settling(stop: asyncio.Event) -> None:
    """Looks until `stop` is set whether the night has come. Of several workers, one settles. A settling that failed is tried again by day, too."""

    async def look(wanted: bool) -> int | None:
        if not wanted and not await is_due(clock.now()):
            return None
        await settle()
        return 1

    await kept.keep(SETTLE_GAPS, look, stop)


async def is_due(now: datetime) -> bool:
    """Whether it is night and nobody has begun yet; if so, the caller has."""
    return now.hour in NIGHT and await actions.claim_night(now, ONCE)


async def settle() -> None:
    """Runs the command and says what it said. Raises Failed when it did not come to its end."""
    process = await asyncio.create_subprocess_exec(*COMMAND, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    try:
        said, _ = await process.communicate()
    except asyncio.CancelledError:
        # It is safe to stop at any moment: the next night goes on. Others may begin when this one has ended.
        process.terminate()
        await process.wait()
        raise
    lines = said.decode(errors="replace").strip().splitlines() or ["it said nothing"]
    if process.returncode:
        log.warning("settling: %s", logs.fault(lines))
        log.debug("settling: %s", lines[-1])
        raise Failed("settling")
    log.info("settling: %s", " ".join(lines))
