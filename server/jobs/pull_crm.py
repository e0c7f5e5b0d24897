"""Asks the CRMs that are connected, on their schedule and when an admin says so, and tells them how far evidence reaches where that is turned on.

It also goes on with what a restart broke off.
"""

import asyncio

from server import clock, vault
from server.integrations.crm import actions, queries
from server.integrations.crm.actions import Within
from server.integrations.crm.trouble import FOR_AN_ADMIN
from server.jobs import kept
from server.lessons import queries as lessons
from server.operations.job import PULL_CRM, Failed
from server.operations.patience import ENOUGH
from server.settings import Settings


async def keep_pulling(settings: Settings, stop: asyncio.Event) -> None:
    """Looks until `stop` is set whether a CRM is due. Of several workers, one asks it."""

    async def pull(_wanted: bool) -> int:
        try:
            await pull_due(settings)
        finally:
            # A CRM is told what it is to be told also when another one could not be asked.
            await write_due(settings)
        await _find_trouble()
        return 0

    await kept.keep(PULL_CRM, pull, stop)


async def _find_trouble() -> None:
    """Raises Failed when a CRM did not answer the last time, or wants something of an admin. When it is asked again, its own clock decides."""
    for one in await queries.connections():
        if one.problem in FOR_AN_ADMIN:
            raise Failed("crm-refuses", failures=max(one.failures, ENOUGH))
        if one.failures:
            raise Failed("crm", failures=one.failures)


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
