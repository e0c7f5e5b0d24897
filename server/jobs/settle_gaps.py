"""Settles the gap model every night, as a process of its own, so that no page waits for it: `plumbline gaps settle`."""

import asyncio
import logging
import sys

from server import logs
from server.jobs import kept
from server.operations.job import SETTLE_GAPS, Failed

log = logging.getLogger("plumbline.gaps")

COMMAND = (sys.executable, "-m", "server.cli.main", "gaps", "settle")


async def keep_settling(stop: asyncio.Event) -> None:
    """Settles each night until `stop` is set. Of several workers, one does. A settling that failed or was broken off is tried again by day, too."""

    async def round_(_wanted: bool) -> int:
        await settle()
        return 1

    await kept.keep(SETTLE_GAPS, round_, stop)


async def settle() -> None:
    """Runs the command and says what it said. Raises Failed when it did not come to its end."""
    process = await asyncio.create_subprocess_exec(*COMMAND, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    try:
        said, _ = await process.communicate()
    except asyncio.CancelledError:
        # It is safe to stop at any moment: the next one goes on. Others may begin when this one has ended.
        process.terminate()
        await process.wait()
        raise
    lines = said.decode(errors="replace").strip().splitlines() or ["it said nothing"]
    if process.returncode:
        log.warning("settling: %s", logs.fault(lines))
        log.debug("settling: %s", lines[-1])
        raise Failed("settling")
    log.info("settling: %s", " ".join(lines))
