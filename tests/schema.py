"""The schema of a database as plain values, so that two engines can be compared."""

from piccolo.apps.migrations.tables import Migration

from server.db import Statement
from tests.databases import Database

Columns = dict[str, tuple[str, bool]]
"""Column name to (family of its type, whether it may be null)."""

Keys = set[tuple[str, ...]]
"""The columns of each unique key; the primary key among them."""

FAMILIES = {
    "uuid": "uuid",
    "character varying": "text",
    "varchar": "text",
    "text": "text",
    "integer": "whole",
    "bigint": "whole",
    "bigserial": "whole",
    "smallint": "whole",
    "boolean": "boolean",
    "timestamp with time zone": "time",
    "timestamptz": "time",
    "date": "date",
    "double precision": "real",
    "real": "real",
    "bytea": "bytes",
    "blob": "bytes",
    "json": "json",
    "jsonb": "json",
    "interval": "interval",
    "numeric": "exact",
}

MIGRATIONS = Migration._meta.tablename


async def columns(database: Database) -> dict[str, Columns]:
    """Table to columns, Piccolo's own table left out."""
    return await (_sqlite_columns() if database.kind == "sqlite" else _postgres_columns())


async def unique(database: Database) -> dict[str, Keys]:
    """Table to unique keys."""
    return await (_sqlite_keys(only_unique=True) if database.kind == "sqlite" else _postgres_keys(only_unique=True))


async def indexed(database: Database) -> dict[str, Keys]:
    """Table to the columns of every index, unique or not."""
    return await (_sqlite_keys(only_unique=False) if database.kind == "sqlite" else _postgres_keys(only_unique=False))


async def _sqlite_columns() -> dict[str, Columns]:
    found: dict[str, Columns] = {}
    for table in await _sqlite_tables():
        rows = await Statement(f"SELECT name, type, \"notnull\", pk FROM pragma_table_info('{table}')")()
        found[table] = {
            row["name"]: (FAMILIES[row["type"].partition("(")[0].lower()], not row["notnull"] and not row["pk"]) for row in rows
        }
    return found


async def _sqlite_keys(*, only_unique: bool) -> dict[str, Keys]:
    found: dict[str, Keys] = {}
    for table in await _sqlite_tables():
        indexes = await Statement(f"SELECT name, \"unique\" FROM pragma_index_list('{table}')")()
        keys = {await _sqlite_index(row["name"]) for row in indexes if row["unique"] or not only_unique}
        found[table] = keys
    return found


async def _sqlite_index(name: str) -> tuple[str, ...]:
    rows = await Statement(f"SELECT name FROM pragma_index_info('{name}') ORDER BY seqno")()
    return tuple(row["name"] for row in rows)


async def _sqlite_tables() -> list[str]:
    rows = await Statement("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")()
    return [row["name"] for row in rows if row["name"] != MIGRATIONS]


async def _postgres_columns() -> dict[str, Columns]:
    found: dict[str, Columns] = {}
    for row in await Statement(
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public'"
    )():
        if row["table_name"] != MIGRATIONS:
            found.setdefault(row["table_name"], {})[row["column_name"]] = (
                FAMILIES[row["data_type"]],
                row["is_nullable"] == "YES",
            )
    return found


async def _postgres_keys(*, only_unique: bool) -> dict[str, Keys]:
    found: dict[str, Keys] = {table: set() for table in await _postgres_columns()}
    for row in await Statement(
        "SELECT t.relname AS name, i.indisunique AS is_unique, "
        "array(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY k(n, place) "
        "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.n ORDER BY k.place) AS names "
        "FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace s ON s.oid = t.relnamespace WHERE s.nspname = 'public'"
    )():
        if row["name"] in found and (row["is_unique"] or not only_unique):
            found[row["name"]].add(tuple(row["names"]))
    return found
