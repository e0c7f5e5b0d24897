"""Emptying words whose time is over. The facts and every count stay."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from server import db, ids, ledger
from server.db import Statement, blanks
from server.erasure.plan import ended, lapsing
from server.erasure.queries.over import STEP, over
from server.erasure.rule import PERIODS, Lapse, Table, Words
from server.facts import WordsForgotten
from server.ledger import Entry


async def forget_old(now: datetime, months: Mapping[str, int]) -> dict[str, int]:
    """Empties what is over its period and says how many texts and files each period came to; a period of 0 months never ends.

    Each step is a short transaction, and doing it twice finds nothing the second time; so it may be killed anywhere. What it came to before somebody
    stopped it is told as well.
    """
    gone = dict.fromkeys(PERIODS, 0)
    for period in PERIODS:
        if months[period]:
            before = ended(now, months[period])
            try:
                for name, table, what in lapsing(period):
                    async for texts in _forget(name, table, what, before):
                        gone[period] += texts
            finally:
                if gone[period]:
                    await _tell(period, months[period], gone[period], now)
    return gone


async def _forget(name: str, table: Table, what: Words | Lapse, before: datetime) -> AsyncIterator[int]:
    async for keys in over(name, table, what, before):
        for start in range(0, len(keys), STEP):
            some = keys[start : start + STEP]
            await _empty(name, table, what, some)
            yield len(some)
            # A page that is asked for meanwhile waits for one step at most.
            await asyncio.sleep(0)


async def _empty(name: str, table: Table, what: Words | Lapse, keys: list[Any]) -> None:
    places = blanks(len(keys))
    if isinstance(what, Lapse):
        sql = f'DELETE FROM "{name}" WHERE "{table.key}" IN ({places})'  # noqa: S608  # of the plan
    else:
        sql = f'UPDATE "{name}" SET "{what.column}" = \'{what.empty}\' WHERE "{table.key}" IN ({places})'  # noqa: S608  # of the plan
    mark = str(ids.new())

    async def verb() -> None:
        await Statement(sql)(*keys)
        await MARK(mark)

    await db.run(verb)


async def _tell(period: str, months: int, texts: int, now: datetime) -> None:
    entry = Entry(id=ids.new(), at=now)

    async def verb() -> None:
        await ledger.record(WordsForgotten(period=period, months=months, texts=texts), entry)

    await db.run(verb)


MARK = Statement(
    'INSERT INTO "installation" ("key", "value") VALUES (\'emptied\', {}) ON CONFLICT ("key") DO UPDATE SET "value" = excluded."value"'
)
"""The mark of the last words that went. No fact about their person says so, and a page that a browser kept may hold them."""
