"""Whether the database answers, how large it is, and how often it would not have something at once. For whoever runs it, not for pages of others."""

import asyncio
import shutil
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from server.db.engine import current
from server.db.ground import APP, RAN
from server.db.migrate import _known
from server.db.postgres import SafePostgresEngine
from server.db.prepared import Statement


class Size(Struct, frozen=True, kw_only=True):
    """How large the database is, in bytes. `log` is the write-ahead log and `free` the room left on its disk, both None where only the database
    server knows.
    """

    engine: str
    data: int
    log: int | None = None
    free: int | None = None


async def answers(seconds: float) -> bool:
    """Whether the database answers within so many seconds."""
    try:
        await asyncio.wait_for(ONE(), seconds)
    except Exception:  # noqa: BLE001  # whatever it is, it does not answer
        return False
    return True


async def is_current(folder: Path) -> bool:
    """Whether every migration of `folder` has run here. Changes nothing, and does not mind a database that is newer: it may be one's successor's."""
    ran = {row["name"] for row in await RAN(APP)}
    return set(known(folder)) <= ran


known = lru_cache(maxsize=4)(_known)
"""The migrations that this version brings: their files do not change while it runs."""


async def size() -> Size:
    """How large it is now, by statements that look at no row."""
    engine = current()
    if isinstance(engine, SafePostgresEngine):
        (row,) = await POSTGRES_SIZE()
        return Size(engine="PostgreSQL", data=row["size"])
    (row,) = await SQLITE_SIZE()
    file = Path(engine.path)
    log = file.with_name(f"{file.name}-wal")
    return Size(
        engine="SQLite",
        data=row["size"],
        log=log.stat().st_size if log.exists() else 0,
        free=shutil.disk_usage(file.parent).free,
    )


async def facts() -> int:
    """How many facts there are: exactly with SQLite, and as PostgreSQL last estimated it, which is as exact as its last ANALYZE."""
    if isinstance(current(), SafePostgresEngine):
        (row,) = await POSTGRES_FACTS()
        return int(row["n"]) if row["n"] >= 0 else int((await FEW_FACTS())[0]["n"])
    return int((await SQLITE_FACTS())[0]["n"] or 0)


ONE = Statement("SELECT 1 AS n")
SQLITE_SIZE = Statement("SELECT page_count * page_size AS size FROM pragma_page_count(), pragma_page_size()")
POSTGRES_SIZE = Statement("SELECT pg_database_size(current_database()) AS size")
# Facts are only ever added, so the number of the last row is how many there are, and no row is looked at.
SQLITE_FACTS = Statement('SELECT max(rowid) AS n FROM "fact"')
POSTGRES_FACTS = Statement("SELECT reltuples::bigint AS n FROM pg_class WHERE oid = 'fact'::regclass")
FEW_FACTS = Statement('SELECT count(*) AS n FROM (SELECT 1 FROM "fact" LIMIT 100000) AS counted')
"""Before the first ANALYZE there are few."""
