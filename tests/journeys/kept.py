"""What a SQLite file holds, asked from outside while a server may be using it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any


def counted(file: Path) -> dict[str, int]:
    """How many rows each table has."""
    with closing(_opened(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}


def rows(file: Path, table: str) -> int:
    """How many rows a table has, 0 before there is one."""
    try:
        ((number,),) = asked(file, f'SELECT count(*) FROM "{table}"')
    except sqlite3.OperationalError:
        return 0
    return int(number)


def asked(file: Path, question: str) -> Iterator[tuple[Any, ...]]:
    with closing(_opened(file)) as connection:
        yield from connection.execute(question).fetchall()


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)
