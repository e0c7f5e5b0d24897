"""The mail of the morning: choosing it, stopping it, and keeping its next moment right when somebody comes, moves or leaves."""

from datetime import datetime

from server import db, ids, ledger
from server.db import Statement
from server.errors import Invalid
from server.facts import MorningMailChosen, PersonChanged
from server.ledger import Entry, Stored
from server.notices import queries
from server.notices.morning import HOUR, HOURS, next_morning
from server.notices.queries.mornings import stopping
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import gettext as _


async def choose(actor: Actor, entry: Entry, *, on: bool, hour: int) -> None:
    """Keeps whether and when a mail comes to the actor. Raises Invalid for an hour that there is not."""
    if hour not in HOURS:
        raise Invalid({"hour": _("Choose an hour from the list.")}, {})

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        at = next_morning(entry.at, hour=hour, zone=actor.zone) if on else None
        await KEEP(actor.id, on, hour, True, at)
        await ledger.record(MorningMailChosen(on=on, hour=hour), entry, person=actor.id, team=actor.team)

    await db.run(verb)


async def stop(token: str, now: datetime) -> Person | None:
    """Stops the mails of whoever was sent this link and returns them; pressing it again changes nothing. None when the link is none of ours."""

    async def verb() -> Person | None:
        person = await stopping(token)
        found = await people.person(person) if person else None
        if found is None:
            return None
        # Whoever presses it twice at once stops them once.
        for row in await STOP(found.id):
            entry = Entry(id=ids.derived(found.id, f"stop {now.isoformat()}"), at=now, actor=found.id)
            fact = MorningMailChosen(on=False, hour=row["hour"], how="link")
            await ledger.record(fact, entry, person=found.id, team=found.team)
        return found

    return await db.run(verb)


async def began(stored: Stored) -> None:
    """Reaction to PersonAdded and PersonReactivated: their mornings begin, unless they chose to have none."""
    found = await people.person(stored.person) if stored.person else None
    if found is not None:
        await BEGIN(found.id, True, HOUR, False, None)
        await _from(found, stored.at)


async def moved(stored: Stored) -> None:
    """Reaction to PersonChanged: in another zone the morning comes at another moment."""
    if isinstance(stored.fact, PersonChanged) and "zone" in stored.fact.fields and stored.person is not None:
        found = await people.person(stored.person)
        if found is not None and found.active:
            await _from(found, stored.at)


async def left(stored: Stored) -> None:
    """Reaction to PersonDeactivated: nobody who left is written to."""
    await NEXT(None, stored.person)


async def _from(person: Person, now: datetime) -> None:
    choice = await queries.choice_of(person.id)
    await NEXT(next_morning(now, hour=choice.hour, zone=person.zone) if choice.on else None, person.id)


_INSERT = 'INSERT INTO "reminder" ("person", "mail", "hour", "chosen", "next_at") VALUES ({}, {}, {}, {}, {}) ON CONFLICT ("person") DO '
BEGIN = Statement(_INSERT + "NOTHING")
KEEP = Statement(
    _INSERT
    + 'UPDATE SET "mail" = excluded."mail", "hour" = excluded."hour", "chosen" = excluded."chosen", "next_at" = excluded."next_at"'
)
STOP = Statement(
    'UPDATE "reminder" SET "mail" = FALSE, "chosen" = TRUE, "next_at" = NULL WHERE "person" = {} AND "mail" RETURNING "hour"'
)
NEXT = Statement('UPDATE "reminder" SET "next_at" = {} WHERE "person" = {}')
