"""How SQLite would go about a statement, which does not depend on how much is in the file as long as nobody told it."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing

SCAN = re.compile(r"SCAN (\S+)")


def gone_through(file: str, asked: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each table that one of these statements reads from one end to the other, by an index or without, with the statement. Those that write are left
    out.
    """
    with closing(sqlite3.connect(file)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for sql in asked:
            if sql.lstrip().startswith("SELECT"):
                for *_rest, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?")):
                    if (found := SCAN.match(step)) and (table := _named(found[1], sql, tables)):
                        yield table, sql


def _named(name: str, sql: str, tables: set[str]) -> str | None:
    """What a plan calls by another name, if that is a table and no list that the statement makes."""
    if name in tables:
        return name
    of = re.findall(rf'"(\w+)"(?: AS)? "?{re.escape(name)}"?(?![\w".])', sql)
    return next((table for table in of if table in tables), None)
