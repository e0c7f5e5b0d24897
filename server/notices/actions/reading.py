"""Reading what was told. It is nobody else's business, so no fact says when somebody read."""

from uuid import UUID

from server import db
from server.db import Statement
from server.ledger import Entry
from server.notices import queries
from server.notices.notice import Notice
from server.people import actions as people
from server.people.roles import Actor


async def read_one(actor: Actor, entry: Entry, id: UUID) -> Notice:
    """Marks one of the actor's notices as read, with what the same deed brought, and returns it. Raises NotFound."""

    async def verb() -> Notice:
        found = await queries.notice(id, actor.id)
        if found.read_at is None:
            read = await (READ_DEED(entry.at, actor.id, found.at, found.by) if found.by else READ_ONE(entry.at, id))
            await people.add_waiting(actor.id, -len(read))
        return found

    return await db.run(verb)


async def read_all(actor: Actor, entry: Entry) -> None:
    """Marks everything that came until now as read."""

    async def verb() -> None:
        read = await READ_ALL(entry.at, actor.id, entry.at)
        await people.add_waiting(actor.id, -len(read))

    await db.run(verb)


_READ = 'UPDATE "notice" SET "read_at" = {} WHERE %s AND "read_at" IS NULL RETURNING "id"'
READ_ONE = Statement(_READ % '"id" = {}')
READ_DEED = Statement(_READ % '"person" = {} AND "at" = {} AND "by" = {}')
READ_ALL = Statement(_READ % '"person" = {} AND "at" <= {}')
