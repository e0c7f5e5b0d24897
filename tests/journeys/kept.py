"""What a SQLite file holds, asked from outside while a server may be using it."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any


def told(file: Path) -> Counter[str]:
    """How often each answer is in the ledger."""
    return Counter(uuid for (uuid,) in asked(file, "SELECT id FROM fact WHERE kind = 'answer-given'"))


def faults(file: Path) -> list[tuple[object, ...]]:
    """What must not be in a ledger: answers and facts without each other, numbers with gaps, tries with gaps."""
    return [
        *asked(file, "SELECT 'no fact', id FROM answer WHERE id NOT IN (SELECT id FROM fact WHERE kind = 'answer-given')"),
        *asked(file, "SELECT 'no answer', id FROM fact WHERE kind = 'answer-given' AND id NOT IN (SELECT id FROM answer)"),
        *asked(
            file, "SELECT 'numbers', person FROM fact WHERE person IS NOT NULL GROUP BY person HAVING count(*) <> max(number)"
        ),
        *asked(
            file,
            "SELECT 'head', person FROM fact_head WHERE last <> (SELECT count(*) FROM fact WHERE fact.person = fact_head.person)",
        ),
        *asked(
            file,
            "SELECT 'tries', coalesce(take, practice) AS within, question FROM answer GROUP BY within, lesson, question "
            "HAVING count(*) <> max(nth) + 1 OR min(nth) <> 0",
        ),
        *asked(file, "SELECT 'begun', person FROM fact WHERE kind = 'lesson-begun' GROUP BY person, body HAVING count(*) > 1"),
        *((fault, "") for (fault,) in asked(file, "PRAGMA integrity_check") if fault != "ok"),
    ]


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
