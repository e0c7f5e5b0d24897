"""Reading much without keeping others waiting.

`with scans.scanning():` is the one seam. SQLite reads in place, which is best for the few rows of a page and holds up everybody where a statement
goes through many; what is asked in this block, in no transaction, is read on a connection of its own by a thread of its own. PostgreSQL reads in
processes of its own anyway.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Rows = list[dict[str, Any]]

many: ContextVar[bool] = ContextVar("reading_much", default=False)


@contextmanager
def scanning() -> Iterator[None]:
    """What is asked in this block may go through many rows."""
    before = many.set(True)
    try:
        yield
    finally:
        many.reset(before)


class Scanner:
    """The connection and its thread: `connect` makes the one, `read` asks it for the rows of a statement. Both begin when they are first needed."""

    def __init__(self, connect: Callable[[], sqlite3.Connection], read: Callable[[sqlite3.Cursor], Rows]) -> None:
        self._connect = connect
        self._read = read
        self._thread = ThreadPoolExecutor(1, "sqlite-scanner")
        self._connection: sqlite3.Connection | None = None

    async def fetch(self, sql: str, args: Sequence[Any]) -> Rows:
        """The rows of one statement that reads. Those before it are waited for."""
        return await asyncio.wrap_future(self._thread.submit(self._rows, sql, args))

    def close(self) -> None:
        """Closes the connection and ends the thread."""
        if self._connection is not None:
            self._thread.submit(self._connection.close).result()
        self._thread.shutdown()

    def _rows(self, sql: str, args: Sequence[Any]) -> Rows:
        if self._connection is None:
            self._connection = self._connect()
        return self._read(self._connection.execute(sql, args))
