"""What the log says meanwhile: every line as an installation writes it, in JSON and without what only somebody who searches for a fault turns on."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from server import logs


class Lines(list[str]):
    """The lines, one a record."""

    def read(self) -> list[dict[str, Any]]:
        """The same as a program reads them: each is one line and one object."""
        assert not [line for line in self if "\n" in line]
        return [json.loads(line) for line in self]


@contextmanager
def logged(least: int = logging.INFO) -> Iterator[Lines]:
    """Every record from this level on, until the block ends."""
    lines = Lines()

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler, root = Keeping(least), logging.getLogger()
    handler.setFormatter(logs.formatter("json"))
    level = root.level
    root.addHandler(handler)
    root.setLevel(least)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
