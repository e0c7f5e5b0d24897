"""Makes the calls that wait in the outbox: tells other systems what happened, each at least once, again with patience when it was not heard."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from msgspec import Struct

from server import clock, outbox, outgoing, vault
from server.errors import DomainError, Unavailable
from server.integrations.chat import actions as chat
from server.integrations.chat import queries as chat_queries
from server.integrations.chat.outside import say
from server.integrations.chat.queries import Chat
from server.integrations.chat.slack import FOR_PERSON, Trouble
from server.integrations.chat.words import for_person
from server.integrations.webhooks import actions as webhooks
from server.integrations.webhooks import queries as webhook_queries
from server.integrations.webhooks.outside import Refused, tell
from server.jobs import kept
from server.operations.job import CALL_OUT
from server.outbox import Call, Claimed
from server.outgoing import Line, Unreachable
from server.people import queries as people
from server.people.queries import Person
from server.sentences import speak, spoken_to
from server.sentences.call_words import answered, ended, unreachable, unwanted
from server.settings import Settings

log = logging.getLogger("plumbline.calls")

SECONDS: Final = 15.0
"""How long one call may take."""

BATCH: Final = 10
"""Calls claimed together, and made at once: one that is slow keeps nobody waiting."""

LARGEST: Final = 64 * 1024
"""Bytes of an answer, which nobody reads."""


STALE: Final = timedelta(hours=4)
"""After this a line in a chat is no news any more."""


class Missed(Struct, frozen=True):
    """A call that was not heard: why, said in the language that is spoken, whether it is the `last` try, and how many seconds it has to `wait` at
    least.
    """

    why: Callable[[], str]
    last: bool = False
    wait: int = 0


async def keep_calling(settings: Settings, stop: asyncio.Event) -> None:
    """Calls until `stop` is set. Who does not answer is told on the page where they were connected: it is no failure of ours."""
    await kept.keep(CALL_OUT, lambda _wanted: call_due(settings, clock.now()), stop)


async def call_due(settings: Settings, now: datetime) -> int:
    """Makes the calls that are due, and returns how many were tried."""
    waiting = await outbox.claim_calls(now, limit=BATCH)
    if waiting:
        async with outgoing.line(private=settings.private_networks, seconds=SECONDS, largest=LARGEST) as line:
            # All of them end before the line does, also when one met a database that is away.
            ends = await asyncio.gather(*(_call(line, one, settings, now) for one in waiting), return_exceptions=True)
        for end in ends:
            if end is not None:
                raise end
    return len(waiting)


async def _call(line: Line, message: Claimed[Call], settings: Settings, now: datetime) -> None:
    try:
        problem = await (_chat if message.content.line == chat.LINE else _webhook)(line, message, settings, now)
    except Unavailable:
        raise
    except DomainError as error:
        problem = Missed(partial(str, error))
    except Exception as error:
        # What nobody thought of counts as a try, or it would be tried for ever.
        log.warning("call %s broke", message.id, exc_info=error)
        problem = Missed(partial(str, type(error).__name__))
    if problem is None:
        await outbox.sent(message.id)
        return
    # Why names who was not found, and is kept for the setup page.
    log.warning("call %s was not heard, try %d", message.id, message.attempts)
    with spoken_to("en"):
        why = problem.why()
    if problem.last:
        await outbox.given_up(message.id, why)
    else:
        await outbox.failed(message, why, now=now, least=problem.wait)


async def _webhook(line: Line, message: Claimed[Call], settings: Settings, now: datetime) -> Missed | None:
    target = message.content.target
    found = await webhook_queries.sealed(target)
    if found is None:
        return Missed(ended, last=True)
    try:
        await tell(line, found, message.id, message.content.body, key=vault.key_of(settings), now=now)
    except Refused as error:
        await webhooks.missed(target, str(error), now)
        return Missed(partial(str, error), last=error.gone)
    except vault.Locked:
        await webhooks.missed(target, vault.locked(), now)
        return Missed(vault.locked)
    await webhooks.heard(target, now)
    return None


async def _chat(line: Line, message: Claimed[Call], settings: Settings, now: datetime) -> Missed | None:
    person, found = await people.person(message.content.target), await chat_queries.chat_of(message.content.target)
    if found is None or person is None or not person.active or now > message.made + STALE:
        return Missed(unwanted, last=True)
    speak(person.locale)
    problem = await (_by_bot if found.form == "bot" else _to_address)(line, found, person, message, settings, now)
    if problem:
        await chat.missed(person.id, problem.why())
        return problem
    await chat.heard(person.id, now)
    return None


async def _to_address(
    line: Line, found: Chat, _person: Person, message: Claimed[Call], settings: Settings, now: datetime
) -> Missed | None:
    try:
        reply = await say(line, found, message.content.body, site=settings.url, key=vault.key_of(settings))
    except Unreachable as error:
        return Missed(partial(unreachable, error.why))
    except vault.Locked:
        return Missed(vault.locked)
    return None if reply.ok else Missed(partial(answered, reply.status), wait=reply.wait(now) or 0)


async def _by_bot(
    line: Line, found: Chat, person: Person, message: Claimed[Call], settings: Settings, now: datetime
) -> Missed | None:
    within = chat.Within(key=vault.key_of(settings), private=settings.private_networks, now=now)
    try:
        await chat.say(line, found, person, message.content.body, site=settings.url, within=within)
    except Trouble as trouble:
        # Who is not found, or a connection that is gone, is the same in an hour.
        last = trouble.code in FOR_PERSON or trouble.code == "ended"
        return Missed(partial(for_person, trouble.code, person.email), last=last, wait=trouble.seconds or 0)
    return None
