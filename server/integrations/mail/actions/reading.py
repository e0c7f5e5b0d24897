"""How far an inbox was read."""

from datetime import datetime

from server import db
from server.db import Statement
from server.integrations.mail.queries import Cursor, cursor_id


async def keep_cursor(inbox: str, cursor: Cursor) -> None:
    """Remembers how far the inbox of this name was read, when, and what went wrong."""
    values = (cursor.validity, cursor.uid, cursor.looked_at, cursor.heard_at, cursor.problem[:500])
    await db.run(lambda: KEEP(cursor_id(inbox), *values))


async def heard(inbox: str, now: datetime) -> None:
    """A mail was brought to the inbox of this name."""
    await keep_cursor(inbox, Cursor(looked_at=now, heard_at=now))


KEEP = Statement(
    'INSERT INTO "mail_cursor" ("id", "validity", "uid", "looked_at", "heard_at", "problem") VALUES ({}, {}, {}, {}, {}, {}) '
    'ON CONFLICT ("id") DO UPDATE SET "validity" = EXCLUDED."validity", "uid" = EXCLUDED."uid", '
    '"looked_at" = EXCLUDED."looked_at", "heard_at" = EXCLUDED."heard_at", "problem" = EXCLUDED."problem"'
)
