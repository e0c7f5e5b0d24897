"""The rows of a table in which somebody is named."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.db import Statement
from server.erasure.naming import Named
from server.erasure.rule import Table


async def mentions(name: str, table: Table, columns: Sequence[str], who: Named) -> list[tuple[Any, Mapping[str, str]]]:
    """Each row's key with those of these columns that name them, as they stand."""
    likes = who.likes()
    # The key goes by a name that no column has, or only one of the two would come back.
    # SQL looks roughly, because the engines do not agree on capitals; which of those rows name somebody, the pattern decides.
    roughly = " OR ".join(f'LOWER("{column}") LIKE {{}}' for column in columns for _like in likes)
    shown = ", ".join(f'"{column}"' for column in columns)
    rows = await Statement(f'SELECT "{table.key}" AS "of", {shown} FROM "{name}" WHERE {roughly}')(  # noqa: S608  # of the plan
        *(like for _column in columns for like in likes)
    )
    pattern = who.pattern()
    found = [(row["of"], {column: row[column] for column in columns if pattern.search(row[column] or "")}) for row in rows]
    return [(key, named) for key, named in found if named]
