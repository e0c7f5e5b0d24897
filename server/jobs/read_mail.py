"""Reads the inbox to which people forward mail, every minute, and lets go of what waited for a month. What was read is remembered after each mail, so
nothing is left out by a crash, and the same mail read twice is one item: several workers read one inbox and do no harm.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from server import clock, db
from server.integrations.mail import actions, outside, queries
from server.integrations.mail.outside import Batch, Trouble
from server.integrations.mail.queries import Cursor
from server.jobs import kept
from server.operations.job import READ_MAIL, Failed
from server.settings import Settings

log = logging.getLogger("plumbline.inbox")

Fetch = Callable[[int, int], Batch]
"""The next mails, after a validity and a number. Waits for the network."""


async def keep_reading(settings: Settings, stop: asyncio.Event) -> None:
    """Reads until `stop` is set. What waited for a month is let go, also where a service brings the mail."""

    async def look(_wanted: bool) -> int:
        await actions.forget(clock.now())
        count = 0
        while settings.inbox.startswith("imap") and not stop.is_set():
            try:
                came = await read(settings.inbox_address, partial(outside.fetch, settings.inbox))
            except Trouble as trouble:
                raise Failed("inbox") from trouble
            if not came:
                break
            count += came
        return count

    await kept.keep(READ_MAIL, look, stop)


async def read(inbox: str, fetch: Fetch) -> int:
    """Takes in the next mails of an inbox and returns how many came. What went wrong with the inbox is kept for the setup page, and raised."""
    now = clock.now()
    before = await queries.cursor(inbox)
    try:
        batch = await asyncio.to_thread(fetch, before.validity, before.uid)
    except Trouble as trouble:
        await actions.keep_cursor(inbox, replace(before, looked_at=now, problem=str(trouble)))
        raise
    kept = Cursor(
        validity=batch.validity,
        uid=before.uid if batch.validity == before.validity else 0,
        looked_at=now,
        heard_at=before.heard_at,
    )
    for number, raw in batch.mails:
        if raw is not None:
            await _take(raw, inbox, number)
        kept = replace(kept, uid=number, heard_at=now)
        await actions.keep_cursor(inbox, kept)
    if not batch.mails:
        await actions.keep_cursor(inbox, kept)
    return len(batch.mails)


async def _take(raw: bytes, inbox: str, number: int) -> None:
    try:
        found = await actions.receive(raw, inbox=inbox, now=clock.now())
        log.info("mail %s: %s", number, ", ".join(found))
    except Exception as error:
        # A database that is away for a moment loses nobody's mail.
        if db.is_away(error):
            raise
        # Whoever wrote after must not wait for what went wrong with one.
        log.warning("mail %s was left out: %s", number, type(error).__name__, exc_info=error)
