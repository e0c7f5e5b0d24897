"""What works beside the pages of a worker, from its start until it stops: one list."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

from server import lately, memory
from server.jobs import (
    call_out,
    count_board,
    fetch_lessons,
    forget_answers,
    forget_words,
    import_deals,
    morning_digest,
    pull_crm,
    read_mail,
    send_outbox,
    settle_gaps,
)
from server.jobs.morning_digest import Pages
from server.lessons.actions import keep_loading
from server.settings import Settings

STOPPING: Final = 2.0
"""Seconds that what is under way has to come to its end."""

BREAKING: Final = 0.5
"""Seconds after that for what is broken off then, and for the processes that it began. A second later the worker would be killed beside them."""


@asynccontextmanager
async def running(settings: Settings, mornings: Pages, *, develop: bool) -> AsyncIterator[None]:
    """All of it works until the block ends. The mails of the morning ask `mornings`. With `develop` the lessons are read again when they change."""
    stop = asyncio.Event()
    work = [asyncio.create_task(one) for one in _all(settings, mornings, stop, develop=develop)]
    try:
        yield
    finally:
        stop.set()
        _done, left = await asyncio.wait(work, timeout=STOPPING)
        for one in left:
            one.cancel()
        if left:
            await asyncio.wait(left, timeout=BREAKING)


def _all(settings: Settings, mornings: Pages, stop: asyncio.Event, *, develop: bool) -> list[Coroutine[Any, Any, None]]:
    found = [
        memory.keep_giving_back(stop),
        lately.keep_forgetting(stop),
        send_outbox.keep_sending(settings, stop),
        settle_gaps.keep_settling(stop),
        count_board.keep_counting(stop),
        forget_answers.keep_forgetting(stop),
        forget_words.keep_forgetting(settings, stop),
        import_deals.keep_importing(stop),
        morning_digest.keep_writing(settings, mornings, stop),
        read_mail.keep_reading(settings, stop),
        call_out.keep_calling(settings, stop),
        pull_crm.keep_pulling(settings, stop),
        fetch_lessons.keep_fetching(settings, stop),
    ]
    if (develop or settings.watch) and not settings.lessons_repository:
        found.append(keep_loading(settings.lessons, stop, by="watcher"))
    return found
