"""Which engine serves this process."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from piccolo.engine.finder import engine_finder
from piccolo.table import Table

from server.db.faults import is_unavailable
from server.db.postgres import SafePostgresEngine
from server.db.sqlite import FastSQLiteEngine
from server.errors import Setup

Engine = FastSQLiteEngine | SafePostgresEngine

_used: Engine | None = None


def open_engine(url: str, *, synchronous: str = "NORMAL", replicas: Sequence[str] = ()) -> Engine:
    """The engine for `sqlite:///PATH` or `postgresql://...`, with the addresses of its replicas. Opens no connection. Raises Setup for others."""
    if url.startswith("sqlite:///"):
        return FastSQLiteEngine(path=_writable(url.removeprefix("sqlite:///")), synchronous=synchronous)
    if url.startswith(("postgresql://", "postgres://")):
        return SafePostgresEngine(dsn=url, replicas=replicas)
    raise Setup(f"DATABASE_URL must start with sqlite:/// or postgresql://, and it is {url.partition(':')[0]!r}.")


def use(engine: Engine, tables: Iterable[type[Table]]) -> None:
    """Makes `engine` the one that serves these tables from now on, instead of the one piccolo_conf names."""
    global _used  # noqa: PLW0603  # one process talks to one database; tests and commands choose it here
    _used = engine
    for table in tables:
        table._meta.db = engine  # noqa: SLF001  # the only door Piccolo offers


def current() -> Engine:
    """The engine in use: the one given to `use`, else the one of piccolo_conf. Raises Setup when that is none of ours."""
    if _used is not None:
        return _used
    found = engine_finder()
    if not isinstance(found, FastSQLiteEngine | SafePostgresEngine):
        raise Setup("piccolo_conf.py names no engine of server.db.")
    return found


async def start() -> None:
    """Opens the pool, where the engine has one. Raises what the driver does when the database cannot be reached, and Setup when its address says
    something that cannot be meant.
    """
    engine = current()
    if isinstance(engine, SafePostgresEngine) and engine.pool is None:
        try:
            await engine.start_connection_pool(min_size=1, max_size=10)
        except Exception as error:
            if is_unavailable(error):
                raise
            raise Setup(f"What DATABASE_URL says cannot be used: {error}.") from error
        for replica in engine.replicas:
            await replica.start()


async def close() -> None:
    """Closes pool or connections."""
    engine = current()
    if isinstance(engine, FastSQLiteEngine):
        engine.close()
    elif engine.pool is not None:
        for replica in engine.replicas:
            await replica.stop()
        await engine.close_connection_pool()


def _writable(path: str) -> str:
    folder = Path(path).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _made(path, folder)
    except OSError as error:
        raise Setup(
            f"The database {path} cannot be written ({error.strerror}). Give the folder to this user or set DATABASE_URL to another place."
        ) from error
    return path


def _made(path: str, folder: Path) -> None:
    """It will hold everything, so only its owner may read it: who the folder belongs to, when root makes it. What SQLite keeps beside is alike."""
    new = not Path(path).exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if new and os.geteuid() == 0:
            owner = folder.stat()
            os.fchown(handle, owner.st_uid, owner.st_gid)
    finally:
        os.close(handle)
