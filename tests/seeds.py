"""Worlds that many tests begin in. The product makes each once in a process, by its own verbs; later tests get the same rows under fresh ids.

Making one by verbs costs ten times what its rows cost. What the verbs do is tested where they are tested.
"""

import copy
import importlib
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from piccolo.table import Table, sort_table_classes

from server import db, ids
from server.db import Statement
from server.piccolo_app import TABLES

T = TypeVar("T")
Row = Mapping[str, Any]

WRITTEN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
"""An id as it stands in a text, such as the body of a fact."""

_kept: dict[object, tuple[object, list[tuple[Statement, list[Any]]]]] = {}


async def planted(name: str, make: Callable[[], Awaitable[T]]) -> T:
    """What `make` gives, and in the database in use the rows that it leaves there. Nobody may have written to their tables yet.

    `make` always gives the same: `name` stands for everything it depends on, except for the engine and the reactions that are wired.
    """
    wired = importlib.import_module("server.ledger.record")._reactions()
    key = name, db.current().engine_type, frozenset((kind, tuple(woken)) for kind, woken in wired.items())
    if key not in _kept:
        before = await _rows()
        made = await make()
        news = {table: rows for table, rows in (await _rows()).items() if rows != before[table]}
        # A test may change what it was given, such as the time it is there.
        _kept[key] = copy.deepcopy(made), _inserts(news, before)
        return made
    made, inserts = _kept[key]  # type: ignore[assignment]  # what was kept under this name came from this `make`
    fresh = _Fresh()

    async def verb() -> None:
        for statement, values in inserts:
            await statement(*map(fresh.of, values))

    await db.run(verb)
    again: T = fresh.of(made)
    return again


class _Fresh:
    """Gives every id another one, always the same, in an order like theirs."""

    def __init__(self) -> None:
        self.ids: dict[UUID, UUID] = {}

    def of(self, value: Any) -> Any:  # noqa: ANN401  # whatever a world or a row is made of
        """The same value with fresh ids."""
        if isinstance(value, UUID):
            return self.ids.get(value) or self.ids.setdefault(value, _like(value))
        if isinstance(value, str):
            return WRITTEN.sub(lambda found: str(self.of(UUID(found[0]))), value) if len(value) > SHORT else value
        if isinstance(value, msgspec.Struct):
            return msgspec.structs.replace(value, **{name: self.of(getattr(value, name)) for name in value.__struct_fields__})
        if isinstance(value, list | tuple):
            return type(value)(map(self.of, value))
        return value


SHORT = 35
"""Characters of a text that is too short to hold an id."""


def _like(id: UUID) -> UUID:
    """A fresh id of the same kind: one that tells when it was made, or one that follows from another."""
    return ids.new() if id.version == ids.new().version else ids.derived(ids.new(), "")


async def _rows() -> dict[type[Table], list[Row]]:
    """Everything in the database in use."""
    return {table: [dict(row) for row in await Statement(f'SELECT * FROM "{table._meta.tablename}"')()] for table in TABLES}


def _inserts(made: Mapping[type[Table], list[Row]], before: Mapping[type[Table], list[Row]]) -> list[tuple[Statement, list[Any]]]:
    assert not any(before[table] for table in made), "a world is made where its tables are empty"
    inserts = []
    for table in sort_table_classes(list(made)):
        rows = made[table]
        names, marks = ", ".join(f'"{name}"' for name in rows[0]), ", ".join(["{}"] * len(rows[0]))
        sql = f'INSERT INTO "{table._meta.tablename}" ({names}) VALUES {", ".join([f"({marks})"] * len(rows))}'
        inserts.append((Statement(sql), [value for row in rows for value in row.values()]))
    return inserts
