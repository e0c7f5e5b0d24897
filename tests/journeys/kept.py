"""What a SQLite file holds, asked from outside while a server may be using it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any


def counted(file: Path) -> dict[str, int]:
    """How many rows each table has."""
    tables = [
        str(name) for (name,) in asked(file, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    ]
    return {name: rows(file, name) for name in tables}


def rows(file: Path, table: str) -> int:
    """How many rows a table has, 0 before there is one."""
    try:
        ((number,),) = asked(file, f'SELECT count(*) FROM "{table}"')
    except sqlite3.OperationalError:
        return 0
    return int(number)


def asked(file: Path, question: str) -> Iterator[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as connection:
        yield from connection.execute(question).fetchall()
