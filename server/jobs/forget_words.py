"""Empties words whose time is over, every night: of evidence, answers and notes. Facts and counts stay."""

import asyncio
import logging
from datetime import datetime, timedelta

from server import clock
from server.erasure import actions
from server.jobs import kept
from server.operations.job import FORGET_WORDS
from server.settings import Settings

log = logging.getLogger("plumbline.erasure")

NIGHT = range(1, 5)
"""Hours in UTC at which it may begin: it is night where most of the people are, or nearly."""

ONCE = timedelta(hours=12)
"""What was begun less than this ago is the one of this night."""


async def keep_forgetting(settings: Settings, stop: asyncio.Event) -> None:
    """Looks until `stop` is set whether the night has come. Of several workers, one forgets; one that failed is tried again by day, too."""

    async def look(wanted: bool) -> int | None:
        now = clock.now()
        if not wanted and not await is_due(now):
            return None
        gone = await actions.forget_old(now, settings.months)
        if any(gone.values()):
            log.info("words were forgotten: %s", ", ".join(f"{period} {texts}" for period, texts in gone.items()))
        return 1

    await kept.keep(FORGET_WORDS, look, stop)


async def is_due(now: datetime) -> bool:
    """Whether it is night and nobody has begun yet; if so, the caller has."""
    return now.hour in NIGHT and await actions.claim_night(now, ONCE)
