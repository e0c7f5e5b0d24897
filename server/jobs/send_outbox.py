"""Sends what waits in the outbox: claimed first, marked after, so a message goes out at least once, whatever happens in between."""

import asyncio
import logging
from datetime import datetime
from email.errors import MessageError

from server import clock, outbox
from server.jobs import kept
from server.operations.job import SEND_OUTBOX, Failed
from server.outbox import outside
from server.outbox.outside import NotSent, Transport
from server.settings import Settings

log = logging.getLogger("plumbline.outbox")

BATCH = 10
"""Messages claimed together. Even if each takes its longest, they are done before the claim ends."""


async def keep_sending(settings: Settings, stop: asyncio.Event) -> None:
    """Sends until `stop` is set."""
    carry = outside.transport(settings.mail)

    async def send(_wanted: bool) -> int | None:
        tried, went = await _send(carry, settings.mail_from, clock.now())
        if not tried:
            return None
        if not went:
            # Each message has a patience of its own, so that a new one is tried at once.
            raise Failed("mail-server", at_pace=True)
        return tried

    await kept.keep(SEND_OUTBOX, send, stop)


async def send_due(carry: Transport, sender: str, now: datetime) -> int:
    """Sends the messages that are due, and returns how many were tried."""
    return (await _send(carry, sender, now))[0]


async def _send(carry: Transport, sender: str, now: datetime) -> tuple[int, int]:
    """How many were tried, and how many went out."""
    messages, went = await outbox.claim(now, limit=BATCH), 0
    for message in messages:
        try:
            await carry(outside.letter(message, sender=sender, now=now))
        except (OSError, NotSent, MessageError, ValueError) as error:
            problem = (str(error) if isinstance(error, NotSent) else f"{type(error).__name__}: {error}").splitlines()[0]
            # What the server answered names who it was for, and is kept for the setup page.
            log.warning("message %s was not sent, try %d: %s", message.id, message.attempts, problem.partition(":")[0])
            await outbox.failed(message, problem, now=now)
        else:
            await outbox.sent(message.id)
            went += 1
            log.info("message %s sent", message.id)
    return len(messages), went
