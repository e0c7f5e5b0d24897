"""Brings the schema to what the code expects, one linear history for both engines."""

import contextlib
import fcntl
import io
from collections.abc import Iterator
from pathlib import Path

from piccolo.apps.migrations.tables import Migration

from server.db.engine import current
from server.db.postgres import SafePostgresEngine
from server.errors import Setup

APP = "plumbline"
LOCK = 7_582_464
"""Any constant: the key of PostgreSQL's advisory lock around a migration."""


async def migrate(folder: Path) -> list[str]:
    """Runs every migration of `folder` that has not run here, under a lock. Returns their names. Raises Setup when the database is newer."""
    Migration._meta.db = current()  # noqa: SLF001  # piccolo's own table is not in the list given to `use`
    engine = current()
    if isinstance(engine, SafePostgresEngine):
        connection = await engine.get_new_connection()
        try:
            await connection.execute(f"SELECT pg_advisory_lock({LOCK})")
            return await _migrate(folder)
        finally:
            await connection.close()
    if not await pending(folder):
        return []
    with _alone(Path(engine.path)):
        return await _migrate(folder)


async def pending(folder: Path) -> list[str]:
    """Migrations of `folder` that have not run on this database, oldest first. Raises Setup when the database is newer than the code."""
    Migration._meta.db = current()  # noqa: SLF001  # as above
    await Migration.create_table(if_not_exists=True).run()
    ran = set(await Migration.get_migrations_which_ran(app_name=APP))
    known = _known(folder)
    if ran - known:
        raise Setup(
            f"This database is newer than this Plumbline: it has had {max(ran - known)}, which this version does not know. "
            "Start the version that made it, or restore a backup."
        )
    return sorted(known - ran)


async def _migrate(folder: Path) -> list[str]:
    names = await pending(folder)
    if names:
        # Piccolo's migrations bring a code formatter, which only a database that is behind should pay for.
        from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager  # noqa: PLC0415  # as above

        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            result = await ForwardsMigrationManager(app_name=APP).run()
        if not result.success:
            raise Setup(f"The database could not be migrated: {result.message}")
    return names


@contextlib.contextmanager
def _alone(database: Path) -> Iterator[None]:
    """Waits until no other process migrates this SQLite file. Whoever comes next looks again and finds nothing left to do."""
    name = database.with_name(f"{database.name}-migrating")
    with name.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            name.unlink(missing_ok=True)


def _known(folder: Path) -> set[str]:
    return {_id(path) for path in folder.glob("*.py") if path.stem != "__init__"}


def _id(path: Path) -> str:
    """The name Piccolo stores: the ID constant of the file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("ID = "):
            return line.split('"')[1]
    return path.stem
