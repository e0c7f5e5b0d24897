"""Who wants a mail in the morning, and when."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from server import ids
from server.db import P, Prepared, Statement
from server.notices.morning import FARTHEST, HOUR
from server.notices.tables import Morning, Reminder
from server.outgoing.waits import OFFLINE, farthest


class Choice(Struct, frozen=True, kw_only=True):
    """What somebody chose: whether a mail comes, and at which full hour where they are."""

    on: bool = True
    hour: int = HOUR


class Waking(Struct, frozen=True, kw_only=True):
    """Somebody whose morning has come: `due` is the moment it was due at."""

    person: UUID
    hour: int
    due: datetime
    chosen: bool


async def choice_of(person: UUID) -> Choice:
    """What a person chose, or what holds for who did not."""
    rows = await CHOICE(person=person)
    return Choice(on=bool(rows[0]["mail"]), hour=rows[0]["hour"]) if rows else Choice()


async def waking(now: datetime, *, chosen_only: bool, limit: int = 20) -> list[Waking]:
    """Those whose morning has come and was not looked at, who waits longest first. When there are none, those whose morning is `due` later than any
    can be.
    """
    come, far = (WAKING_CHOSEN, FAR_CHOSEN) if chosen_only else (WAKING, FAR)
    rows = await come(now, limit) or await far(now + FARTHEST, limit)
    return [Waking(person=row["person"], hour=row["hour"], due=row["next_at"], chosen=bool(row["chosen"])) for row in rows]


async def looked_at(person: UUID, now: datetime) -> datetime | None:
    """When the last morning of a person until now was looked at, None before the first."""
    rows = await LAST(person=person, now=now)
    return rows[0]["at"] if rows else None


async def last_morning(person: UUID, at: datetime) -> datetime | None:
    """When the newest morning of a person was looked at before what was done `at` that moment came here, which a device may have kept; None before
    the first. One that lies further ahead was looked at by a clock that was set back since.
    """
    return await looked_at(person, farthest(at, OFFLINE))


async def stopping(token: str) -> UUID | None:
    """Whose mails the link with this token stops, None when it is none of ours."""
    rows = await BY_TOKEN(token=ids.digest(token))
    return rows[0]["person"] if rows else None


async def wrote_since(person: UUID, day: date, today: date) -> bool:
    """Whether a mail of the morning went to a person on this day or since."""
    return bool(await WROTE(person=person, day=day, today=today))


CHOICE = Prepared(lambda: Reminder.select(Reminder.hour, Reminder.mail).where(Reminder.person == P("person")))
LAST = Prepared(
    lambda: (
        Morning.select(Morning.at)
        .where(Morning.person == P("person"), Morning.at <= P("now"))
        .order_by(Morning.day, ascending=False)
        .limit(1)
    )
)
WROTE = Prepared(
    lambda: (
        Morning.select(Morning.id)
        .where(Morning.person == P("person"), Morning.day >= P("day"), Morning.day <= P("today"), Morning.token != "")
        .limit(1)
    )
)
BY_TOKEN = Prepared(lambda: Morning.select(Morning.person).where(Morning.token == P("token")))
_WAKING = 'SELECT "person", "hour", "next_at", "chosen" FROM "reminder" WHERE "next_at" {when} {{}}{chosen} ORDER BY "next_at" LIMIT {{}}'
WAKING, FAR = (Statement(_WAKING.format(when=when, chosen="")) for when in ("<=", ">"))
WAKING_CHOSEN, FAR_CHOSEN = (Statement(_WAKING.format(when=when, chosen=' AND "chosen"')) for when in ("<=", ">"))
