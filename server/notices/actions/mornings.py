"""Looking at somebody's morning once a day: the mark and the mail are written together, or not at all."""

from datetime import date, datetime

from msgspec import Struct

from server import db, ids, outbox
from server.db import Statement
from server.notices.morning import next_morning
from server.notices.queries import Waking
from server.outbox import Call, Mail
from server.people.queries import Person
from server.zones import local_day


class Letter(Struct, frozen=True, kw_only=True):
    """The mail of a morning, and the token that its link to stop holds."""

    mail: Mail
    token: str


async def send(waking: Waking, person: Person, letter: Letter | None, *, now: datetime, beside: Call | None = None) -> bool:
    """Marks the day of this person, puts the mail into the outbox if there is one, with it what is said `beside`, and sets the next morning,
    in one transaction.

    Whether the mail was put there: not when this day of theirs was looked at before, by whomever.
    """
    day = local_day(now, person.zone)
    id = ids.derived(person.id, f"morning {day.isoformat()}")
    token = ids.digest(letter.token) if letter else ""

    async def verb() -> bool:
        marked = await MARK(id, person.id, day, token, now)
        await _on(waking, person, now)
        if not marked or letter is None:
            return False
        await outbox.put(ids.derived(id, "mail"), letter.mail, at=now)
        if beside is not None:
            await outbox.put(ids.derived(id, "beside"), beside, at=now)
        return True

    return await db.run(verb)


async def leave_out(waking: Waking, person: Person | None, *, now: datetime) -> None:
    """Lets a morning go by that came too late, or that falls on somebody's day off."""

    async def verb() -> None:
        if person is None:
            await GONE(waking.person)
        else:
            await _on(waking, person, now)

    await db.run(verb)


async def forget(before: date) -> None:
    """Forgets the marks of days before this one; the links of their mails stop working."""
    await db.run(lambda: FORGET(before))


async def _on(waking: Waking, person: Person, now: datetime) -> None:
    """The next morning, unless the person chose another one meanwhile."""
    at = next_morning(now, hour=waking.hour, zone=person.zone)
    await ON(at, waking.person, waking.due)


MARK = Statement(
    'INSERT INTO "morning" ("id", "person", "day", "token", "at") VALUES ({}, {}, {}, {}, {}) ON CONFLICT DO NOTHING RETURNING "id"'
)
ON = Statement('UPDATE "reminder" SET "next_at" = {} WHERE "person" = {} AND "next_at" = {}')
GONE = Statement('UPDATE "reminder" SET "next_at" = NULL WHERE "person" = {}')
FORGET = Statement('DELETE FROM "morning" WHERE "day" < {}')
