"""What a database holds before anything of ours is in it, or beside it: whether it is ours, and whether it can become so."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.db.engine import current
from server.db.postgres import SafePostgresEngine
from server.db.prepared import Statement
from server.errors import Setup

APP = "plumbline"
"""As which Piccolo notes the migrations that ran."""


async def ran() -> set[str]:
    """Our migrations that have run here. Changes nothing. Raises Setup when none did and none can, because the database is another product's."""
    # Before the rest: who migrates meanwhile commits its tables with the mark that says whose they are.
    strange = [row["name"] for row in await _either(POSTGRES_TABLES, SQLITE_TABLES)]
    columns = {row["name"] for row in await _either(POSTGRES_COLUMNS, SQLITE_COLUMNS)}
    if columns and not columns >= {"name", "app_name", "ran_on"}:
        raise _strange(MARK)
    names = {row["name"] for row in await RAN(APP)} if columns else set()
    if not names and strange:
        raise _strange(strange[0])
    if not names and isinstance(current(), SafePostgresEngine):
        await _fit()
    return names


async def _fit() -> None:
    """Raises Setup when PostgreSQL could not keep every text here, would put our tables where no backup finds them, or keeps them from us."""
    (how,) = await HOW()
    if how["closed"]:
        raise Setup(
            "The account of DATABASE_URL may not use the schema public, where Plumbline keeps its tables. "
            "docs/deploy.md says what which one has to be allowed."
        )
    if how["encoding"] != "UTF8":
        raise Setup(
            f"The database of DATABASE_URL keeps texts in {how['encoding']}, which has no sign for many of them. "
            "Make one in UTF8: createdb --encoding UTF8 --template template0 plumbline"
        )
    if how["schema"] != "public":
        raise Setup(
            f"In the database of DATABASE_URL, tables of this account come into the schema {how['schema']}, and Plumbline keeps them in public. "
            "Look at its search_path, or give it a database of its own."
        )


def _strange(table: str) -> Setup:
    return Setup(
        f"The tables in the database of DATABASE_URL, such as {table}, are not Plumbline's. Nothing was changed; name an empty one."
    )


async def _either(postgres: Statement, sqlite: Statement) -> Sequence[Mapping[str, Any]]:
    return await (postgres if isinstance(current(), SafePostgresEngine) else sqlite)()


MARK = "migration"
"""The table in which Piccolo notes them. Others have one of that name, too."""

RAN = Statement('SELECT "name" FROM "migration" WHERE "app_name" = {}')
# As an account finds it that may not read it, which is then told so.
POSTGRES_COLUMNS = Statement(
    "SELECT attname AS name FROM pg_attribute WHERE attrelid = to_regclass('migration') AND attnum > 0 AND NOT attisdropped"
)
SQLITE_COLUMNS = Statement("SELECT name FROM pragma_table_info('migration')")
# What an extension brings is nobody's.
POSTGRES_TABLES = Statement(
    "SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = to_regnamespace(current_schema()) "
    "AND relname <> 'migration' AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e') "
    "ORDER BY relname LIMIT 1"
)
SQLITE_TABLES = Statement(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'migration' ORDER BY name LIMIT 1"
)
HOW = Statement(
    "SELECT current_setting('server_encoding') AS encoding, coalesce(current_schema(), 'that is not there') AS schema, "
    "EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public' AND NOT has_schema_privilege(oid, 'USAGE')) AS closed"
)
