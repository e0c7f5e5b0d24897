"""Writes to people in the morning, at the hour they chose, if there is something to say. The mail and the mark that this day was looked at are one
transaction, so that neither a crash nor a second worker makes two.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from server import clock, db, ids
from server.commitments import queries as commitments
from server.commitments.due import told_on
from server.integrations.chat import actions as chat
from server.jobs import kept
from server.lessons import queries as lessons
from server.notices import actions, letter, queries
from server.notices.actions import Letter
from server.notices.letter import Links, Morning, Week
from server.notices.morning import is_late
from server.notices.notice import bundled
from server.notices.queries import Waking
from server.notices.telling import heard
from server.operations.job import MORNING_DIGEST
from server.outbox import Mail
from server.people import queries as people
from server.people.queries import Person
from server.sentences import speak
from server.sentences.notice_words import said
from server.settings import Settings
from server.zones import local_day

log = logging.getLogger("plumbline.mornings")

REACH: Final = timedelta(days=4)
"""How far back the first mail of somebody looks for news."""

KEPT: Final = timedelta(days=90)
"""How long a link to stop the mails works."""


class Pages(Struct, frozen=True):
    """What the pages know: how much the day of somebody who sells holds, in seconds, and what the week of somebody who leads says."""

    seconds: Callable[[Person, datetime], Awaitable[int]]
    week: Callable[[Person, datetime], Awaitable[Week]]


async def keep_writing(settings: Settings, pages: Pages, stop: asyncio.Event) -> None:
    """Looks until `stop` is set whose morning has come."""
    await kept.keep(MORNING_DIGEST, lambda _wanted: write_due(settings.url, pages, clock.now()), stop)


async def write_due(site: str, pages: Pages, now: datetime) -> int:
    """Looks at the mornings that have come, twenty at most, and returns how many there were. `site` is our public address."""
    demo = await people.is_demonstration()
    waking = await queries.waking(now, chosen_only=demo)
    for one in waking:
        try:
            await _look(one, site, pages, now)
        except Exception as error:
            # A database that is busy for a moment costs nobody their mail.
            if db.is_away(error):
                raise
            # Whoever comes after must not wait for what went wrong with one.
            log.warning("the morning of %s was left out", one.person, exc_info=error)
            await actions.leave_out(one, await people.person(one.person), now=now)
    if waking:
        await actions.forget((now - KEPT).date())
    return len(waking)


async def _look(waking: Waking, site: str, pages: Pages, now: datetime) -> None:
    person = await people.person(waking.person)
    if person is None or not person.active:
        await actions.leave_out(waking, None, now=now)
        return
    # One that is still to come was set before the clock was put back: the next one is set anew.
    if now < waking.due or is_late(waking.due, now) or await _is_off(person, now):
        await actions.leave_out(waking, person, now=now)
        return
    written = await _letter(person, site, pages, now)
    beside = await chat.of_day(person.id, written.mail.subject) if written else None
    if await actions.send(waking, person, written, now=now, beside=beside):
        log.info("a mail of the morning for %s", person.id)


async def _is_off(person: Person, now: datetime) -> bool:
    """Whether today is a public holiday, or a day of leave, where the person is."""
    today = local_day(now, person.zone)
    if today.isoformat() in (await lessons.current()).academy.rules.holidays:
        return True
    return any(one.first <= today <= one.last for one in await people.absences([person.id], today))


async def _letter(person: Person, site: str, pages: Pages, now: datetime) -> Letter | None:
    """What there is to say to a person, in their language; None when there is nothing."""
    speak(person.locale)
    lines = letter.lines(await _morning(person, pages, now))
    if not lines:
        return None
    token = ids.token()
    links = Links(begin=site, choose=f"{site}/account/reminders", stop=f"{site}/reminders/{token}/ending")
    mail = Mail(
        to=person.email,
        subject=letter.subject(lines),
        text=letter.text(lines, links),
        html=letter.html(lines, links),
        stop=links.stop,
    )
    return Letter(mail=mail, token=token)


async def _morning(person: Person, pages: Pages, now: datetime) -> Morning:
    manages = person.actor.has("manager")
    due = await _due(person, now) if manages else []
    today = local_day(now, person.zone)
    return Morning(
        seconds=await pages.seconds(person, now) if person.actor.has("rep") else None,
        due=[(name, deal) for name, deal, _late in due],
        late=sum(late for _name, _deal, late in due),
        news=await _news(person, now),
        week=await pages.week(person, now) if manages or person.actor.has("leader") else Week(),
        begins=not await queries.wrote_since(person.id, today - timedelta(days=today.weekday()), today),
    )


async def _due(manager: Person, now: datetime) -> list[tuple[str, str, bool]]:
    """Name and deal of what the people of a manager promised until tonight, the earliest first, and whether its day is over."""
    today = local_day(now, manager.zone)
    names: dict[UUID, str] = {one.id: one.name for one in await people.team_of(manager.actor, now)}
    open_of = await commitments.open_of_each(list(names))
    found = [
        (one.due_at, names[one.person], one.deal_name, told_on(one.due_at, one.zone, manager.zone))
        for each in open_of.values()
        for one in each
    ]
    return [(name, deal, day < today and at < now) for at, name, deal, day in sorted(found) if day <= today]


async def _news(person: Person, now: datetime) -> list[str]:
    """What came since their last morning and was not read, as sentences, what matters most first."""
    since = await queries.looked_at(person.id, now) or now - REACH
    items = bundled(await queries.fresh(person.id, since))
    edition = await lessons.current()
    return [said(heard(item.lead, edition.lesson, edition.academy.process), zone=person.zone, now=now) for item in items]
