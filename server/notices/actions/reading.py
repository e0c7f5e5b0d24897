"""Reading what was told. It is nobody else's business, so no fact says when somebody read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from server import db
from server.db import Statement
from server.ledger import Entry
from server.notices import queries
from server.notices.notice import Notice, may_lead_to, place
from server.people import actions as people
from server.people.roles import Actor


async def read_one(actor: Actor, entry: Entry, id: UUID) -> Notice:
    """Marks one of the actor's notices as read, with what the same deed brought, and returns it. Raises NotFound."""

    async def verb() -> Notice:
        found = await queries.notice(id, actor.id)
        if found.read_at is None:
            await _read([found], entry.at)
        return found

    return await db.run(verb)


async def arrived(actor: Actor, path: str, now: datetime) -> None:
    """The actor opened the page at this path, by whatever way: what leads there is read."""
    if not may_lead_to(path):
        return
    lesson = path.removeprefix("/lessons/") if path.startswith("/lessons/") else ""
    waiting = await (queries.unread_of_lesson(actor.id, lesson) if lesson else queries.unread(actor.id))
    found = [one for one in waiting if place(one).partition("#")[0] == path]
    if found:
        await db.run(lambda: _read(found, now))


async def read_all(actor: Actor, entry: Entry) -> None:
    """Marks everything that came until now as read."""

    async def verb() -> None:
        read = await READ_ALL(entry.at, actor.id, entry.at)
        await people.add_waiting(actor.id, -len(_deeds(read)))

    await db.run(verb)


async def over(about: UUID, now: datetime, *, person: UUID | None = None) -> None:
    """What was to be done about this is done or taken back: nobody has to read any more that it waits, and nobody who read it is told so again; of
    several who were asked, this person.

    Inside the caller's verb.
    """
    await (ENDED_FOR(now, about, person) if person else ENDED(now, about))
    for row in await (OVER_FOR(now, about, person) if person else OVER(now, about)):
        if row["by"] is None or not await REST(row["person"], row["at"], row["by"]):
            await people.add_waiting(row["person"], -1)


async def _read(notices: Sequence[Notice], now: datetime) -> None:
    for one in notices:
        read = await (READ_DEED(now, one.person, one.at, one.by) if one.by else READ_ONE(now, one.id))
        if read:
            await people.add_waiting(one.person, -1)


def _deeds(rows: Sequence[Mapping[str, Any]]) -> set[tuple[datetime, UUID]]:
    """What one deed brought was counted once."""
    return {(row["at"], row["by"] or row["id"]) for row in rows}


_READ = 'UPDATE "notice" SET "read_at" = {} WHERE %s AND "read_at" IS NULL RETURNING "id", "person", "at", "by"'
READ_ONE = Statement(_READ % '"id" = {}')
READ_DEED = Statement(_READ % '"person" = {} AND "at" = {} AND "by" = {}')
READ_ALL = Statement(_READ % '"person" = {} AND "at" <= {}')
_ABOUT = "\"about\" = {} AND \"kind\" IN ('lesson', 'agreed', 'reply', 'calibration', 'job')"
_ENDED = f'UPDATE "notice" SET "over_at" = {{}} WHERE {_ABOUT} AND "over_at" IS NULL'  # noqa: S608  # constants
ENDED = Statement(_ENDED)
ENDED_FOR = Statement(f'{_ENDED} AND "person" = {{}}')
OVER = Statement(_READ % _ABOUT)
OVER_FOR = Statement(_READ % f'{_ABOUT} AND "person" = {{}}')
REST = Statement('SELECT 1 AS n FROM "notice" WHERE "person" = {} AND "at" = {} AND "by" = {} AND "read_at" IS NULL LIMIT 1')
