"""What was said of signals, and when a behaviour was put first everywhere."""

from datetime import datetime
from typing import Final

from server.db import Statement, of_row
from server.drift.turns import Said


async def said(since: datetime) -> list[Said]:
    """All of it that holds, since then."""
    return [of_row(Said, row) for row in await SAID(since, since)]


# A focus is written again whenever a stage is put in focus beside it: UNION, which keeps one of equals, and not UNION ALL.
SAID: Final = Statement(
    'SELECT "id", "kind", "about", "team", "did", "words", "at" FROM "turn" WHERE "at" >= {} AND "withdrawn_at" IS NULL '
    'UNION SELECT NULL, \'focus\', "leads", NULL, \'acted\', \'\', "led_at" FROM "focus" WHERE "led_at" >= {} AND "leads" <> \'\''
)
