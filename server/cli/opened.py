"""What a command needs before it can act: settings read, the database reachable and up to date, reactions wired."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import uvloop

from server import db, ledger
from server.errors import Setup
from server.ledger import Reactions
from server.piccolo_app import MIGRATIONS, TABLES
from server.settings import Settings, read

T = TypeVar("T")


def run(work: Callable[[Settings], Awaitable[T]], *, migrate: bool | None = False) -> T:
    """Runs `work` with the database open, and closes it. Raises Setup when it cannot be opened, is newer, or older and `migrate` is off.

    With None nobody looks how old it is.
    """
    settings = read()

    async def all_of_it() -> T:
        async with opened(settings, migrate=migrate):
            return await work(settings)

    return uvloop.run(all_of_it())


@asynccontextmanager
async def opened(settings: Settings, *, migrate: bool | None) -> AsyncIterator[None]:
    """The database of these settings, ready for verbs. Raises Setup when it cannot be used, or is older and must not be brought up to date."""
    file = settings.database_file
    if migrate is False and file is not None and is_missing(file):
        # To open it would make it, where somebody may have mistyped its name.
        raise Setup(NOTHING)
    db.use(db.open_engine(settings.database_url, synchronous=settings.synchronous), TABLES)
    ledger.react_with(_reactions)
    try:
        await db.start()
        if migrate is not None:
            await _up_to_date(migrate=migrate)
        yield
    except Exception as error:
        if db.is_unavailable(error):
            raise Setup(f"The database of DATABASE_URL cannot be used: {_first_line(error)}. {db.remedy(error)}") from error
        if db.is_forbidden(error):
            raise Setup(
                f"The account of DATABASE_URL may not do that: {_first_line(error)}. docs/deploy.md says what which one has to be allowed."
            ) from error
        raise
    finally:
        await db.close()


def is_missing(file: Path) -> bool:
    """Whether it is not there. Of one that cannot be looked at the database says why it cannot be used."""
    try:
        file.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def _reactions() -> Reactions:
    """The table, which brings every area with it: a command that records nothing, such as most starts of the server, does without."""
    from server.wiring import REACTIONS  # noqa: PLC0415  # as said

    return REACTIONS


async def _up_to_date(*, migrate: bool) -> None:
    if migrate:
        await db.migrate(MIGRATIONS)
    elif pending := await db.pending(MIGRATIONS):
        if len(pending) == len([*MIGRATIONS.glob("m[0-9]*.py")]):
            raise Setup(NOTHING)
        raise Setup(
            "The database is older than this Plumbline. Run `plumbline migrate` once, which brings it up to date, or restore a backup."
        )


NOTHING = "There is nothing in this database yet. `plumbline migrate` and `plumbline serve` make it, `plumbline demo` fills it with an example."


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
