"""Mornings as tests write them: what the pages would say, and the mails that came of it."""

from datetime import datetime
from functools import partial

import msgspec

from server.coaching import actions as coaching
from server.db import Statement
from server.jobs.morning_digest import Pages, write_due
from server.notices.letter import Week
from server.outbox import Mail
from server.people.queries import Person
from tests.cast import SITE, Cast


async def so_many(seconds: int, person: Person, now: datetime) -> int:
    return seconds


async def no_week(person: Person, now: datetime) -> Week:
    return Week()


async def some_week(person: Person, now: datetime) -> Week:
    return Week(says=("Better.", "Drifting.", "Due."), look="Northgate", looks=2)


four_minutes = Pages(seconds=partial(so_many, 240), week=no_week)
nothing = Pages(seconds=partial(so_many, 0), week=no_week)


async def note(cast: Cast, to: Person) -> None:
    manager = cast.tom if to is cast.ida else cast.mira
    await coaching.write_note(manager.actor, cast.entry(manager), person=to.id, words="Ask who decides.", tag="step")


async def mails() -> list[Mail]:
    return [msgspec.json.decode(row["body"], type=Mail) for row in await MAILS()]


MAILS = Statement('SELECT "body" FROM "outbox" WHERE "state" = \'waiting\' ORDER BY "id"')


async def write_all(now: datetime, pages: Pages = four_minutes) -> None:
    for _round in range(20):
        if not await write_due(SITE, pages, now):
            return
    raise AssertionError("it did not come to an end")
