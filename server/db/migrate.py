"""Brings the schema to what the code expects, one linear history for both engines."""

import asyncio
import contextlib
import fcntl
import importlib.util
import io
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from types import ModuleType

from piccolo.apps.migrations.tables import Migration

from server.db import ground
from server.db.engine import Engine, current
from server.db.ground import APP
from server.db.postgres import SafePostgresEngine
from server.errors import Setup

LOCK = 7_582_464
"""Any constant: the key of PostgreSQL's advisory lock around a migration."""


async def migrate(folder: Path) -> list[str]:
    """Runs every migration of `folder` that has not run here, under a lock. Returns their names. Raises Setup when the database is newer.

    Each is one transaction with the mark that it ran: a process that dies in the middle of one leaves nothing of it.
    """
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
    async with _alone(Path(engine.path)):
        return await _migrate(folder)


async def pending(folder: Path) -> list[str]:
    """Migrations of `folder` that have not run here, oldest first. Changes nothing. Raises Setup when the database is newer, or another product's."""
    ran = await ground.ran()
    refuse_newer(ran, folder)
    return sorted(migrations(folder) - ran)


def migrations(folder: Path) -> set[str]:
    """All migrations of `folder`, which is what a database waits for that is not there yet."""
    return set(_known(folder))


def refuse_newer(ran: set[str], folder: Path, what: str = "This database") -> None:
    """Raises Setup when one of these migrations is not in `folder`: a newer Plumbline made `what`."""
    if unknown := ran - _known(folder).keys():
        raise Setup(
            f"{what} is newer than this Plumbline: it has had {max(unknown)}, which this version does not know. "
            "Start the version that made it, or restore a backup."
        )


async def _migrate(folder: Path) -> list[str]:
    names = await pending(folder)
    if names:
        engine, known = current(), _known(folder)
        Migration._meta.db = engine  # noqa: SLF001  # piccolo's own table is not in the list given to `use`
        await Migration.create_table(if_not_exists=True).run()
        with _found(engine), contextlib.redirect_stdout(io.StringIO()):
            for name in names:
                await _run(engine, name, known[name])
    return names


async def _run(engine: Engine, name: str, file: Path) -> None:
    """One migration and the mark that it ran, or nothing of it. What it raises is told as Setup."""
    try:
        manager = await _module(file).forwards()
        async with engine.transaction():
            # Whoever had the lock before may have run it.
            if not await Migration.exists().where((Migration.name == name) & (Migration.app_name == APP)):
                await manager.run()
                await Migration.insert(Migration(name=name, app_name=APP))
    except Exception as error:
        raise Setup(f"The database could not be migrated, and is as it was before {name}: {error}") from error


@contextlib.contextmanager
def _found(engine: Engine) -> Iterator[None]:
    """Lets Piccolo's migrations, which ask piccolo_conf, find the engine that the tables use: another one would be in no transaction of it."""
    from piccolo.conf.apps import Finder  # noqa: PLC0415  # it brings a code formatter and ten megabytes to every worker

    module = Finder().get_piccolo_conf_module()
    before = module.DB  # type: ignore[union-attr]  # it is there, or Piccolo has said so
    module.DB = engine  # type: ignore[union-attr]  # as above
    try:
        yield
    finally:
        module.DB = before  # type: ignore[union-attr]  # as above


def _module(file: Path) -> ModuleType:
    """The file, run anew. It brings a code formatter with it, which only a database that is behind should pay for."""
    spec = importlib.util.spec_from_file_location(f"migrations_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise Setup(f"{file} is no module of Python.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.asynccontextmanager
async def _alone(database: Path) -> AsyncIterator[None]:
    """Waits until no other process migrates this SQLite file. Whoever comes next looks again and finds nothing left to do.

    Raises Setup when the folder cannot be written.
    """
    name = database.with_name(f"{database.name}-migrating")
    try:
        # A lock is all that is asked of it, and one that somebody else left behind may be readable alone.
        lock = os.open(name, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        raise Setup(
            f"{name} cannot be made: {error.strerror}. Remove it if it is there, or give the folder to this user."
        ) from error
    try:
        if os.geteuid() == 0:
            # An admin may migrate before the service does, which runs as somebody else.
            owner = name.parent.stat()
            os.fchown(lock, owner.st_uid, owner.st_gid)
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            name.unlink(missing_ok=True)
    finally:
        os.close(lock)


def _known(folder: Path) -> Mapping[str, Path]:
    """The name that Piccolo stores of each migration, with its file."""
    return {_id(path): path for path in folder.glob("*.py") if path.stem != "__init__"}


def _id(path: Path) -> str:
    """The ID constant of the file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("ID = "):
            return line.split('"')[1]
    return path.stem
