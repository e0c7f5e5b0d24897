"""Sends what waits in the outbox: claimed first, marked after, so a message goes out at least once, whatever happens in between."""

import asyncio
import logging
from contextlib import suppress
from datetime import datetime

from msgspec import Struct

from server import clock, outbox
from server.jobs import kept
from server.operations.job import SEND_OUTBOX, Failed
from server.outbox import Claimed, Mail, outside
from server.outbox.outside import NotSent, Transport
from server.outbox.trouble import LAST, REFUSES, SERVED
from server.settings import Settings

log = logging.getLogger("plumbline.outbox")

BATCH = 10
"""Messages claimed together. Even if each takes its longest, they are done before the claim ends."""


async def keep_sending(settings: Settings, stop: asyncio.Event) -> None:
    """Sends until `stop` is set."""
    carry = outside.transport(settings.mail)

    async def send(_wanted: bool) -> int | None:
        done = await _send(carry, settings.mail_from, clock.now())
        if done.failing:
            # Each message has a patience of its own, so that a new one is tried at once.
            raise Failed(f"mail-{done.failing}", at_pace=True)
        return done.tried or None

    await kept.keep(SEND_OUTBOX, send, stop)


async def send_due(carry: Transport, sender: str, now: datetime) -> int:
    """Sends the messages that are due, and returns how many were tried."""
    return (await _send(carry, sender, now)).tried


class _Done(Struct, frozen=True):
    """How many were tried, and the mark of why the server took none of them, empty when it did its part for one at least."""

    tried: int
    failing: str


async def _send(carry: Transport, sender: str, now: datetime) -> _Done:
    behind, marks = await outbox.claim(now, limit=BATCH), list[str]()
    try:
        while behind:
            mine = await outbox.is_claimed(behind[0])
            message = behind.pop(0)
            if mine:
                marks.append(await _carry(message, carry, sender, now))
    finally:
        # Who is stopped, or whose database goes away, may have sent the one and has not begun with those behind it.
        if behind:
            with suppress(Exception):
                await outbox.give_back(behind, now)
    served = any(not mark or mark in SERVED for mark in marks)
    return _Done(len(marks), marks[-1] if marks and not served else "")


async def _carry(message: Claimed[Mail], carry: Transport, sender: str, now: datetime) -> str:
    """Sends one, and returns the mark of what came of it; that of a mail that went out is empty."""
    try:
        await carry(outside.letter(message, sender=sender, now=now))
    except NotSent as error:
        # What the server answered names who it was for, and is kept for the setup page.
        log.warning("message %s was not sent, try %d: %s", message.id, message.attempts, error.mark)
        if error.mark in LAST:
            await outbox.given_up(message.id, str(error), mark=error.mark)
        else:
            await outbox.failed(message, str(error), now=now, mark=error.mark)
        return error.mark
    except Exception as error:
        # What nobody thought of counts as a try, or it would be tried for ever.
        log.warning("message %s broke", message.id, exc_info=error)
        await outbox.failed(message, type(error).__name__, now=now, mark=REFUSES)
        return REFUSES
    await outbox.sent(message.id)
    log.info("message %s sent", message.id)
    return ""
