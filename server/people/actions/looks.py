"""Noting who looked at somebody's data."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final
from uuid import UUID

from server import db, ids, ledger
from server.db import P, Prepared, Statement
from server.facts import DataLookedAt
from server.ledger import About, Entry
from server.people import queries
from server.people.queries import Person
from server.people.roles import Actor
from server.people.tables import Look
from server.zones import local_day

AT_ONCE: Final = 500
"""People of whom it is noted in one transaction: of a large company a leader sees more than one takes."""


async def looked(actor: Actor, subject: UUID, page: str, now: datetime) -> None:
    """The actor opened a page about somebody else: kept once a day of that person for each viewer, person and page."""
    if actor.id == subject:
        return
    rows = await KNOWN(actor.id, page, now.date() - DAY, subject)
    day = local_day(now, rows[0]["zone"] if rows else "UTC")
    if any(row["day"] == day for row in rows):
        return
    id = _id(actor, subject, page, day)

    async def verb() -> None:
        if await LOOK(id, actor.id, subject, page, day, now):
            found = await queries.person(subject)
            entry = Entry(id=id, at=now, actor=actor.id)
            await ledger.record(DataLookedAt(page=page), entry, person=subject, team=found.team if found else None)

    await db.run(verb)


async def looked_at_each(actor: Actor, subjects: Sequence[Person], page: str, now: datetime) -> None:
    """The actor opened one page about all of these people: kept for each as `looked` does, with as many statements for fifty as for one."""
    known = {(row["subject"], row["day"]) for row in await LATELY(viewer=actor.id, page=page, day=now.date() - DAY)}
    new = {one.id: one for one in subjects if (one.id, local_day(now, one.zone)) not in known and one.id != actor.id}
    for first in range(0, len(new), AT_ONCE):
        await _note(actor, list(new.values())[first : first + AT_ONCE], page, now)


async def _note(actor: Actor, new: Sequence[Person], page: str, now: datetime) -> None:
    days = {one.id: local_day(now, one.zone) for one in new}
    entries = {id: Entry(id=_id(actor, id, page, day), at=now, actor=actor.id) for id, day in days.items()}
    rows = [value for id, entry in entries.items() for value in (entry.id, actor.id, id, page, days[id], now)]

    async def verb() -> None:
        # Whom a request at the same moment noted first is not returned.
        noted = {row["subject"] for row in await _looks(len(new))(*rows)}
        if noted:
            await ledger.record_each(
                DataLookedAt(page=page), [About(entries[one.id], one.id, one.team) for one in new if one.id in noted]
            )

    await db.run(verb)


def _id(actor: Actor, subject: UUID, page: str, day: date) -> UUID:
    return ids.derived(subject, f"look {actor.id} {page} {day.isoformat()}")


DAY: Final = timedelta(days=1)
"""No zone is further than that from the day of UTC."""

LATELY = Prepared(
    lambda: Look.select(Look.subject, Look.day).where(Look.viewer == P("viewer"), Look.page == P("page"), Look.day >= P("day"))
)
KNOWN = Statement(
    'SELECT p."zone", l."day" FROM "person" p LEFT JOIN "look" l ON l."viewer" = {} AND l."page" = {} AND l."day" >= {} '
    'AND l."subject" = p."id" WHERE p."id" = {}'
)


@cache
def _looks(subjects: int) -> Statement:
    rows = ", ".join(["({}, {}, {}, {}, {}, {})"] * subjects)
    return Statement(
        f'INSERT INTO "look" ("id", "viewer", "subject", "page", "day", "at") VALUES {rows} '  # noqa: S608  # placeholders
        'ON CONFLICT DO NOTHING RETURNING "subject"'
    )


LOOK = _looks(1)
