"""What waited gets its deal, or none."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from server import db, ids, ledger
from server.db import Statement
from server.errors import Invalid, Refused
from server.facts import MailDropped
from server.integrations.mail import queries
from server.integrations.mail.actions.told import file_within
from server.ledger import Entry
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _

KEPT: Final = timedelta(days=30)
"""How long the words of something wait; after that they are gone."""


async def file(actor: Actor, entry: Entry, item: UUID, deal: UUID, *, day: date | None, process: Process) -> None:
    """Makes evidence of what waited, on a deal that the actor may see; `day` is used where the mail did not say it.

    Raises NotFound, Refused for what waits no more, Invalid without a day.
    """

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        found = await _still(item, actor)
        if found.day is None and day is None:
            raise Invalid({"day": _("Say of which day it is.")}, {})
        await file_within(actor, entry, item, found, found.day or day, deal, process=process, by_itself=False)

    await db.run(verb)


async def drop(actor: Actor, entry: Entry, item: UUID) -> None:
    """It is about no deal: its words are gone. Raises NotFound, Refused for what waits no more."""

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        await _still(item, actor)
        await DROP(item)
        await ledger.record(MailDropped(item=item), entry, person=actor.id, team=actor.team)

    await db.run(verb)


async def forget(now: datetime) -> int:
    """Lets go of what waited for a month, a hundred at most, and returns how many there were."""

    async def verb() -> int:
        rows = await OLD(now - KEPT, 100)
        for row in rows:
            entry = Entry(id=ids.derived(row["id"], "forgotten"), at=now)
            await DROP(row["id"])
            await ledger.record(MailDropped(item=row["id"], asked=False), entry, person=row["person"])
        return len(rows)

    return await db.run(verb)


async def _still(item: UUID, actor: Actor) -> queries.Waiting:
    found = await queries.one_waiting(item, actor)
    if found.state != "waiting":
        raise Refused(_("This was settled before."), back="/today")
    return found


DROP = Statement(
    'UPDATE "mail_item" SET "state" = \'dropped\', "words" = \'\', "sender" = \'\', "people" = \'[]\' WHERE "id" = {}'
)
OLD = Statement('SELECT "id", "person" FROM "mail_item" WHERE "state" = \'waiting\' AND "at" < {} ORDER BY "at" LIMIT {}')
