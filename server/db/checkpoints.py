"""When what was committed is brought from SQLite's log into its file, on a connection of its own."""

import logging
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger("plumbline.database")

ROWS = 500
"""Rows that were changed since the last checkpoint, from which on there is another one."""

GROWN = 16_000_000
"""Bytes by which the log has grown since the last one, likewise: a photo is one row."""

LONG = 8_192
"""Pages in the log, 32 MB, from which on writers wait for a checkpoint. Only a log of which everything is in the file begins anew, and one that
writers overtake never is."""


class Checkpoints:
    """Of the database at `path`; `connect` opens it. `behind`: whether the log is so long that the writer should wait until one is made."""

    def __init__(self, path: str, connect: Callable[[], sqlite3.Connection]) -> None:
        self.behind = False
        # SQLite keeps the log beside the file itself, wherever a link leads.
        self._log = f"{Path(path).resolve()}-wal"
        self._connect = connect
        self._connection: sqlite3.Connection | None = None
        self._changed = self._size = 0
        self._under_way = False

    def due(self, changed: int) -> bool:
        """Whether one is to be made now that so many rows were `changed` since the start; it is under way then, until `make` has ended."""
        if self._under_way:
            return False
        try:
            size = os.stat(self._log).st_size  # noqa: PTH116  # at each commit, and a Path costs twice as much
        except FileNotFoundError:
            size = 0
        self._size = min(self._size, size)
        if changed - self._changed < ROWS and size - self._size < GROWN:
            return False
        self._changed, self._size, self._under_way = changed, size, True
        return True

    def make(self) -> None:
        """Makes one, for which no reader waits. What it cannot do is done by a later one, or on closing."""
        try:
            if self._connection is None:
                self._connection = self._connect()
            (_busy, pages, _done) = self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            self.behind = pages > LONG
        except sqlite3.Error as error:
            log.warning("the log of the database was not brought into its file: %s", error)
        finally:
            self._under_way = False

    def close(self) -> None:
        """Closes its connection."""
        if self._connection is not None:
            self._connection.close()
