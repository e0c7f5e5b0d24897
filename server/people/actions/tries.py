"""Counting what may be tried only so often, inside the verb that tries."""

from collections.abc import Sequence
from datetime import datetime

from server import db
from server.db import P, Prepared, Statement
from server.errors import TooMany
from server.people import limits
from server.people.limits import Limit
from server.people.tables import SignInTry
from server.sentences import gettext as _


async def count(limit: Limit, subject: str, now: datetime) -> None:
    """Counts one try. Raises TooMany when it is one too many; then the whole verb is undone, this count included."""
    start = limits.starts(limit, now)
    # The row is locked from here on, so that tries sent at the same moment are counted one by one.
    counted = await COUNT(limits.key(limit, subject, start), start)
    rows = await BEFORE(key=limits.key(limit, subject, start - limit.window))
    seconds = limits.wait(limit, before=rows[0]["n"] if rows else 0, count=counted[0]["n"], now=now)
    if seconds:
        raise TooMany(
            _("That was tried too often. For everyone’s safety it works again in a while; the newest mail you have still works."),
            seconds=seconds,
        )


async def take_back(limit: Limit, subject: str, now: datetime) -> None:
    """Forgets one counted try, because it was right."""
    await TAKE_BACK(limits.key(limit, subject, limits.starts(limit, now)))


async def add(limit: Limit, subject: str, counted: Sequence[tuple[datetime, int]]) -> Sequence[int]:
    """Adds what was counted elsewhere in two windows, each by its beginning, the earlier one first. Returns how many there are in each by now."""
    keys = [limits.key(limit, subject, start) for start, _n in counted]
    rows = [value for key, (start, n) in zip(keys, counted, strict=True) for value in (key, start, n)]
    found = {row["key"]: int(row["n"]) for row in await db.run(lambda: ADD(*rows), waits=True)}
    return [found[key] for key in keys]


async def prune(now: datetime) -> None:
    """Forgets counts that no longer matter, inside the caller's verb."""
    await PRUNE(now - limits.KEPT)


async def forget(now: datetime) -> None:
    """The same by itself: where programs ask and nobody signs in, nothing else would."""
    await db.run(lambda: prune(now))


COUNT = Statement(
    'INSERT INTO "sign_in_try" ("key", "starts", "n") VALUES ({}, {}, 1) '
    'ON CONFLICT ("key") DO UPDATE SET "n" = "sign_in_try"."n" + 1 RETURNING "n"'
)
ADD = Statement(
    'INSERT INTO "sign_in_try" ("key", "starts", "n") VALUES ({}, {}, {}), ({}, {}, {}) '
    'ON CONFLICT ("key") DO UPDATE SET "n" = "sign_in_try"."n" + EXCLUDED."n" RETURNING "key", "n"'
)
TAKE_BACK = Statement('UPDATE "sign_in_try" SET "n" = "n" - 1 WHERE "key" = {}')
BEFORE = Prepared(lambda: SignInTry.select(SignInTry.n).where(SignInTry.key == P("key")))
PRUNE = Statement('DELETE FROM "sign_in_try" WHERE "starts" < {}')
