"""A list of more values than a statement takes goes as one value. Pure.

PostgreSQL takes 32,767 values, SQLite as many as it was built for, 32,766 at least: whoever leads more people than that is told of all of them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from msgspec import json

MOST: Final = 30_000
"""Values of a statement that goes as it is."""

LONG: Final = 1_000
"""Values of a list that goes as one, in a statement of more than `MOST`."""

ARRAYS: Final = {UUID: "uuid[]", str: "text[]", int: "bigint[]"}
"""What a list may hold, and what PostgreSQL calls a list of it."""

IN_POSTGRES: Final = re.compile(r"(NOT )?IN \((\$\d+(?:, ?\$\d+)*)\)|\$(\d+)")
IN_SQLITE: Final = re.compile(r"(NOT )?IN \((\?(?:, ?\?)*)\)|\?")


def of_postgres(sql: str, args: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """The statement with each long list as an array."""
    if len(args) <= MOST:
        return sql, args
    taken: dict[int, int] = {}
    given: list[Any] = []

    def mark(place: int) -> str:
        if place not in taken:
            given.append(args[place - 1])
            taken[place] = len(given)
        return f"${taken[place]}"

    def told(found: re.Match[str]) -> str:
        if found[2] is None:
            return mark(int(found[3]))
        places = [int(one[1:]) for one in re.split(", ?", found[2])]
        of = kind([args[place - 1] for place in places])
        if of is None:
            return f"{found[1] or ''}IN ({', '.join(map(mark, places))})"
        given.append([args[place - 1] for place in places])
        return f"{'<> ALL' if found[1] else '= ANY'}(${len(given)}::{ARRAYS[of]})"

    return IN_POSTGRES.sub(told, sql), given


def of_sqlite(sql: str, args: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """The statement with each long list as an array of JSON."""
    if len(args) <= MOST:
        return sql, args
    left, given = iter(args), list[Any]()
    return IN_SQLITE.sub(_listed(left, given), sql), given


def _listed(left: Iterator[Any], given: list[Any]) -> Callable[[re.Match[str]], str]:
    def told(found: re.Match[str]) -> str:
        values = [next(left) for _mark in range(found[0].count("?"))]
        if found[2] is None or kind(values) is None:
            given.extend(values)
            return found[0]
        given.append(json.encode(values).decode())
        return f'{found[1] or ""}IN (SELECT "value" FROM json_each(?))'  # noqa: S608  # a constant

    return told


def kind(values: Sequence[Any]) -> type | None:
    """What all values of a long list are, None for one that goes as it is. A driver has ids of its own kind."""
    if len(values) <= LONG:
        return None
    return next((one for one in ARRAYS if all(isinstance(value, one) for value in values)), None)
