"""Very many people below one team, planted at once: what a statement per person would take minutes for."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from uuid import UUID

import asyncpg

from tests.databases import Database

BEYOND = 33_000
"""More than the values that one statement takes: 32,766 on SQLite, 32,767 on PostgreSQL."""

Columns = tuple[str, ...]

TEAM: Columns = ("id", "name", "parent", "zone", "made_at")
PERSON: Columns = ("id", "name", "email", "zone", "locale", "theme", "roles", "process_owner", "team", "added_at", "waiting")
MEMBERSHIP: Columns = ("id", "person", "team", "manages", "began")


async def below(database: Database, top: UUID, now: datetime, count: int = BEYOND) -> list[UUID]:
    """So many reps in teams of a hundred below a team; returns their ids."""
    teams = [UUID(int=10**6 + n) for n in range((count + 99) // 100)]
    persons = [UUID(int=10**9 + n) for n in range(count)]
    groups = [(id, f"Group {n:04d}", top, "UTC", now) for n, id in enumerate(teams)]
    reps = [
        (id, f"Rep {n:05d}", f"rep{n}@crowd.example", "UTC", "en", "", "rep", False, teams[n // 100], now, 0)
        for n, id in enumerate(persons)
    ]
    places = [(UUID(int=id.int + 10**12), id, teams[n // 100], False, now) for n, id in enumerate(persons)]
    rows: list[tuple[str, Columns, Sequence[tuple[object, ...]]]] = [
        ("team", TEAM, groups),
        ("person", PERSON, reps),
        ("membership", MEMBERSHIP, places),
    ]
    if database.kind == "sqlite":
        with closing(sqlite3.connect(database.url.removeprefix("sqlite:///"))) as connection, connection:
            for table, columns, values in rows:
                marks = ", ".join("?" * len(columns))
                connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", map(_plain, values))
        return persons
    connection = await asyncpg.connect(database.url)
    try:
        for table, columns, values in rows:
            await connection.copy_records_to_table(table, records=values, columns=columns)
    finally:
        await connection.close()
    return persons


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(str(value) if isinstance(value, UUID | datetime) else value for value in row)
