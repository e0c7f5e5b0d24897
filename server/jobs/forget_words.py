"""Empties words whose time is over, every night: of evidence, answers and notes. Facts and counts stay."""

import asyncio
import logging

from server import clock
from server.erasure import actions
from server.jobs import kept
from server.operations.job import FORGET_WORDS
from server.settings import Settings

log = logging.getLogger("plumbline.erasure")


async def keep_forgetting(settings: Settings, stop: asyncio.Event) -> None:
    """Forgets each night until `stop` is set. Of several workers, one does; what failed or was broken off is tried again by day, too."""

    async def forget(_wanted: bool) -> int:
        gone = await actions.forget_old(clock.now(), settings.months)
        if any(gone.values()):
            log.info("words were forgotten: %s", ", ".join(f"{period} {texts}" for period, texts in gone.items()))
        return 1

    await kept.keep(FORGET_WORDS, forget, stop)
