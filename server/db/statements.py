"""Counts the statements that one piece of work sends, so that a test can hold a page to its budget."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from server.db.scans import many


class Count:
    """How many statements were sent so far, and which."""

    def __init__(self) -> None:
        self.sql: list[str] = []
        self.scanning: set[str] = set()
        """Those that were asked where much is read: see `scans`."""

    @property
    def n(self) -> int:
        """The number of statements, transaction control left out."""
        return len(self.sql)


_counting: ContextVar[Count | None] = ContextVar("counting_statements", default=None)


@contextmanager
def counted() -> Iterator[Count]:
    """Counts every statement sent by this task until the block ends."""
    count = Count()
    before = _counting.set(count)
    try:
        yield count
    finally:
        _counting.reset(before)


def note(sql: str) -> None:
    """Called by the engines for each statement."""
    count = _counting.get()
    if count is not None:
        count.sql.append(sql)
        if many.get():
            count.scanning.add(sql)
