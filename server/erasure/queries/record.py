"""Everything that is kept about one person, for them: a copy that machines read."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from server.db import Statement
from server.erasure.plan import PLAN
from server.erasure.rule import Table, condition

SECRET: Final = frozenset(
    {
        *("token", "secret", "code", "url", "public", "credential", "verifier", "challenge", "state", "nonce", "browser"),
        *("digest", "open_key", "account"),
    }
)
"""Columns that open something, or that mean nothing outside: they are nobody's to hand over."""


IN_A_LESSON: Final = frozenset({"hint", "move", "rewind", "settled"})
"""What somebody did in a lesson: nothing of it names them, and it hangs on their take."""


async def record(person: UUID) -> dict[str, list[dict[str, Any]]]:
    """By table, each row that is theirs, that is about them, or that they wrote. Files are told by name and size."""
    found = {}
    for name, table in PLAN.items():
        if where := of_theirs(name, table):
            rows = await Statement(f'SELECT * FROM "{name}" WHERE {where}')(*[person] * where.count("{}"))  # noqa: S608  # of the plan
            if rows:
                found[name] = [_told(row) for row in rows]
    return found


def of_theirs(name: str, table: Table) -> str:
    """Which rows of a table are somebody's, empty for a table that holds none."""
    if name == "person":
        return '"id" = {}'
    if name in IN_A_LESSON:
        return '"take" IN (SELECT t."id" FROM "take" t WHERE t."person" = {})'
    rows = [condition(table.rows)] if table.rows else []
    words = [condition(word.of) for word in table.words if word.of]
    return " OR ".join(dict.fromkeys([*rows, *words, *(condition(column) for column in table.rekeyed.split())]))


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {column: _plain(value) for column, value in row.items() if column not in SECRET}


def _plain(value: Any) -> Any:  # noqa: ANN401  # whatever a column holds
    if isinstance(value, UUID | datetime | date):
        return str(value)
    return f"{len(value)} bytes" if isinstance(value, bytes | memoryview) else value
