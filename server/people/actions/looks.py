"""Noting who looked at somebody's data."""

from collections.abc import Sequence
from datetime import date, datetime
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

AT_ONCE: Final = 500
"""People of whom it is noted in one transaction: of a large company a leader sees more than one takes."""


async def looked(actor: Actor, subject: UUID, page: str, now: datetime) -> None:
    """The actor opened a page about somebody else: kept once a day (in UTC) for each viewer, person and page."""
    if actor.id == subject:
        return
    day = now.date()
    id = _id(actor, subject, page, day)
    if await KNOWN(id=id):
        return

    async def verb() -> None:
        if await LOOK(id, actor.id, subject, page, day, now):
            found = await queries.person(subject)
            entry = Entry(id=id, at=now, actor=actor.id)
            await ledger.record(DataLookedAt(page=page), entry, person=subject, team=found.team if found else None)

    await db.run(verb)


async def looked_at_each(actor: Actor, subjects: Sequence[Person], page: str, now: datetime) -> None:
    """The actor opened one page about all of these people: kept for each as `looked` does, with as many statements for fifty as for one."""
    day = now.date()
    known = {row["subject"] for row in await TODAY(viewer=actor.id, page=page, day=day)}
    new = {one.id: one for one in subjects if one.id not in known and one.id != actor.id}
    for first in range(0, len(new), AT_ONCE):
        await _note(actor, list(new.values())[first : first + AT_ONCE], page, now)


async def _note(actor: Actor, new: Sequence[Person], page: str, now: datetime) -> None:
    day = now.date()
    entries = {one.id: Entry(id=_id(actor, one.id, page, day), at=now, actor=actor.id) for one in new}
    rows = [value for id, entry in entries.items() for value in (entry.id, actor.id, id, page, day, now)]

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


TODAY = Prepared(
    lambda: Look.select(Look.subject).where(Look.viewer == P("viewer"), Look.page == P("page"), Look.day == P("day"))
)
KNOWN = Prepared(lambda: Look.select(Look.id).where(Look.id == P("id")))


@cache
def _looks(subjects: int) -> Statement:
    rows = ", ".join(["({}, {}, {}, {}, {}, {})"] * subjects)
    return Statement(
        f'INSERT INTO "look" ("id", "viewer", "subject", "page", "day", "at") VALUES {rows} '  # noqa: S608  # placeholders
        'ON CONFLICT DO NOTHING RETURNING "subject"'
    )


LOOK = _looks(1)
