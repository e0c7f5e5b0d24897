"""Sends what waits in the outbox: claimed first, marked after, so a message goes out at least once, whatever happens in between."""

import asyncio
import logging
from contextlib import suppress
from datetime import datetime
from email.errors import MessageError

from server import clock, outbox
from server.outbox import outside
from server.outbox.outside import NotSent, Transport
from server.settings import Settings

log = logging.getLogger("plumbline.outbox")

PAUSE = 1.0
"""Seconds between two looks when nothing waits: somebody sits before the sign-in page."""

AWAY = 5.0
"""Seconds until the next look when the database is away."""

BATCH = 10
"""Messages claimed together. Even if each takes its longest, they are done before the claim ends."""


async def keep_sending(settings: Settings, stop: asyncio.Event) -> None:
    """Sends until `stop` is set. A database that is away is waited for."""
    carry = outside.transport(settings.mail)
    while not stop.is_set():
        pause = PAUSE
        try:
            if await send_due(carry, settings.mail_from, clock.now()):
                continue
        except Exception as error:  # noqa: BLE001  # the loop outlives whatever one round met
            log.warning("the outbox cannot be read just now: %s", type(error).__name__)
            pause = AWAY
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)


async def send_due(carry: Transport, sender: str, now: datetime) -> int:
    """Sends the messages that are due, and returns how many were tried."""
    messages = await outbox.claim(now, limit=BATCH)
    for message in messages:
        try:
            await carry(outside.letter(message, sender=sender, now=now))
        except (OSError, NotSent, MessageError, ValueError) as error:
            problem = (str(error) if isinstance(error, NotSent) else f"{type(error).__name__}: {error}").splitlines()[0]
            log.warning("message %s was not sent, try %d: %s", message.id, message.attempts, problem)
            await outbox.failed(message, problem, now=now)
        else:
            await outbox.sent(message.id)
            log.info("message %s sent", message.id)
    return len(messages)
