"""Words and rows whose time is over, found in short steps through a table."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from server.db import Statement
from server.erasure.plan import ended, lapsing
from server.erasure.rule import PERIODS, Lapse, Table, Words

STEP = 500
"""Rows that are looked at, and changed, at once."""


async def over(name: str, table: Table, what: Words | Lapse, before: datetime) -> AsyncIterator[list[Any]]:
    """The keys of rows that are over their time, in lists; every list is one step through the table, so that no page waits long."""
    since = what.since if "(" in what.since else f'"{what.since}"'
    there = "" if isinstance(what, Lapse) else f"AND \"{what.column}\" <> '{what.empty}'"
    old = f"CASE WHEN {since} < {{}} {there} THEN 1 ELSE 0 END"
    asked = f'SELECT "{table.key}" AS "key", {old} AS "old" FROM "{name}"'  # noqa: S608  # of the plan
    rows = await Statement(f'{asked} ORDER BY "{table.key}" LIMIT {STEP}')(before)
    while rows:
        if keys := [row["key"] for row in rows if row["old"]]:
            yield keys
        rows = await Statement(f'{asked} WHERE "{table.key}" > {{}} ORDER BY "{table.key}" LIMIT {STEP}')(before, rows[-1]["key"])


async def how_many(now: datetime, months: Mapping[str, int]) -> dict[str, int]:
    """How many texts and files are over their time, by period: what forgetting them now would come to."""
    found = dict.fromkeys(PERIODS, 0)
    for period in PERIODS:
        if months[period]:
            for name, table, what in lapsing(period):
                async for keys in over(name, table, what, ended(now, months[period])):
                    found[period] += len(keys)
    return found
