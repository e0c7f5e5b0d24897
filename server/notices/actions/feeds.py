"""The private address of a calendar: made, shown for a quarter of an hour, ended."""

from datetime import datetime
from uuid import UUID

from server import db, ids, ledger
from server.db import Statement
from server.facts import FeedEnded, FeedMade
from server.ledger import Entry
from server.notices.queries import LiveFeed
from server.notices.tables import Feed
from server.people.actions import tries
from server.people.limits import Limit
from server.people.roles import Actor


async def make_feed(actor: Actor, entry: Entry, *, token: str) -> UUID:
    """Makes the address that holds `token` the only one of the actor's calendar; the one before it ends. Returns the feed's id."""
    id = ids.derived(entry.id, "feed")

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return id
        # Two tabs that make one at the same moment would each leave theirs open, because neither sees the other's.
        await ledger.hold(actor.id)
        await END(entry.at, actor.id)
        await Feed.insert(Feed(id=id, person=actor.id, token=ids.digest(token), made_at=entry.at))
        await ledger.record(FeedMade(feed=id), entry, person=actor.id, team=actor.team)
        return id

    return await db.run(verb)


async def end_feed(actor: Actor, entry: Entry) -> None:
    """Ends the actor's address at once; without one, nothing happens."""

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        for row in await END(entry.at, actor.id):
            await ledger.record(FeedEnded(feed=row["id"]), entry, person=actor.id, team=actor.team)

    await db.run(verb)


async def polled(feed: LiveFeed, limit: Limit, now: datetime) -> None:
    """Counts one look at a calendar. Raises TooMany when its reader asks too often."""
    await db.run(lambda: tries.count(limit, str(feed.id), now))


END = Statement('UPDATE "feed" SET "ended_at" = {} WHERE "person" = {} AND "ended_at" IS NULL RETURNING "id"')
