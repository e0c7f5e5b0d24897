"""Asks the CRMs that are connected, on their schedule and when an admin says so, and tells them how far evidence reaches where that is turned on.

It also goes on with what a restart broke off.
"""

import asyncio
import logging
from contextlib import suppress

from server import clock, vault
from server.integrations.crm import actions, queries
from server.integrations.crm.actions import Within
from server.lessons import queries as lessons
from server.settings import Settings

log = logging.getLogger("plumbline.crm")

PAUSE = 5.0
"""Seconds between two looks."""


async def keep_pulling(settings: Settings, stop: asyncio.Event) -> None:
    """Looks until `stop` is set whether a CRM is due. Of several workers, one asks it. A database that is away is asked again."""
    while not stop.is_set():
        for due, what in ((pull_due, "asked"), (write_due, "told")):
            try:
                await due(settings)
            except Exception as error:  # noqa: BLE001  # the loop outlives whatever one CRM met, and the other half of it too
                log.warning("no CRM was %s: %s: %s", what, type(error).__name__, error)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PAUSE)


async def pull_due(settings: Settings) -> int:
    """Goes on with every walk that is due, and returns how many there were. Without a process they wait for one."""
    due = await actions.begin_due(clock.now())
    if not due:
        return 0
    within = await _within(settings)
    if within is None:
        return 0
    for run in due:
        await actions.go_on(run, within)
    return len(due)


async def write_due(settings: Settings) -> int:
    """Tells every CRM what its field of ours is to say, and returns how many deals were told."""
    within = await _within(settings) if await queries.active_writings() else None
    return await actions.write_due(within) if within else 0


async def _within(settings: Settings) -> Within | None:
    academy = (await lessons.current()).academy
    if academy.process is None:
        return None
    return Within(
        key=vault.key_of(settings),
        private=settings.private_networks,
        process=academy.process,
        currency=academy.rules.currency,
        now=clock.now,
    )
