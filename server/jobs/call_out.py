"""Makes the calls that wait in the outbox: tells other systems what happened, each at least once, again with patience when it was not heard."""

import asyncio
import logging
from contextlib import suppress
from datetime import datetime
from typing import Final

from server import clock, outbox, outgoing, vault
from server.errors import DomainError, Unavailable
from server.integrations.webhooks import actions, queries
from server.integrations.webhooks.outside import Refused, tell
from server.outbox import Call, Claimed
from server.outgoing import Line
from server.settings import Settings

log = logging.getLogger("plumbline.calls")

PAUSE: Final = 2.0
"""Seconds between two looks when nothing waits."""

AWAY: Final = 5.0
"""Seconds until the next look when the database is away."""

SECONDS: Final = 15.0
"""How long one call may take."""

BATCH: Final = 10
"""Calls claimed together, and made at once: one that is slow keeps nobody waiting."""

LARGEST: Final = 64 * 1024
"""Bytes of an answer, which nobody reads."""


async def keep_calling(settings: Settings, stop: asyncio.Event) -> None:
    """Calls until `stop` is set. A database that is away is waited for."""
    while not stop.is_set():
        pause = PAUSE
        try:
            if await call_due(settings, clock.now()):
                continue
        except Exception as error:  # noqa: BLE001  # the loop outlives whatever one round met
            log.warning("the calls cannot be read just now: %s", type(error).__name__)
            pause = AWAY
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)


async def call_due(settings: Settings, now: datetime) -> int:
    """Makes the calls that are due, and returns how many were tried."""
    waiting = await outbox.claim_calls(now, limit=BATCH)
    if waiting:
        async with outgoing.line(private=settings.private_networks, seconds=SECONDS, largest=LARGEST) as line:
            await asyncio.gather(*(_call(line, one, settings, now) for one in waiting))
    return len(waiting)


async def _call(line: Line, message: Claimed[Call], settings: Settings, now: datetime) -> None:
    target = message.content.target
    try:
        found = await queries.sealed(target)
        if found is None:
            await outbox.given_up(message.id, "It wants to be told nothing more.")
            return
        await tell(line, found, message.id, message.content.body, key=vault.key_of(settings), now=now)
    except Unavailable:
        raise
    except (Refused, DomainError) as error:
        log.warning("call %s was not heard, try %d: %s", message.id, message.attempts, error)
        await actions.missed(target, str(error), now)
        if isinstance(error, Refused) and error.gone:
            await outbox.given_up(message.id, str(error))
        else:
            await outbox.failed(message, str(error), now=now)
    else:
        await outbox.sent(message.id)
        await actions.heard(target, now)
