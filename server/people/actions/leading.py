"""The mark of the last change of who manages whom: a page that shows people what their managers wrote follows it, without a fact about each."""

from server.db import Statement
from server.ledger import Entry


async def changed(entry: Entry) -> None:
    """Other people manage somebody from now on, or are called otherwise. Inside the verb that causes it."""
    await MARK(str(entry.id))


MARK = Statement(
    'INSERT INTO "installation" ("key", "value") VALUES (\'leading\', {}) ON CONFLICT ("key") DO UPDATE SET "value" = excluded."value"'
)
