"""Forgets what was answered to programs more than a day ago: it may hold names and words, and nobody asks for it any more. With it goes how often
they asked.
"""

import asyncio

from server import clock
from server.api import actions
from server.jobs import kept
from server.operations.job import FORGET_ANSWERS
from server.people.actions import tries


async def keep_forgetting(stop: asyncio.Event) -> None:
    """Forgets once an hour until `stop` is set. Several workers do no harm."""

    async def forget(_wanted: bool) -> int:
        await actions.forget(clock.now())
        await tries.forget(clock.now())
        return 0

    await kept.keep(FORGET_ANSWERS, forget, stop)
