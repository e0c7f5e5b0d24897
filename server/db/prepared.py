"""SQL compiled once, run with fresh arguments.

Building and compiling a query with the ORM costs more than SQLite or asyncpg need to run it, so hot paths keep the text. Arguments skip the
column's conversion: pass UUIDs, datetimes with a zone, ints and strings exactly.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from piccolo.query.base import Query
from piccolo.querystring import QueryString

from server.db.engine import current


class P:
    """A placeholder with a name, standing where the value will be."""

    def __init__(self, name: str) -> None:
        self.name = name


class Prepared:
    """A Piccolo select with placeholders: `await Prepared(lambda: T.select().where(T.a == P("a")))(a=1)` gives its rows.

    No `None` (write IS NULL), no list whose length varies, and no processing of results: JSON stays text, `.first()` and `.output()` do nothing.
    """

    def __init__(self, build: Callable[[], Query[Any, Any]]) -> None:
        self.build = build
        self.compiled: dict[str, tuple[str, list[Any]]] = {}

    async def __call__(self, **values: Any) -> Sequence[Mapping[str, Any]]:  # noqa: ANN401  # whatever the columns hold
        """The rows for these values. Raises KeyError when a placeholder has none."""
        engine = current()
        sql, slots = self.compiled.get(engine.engine_type) or self._compile(engine.engine_type)
        return await engine.fetch(sql, [values[slot.name] if type(slot) is P else slot for slot in slots])

    def _compile(self, engine_type: str) -> tuple[str, list[Any]]:
        (querystring,) = self.build().querystrings
        self.compiled[engine_type] = compiled = querystring.compile_string(engine_type=engine_type)
        return compiled


class Statement:
    """One SQL statement with `{}` for each argument: `await Statement("UPDATE t SET n = {} WHERE id = {} RETURNING n")(1, id)`."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.compiled: dict[str, str] = {}

    async def __call__(self, *args: Any) -> Sequence[Mapping[str, Any]]:  # noqa: ANN401  # whatever the columns hold
        """The rows it returns, if any."""
        engine = current()
        sql = self.compiled.get(engine.engine_type)
        if sql is None:
            template = QueryString(self.sql, *([None] * self.sql.count("{}")))
            sql = self.compiled[engine.engine_type] = template.compile_string(engine_type=engine.engine_type)[0]
        return await engine.fetch(sql, args)


def blanks(values: int) -> str:
    """As many places of a statement as there are values: `{}, {}, {}`."""
    return ", ".join(["{}"] * values)
