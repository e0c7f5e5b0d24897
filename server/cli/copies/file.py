"""SQLite: a copy of a database that others use, and one put in its place."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from stat import S_ISDIR
from urllib.parse import quote

from server.cli.copies import ending
from server.cli.copies.ending import Before, Came
from server.cli.copies.stock import FACTS, RAN, Digest, Stock, begun, same_as
from server.cli.copies.unfinished import unfinished
from server.errors import Setup

HEAD = b"SQLite format 3\0"
"""With which each of its files begins."""


BESIDE = ("-wal", "-shm", "-journal")
"""How the names of the files end that SQLite keeps beside one that is in use, or that was when its process was killed."""


def take(source: Path, place: Path, *, without: Path | None = None) -> Stock:
    """Copies the database at `source` as it is at one moment, while others read and write it, and checks the copy.

    `without` goes as the copy gets to `place`. Raises Setup when there is none, or it cannot be copied.
    """
    if not is_there(source):
        raise Setup(f"There is no database at {source}, so there is nothing to back up. DATABASE_URL says where it is.")
    itself = source.resolve()
    # Of a link that leads to itself `resolve` would make an error.
    if Path(os.path.realpath(place)) in {itself, *_beside(itself)}:
        raise Setup(f"{place} is the database itself, which is in use. Choose another name for its copy.")
    with unfinished(place, without=without) as partial, _told(source, place):
        with closing(_opened(source, "rw")) as there, closing(sqlite3.connect(partial)) as here:
            # What is broken off is thrown away as a whole, and needs no file from which to mend it.
            here.execute("PRAGMA journal_mode=OFF").fetchall()
            # All at once: a copy in parts begins again whenever another process writes.
            there.backup(here, pages=-1)
            # One file without a second one beside it, which a copy of the copy would leave behind.
            here.execute("PRAGMA journal_mode=DELETE").fetchall()
        return begun(
            _looked(partial, f"{source}, which is served, is damaged", "Stop Plumbline, and restore the last backup."), source
        )


def is_there(database: Path) -> bool:
    """Whether anything is kept at this place. Raises Setup for one where no database can be, such as a folder."""
    try:
        found = database.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Setup(f"{database} cannot be used: {error.strerror}. Look at DATABASE_URL.") from error
    if S_ISDIR(found.st_mode):
        raise Setup(f"{database} is a folder, and a database is a file. Look at DATABASE_URL.")
    return found.st_size > 0


def has_log(file: Path) -> bool:
    """Whether what was written last lies in a second file beside it, as after `cp` of a database that is in use."""
    log = file.with_name(f"{file.name}-wal")
    return log.exists() and log.stat().st_size > 0


def look(file: Path) -> Stock:
    """What the file holds, after SQLite's own check of all of it. Changes nothing, and leaves nothing beside it. Raises Setup when it is damaged."""
    return _looked(file, f"{file} is damaged", "Use another backup.")


def _looked(file: Path, damaged: str, do: str) -> Stock:
    with _told(file), closing(_opened(file, "ro&immutable=1")) as copy:
        faults = [fault for (fault,) in copy.execute("PRAGMA integrity_check(1)") if fault != "ok"]
        if faults:
            raise Setup(f"{damaged}: {faults[0].splitlines()[-1]}. {do}")
        return _stock(copy)


def put_back(copy: Path, target: Path, expected: Stock | None, *, now: datetime) -> tuple[Stock, Came, Path | None]:
    """Puts the copy at `target`, where nobody may be using it. What was there is kept beside it. Returns what was in the copy, what came back to
    life, and where that is.

    Raises Setup when somebody uses it, or the copy is not whole.
    """
    replaced = is_there(target)
    # SQLite itself follows a link and keeps what lies beside where it leads, and so does what comes in its place.
    target = target.resolve()
    before = target.with_name(f"{target.name}.before-{now:%Y%m%dT%H%M%SZ}") if replaced else None
    if before:
        _nobody_uses(target)
    with unfinished(target) as partial:
        copyfile(copy, partial)
        stock = look(partial)
        same_as(stock, expected)
        came = _end(partial, _known(target) if before else None)
        if before:
            # It took a while, in which somebody may have started a server.
            _nobody_uses(target)
            os.link(target, before)
        for old in _beside(target):
            # What belongs to the old file would be taken for writes of the new one.
            old.unlink(missing_ok=True)
    return stock, came, before


def _known(target: Path) -> Before | None:
    """What the database that is there tells of tokens and people, None when it is damaged, or none of ours."""
    try:
        with closing(_opened(target, "ro&immutable=1")) as old:
            return ending.before(old.execute(ending.ENDED), old.execute(ending.HERE))
    except sqlite3.DatabaseError:
        return None


def _end(partial: Path, known: Before | None) -> Came:
    with _told(partial), closing(sqlite3.connect(partial)) as new:
        # What is broken off is thrown away as a whole, and leaves nothing beside it.
        new.execute("PRAGMA journal_mode=OFF").fetchall()
        with new:
            for statement in ending.statements(known):
                new.execute(statement)
        return ending.came(known, new.execute(ending.LIVE).fetchone()[0], new.execute(ending.HERE).fetchall())


def _beside(database: Path) -> list[Path]:
    return [database.with_name(database.name + end) for end in BESIDE]


def _nobody_uses(target: Path) -> None:
    """Asks for the file alone, which nobody gets while another process has it open; its writes come into the one file by that."""
    try:
        with closing(sqlite3.connect(target, timeout=0, isolation_level=None)) as alone:
            alone.execute("PRAGMA journal_mode=DELETE").fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise Setup(
                f"Something is using {target} ({error}). Stop Plumbline first, then restore: systemctl stop plumbline"
            ) from error
        raise Setup(
            f"{target} could not be put aside ({error}). Make room, or give it and its folder to this user; nothing was changed."
        ) from error
    except sqlite3.DatabaseError:
        return  # It is damaged, which may be why a copy is to take its place.


def _stock(copy: sqlite3.Connection) -> Stock:
    tables = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
    rows = {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in sorted(tables)}  # noqa: S608  # names of tables
    ran = [name for (name,) in copy.execute(RAN)] if "migration" in tables else []
    digest = Digest()
    if "fact" in tables:
        digest.add(_facts(copy))
    return Stock(rows=rows, ledger=str(digest), migrations=tuple(ran))


def _facts(copy: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    for id, at, *rest in copy.execute(FACTS):
        yield id, datetime.fromisoformat(at).astimezone(UTC) if at else None, *rest


def _opened(file: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode={mode}", uri=True, timeout=10)


@contextmanager
def _told(file: Path, place: Path | None = None) -> Iterator[None]:
    """What SQLite says about a file that is read, or about `place`, which is written, as a sentence."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if place and any(word in str(error) for word in ("full", "disk I/O")):
            raise Setup(
                f"{place} could not be written ({error}). Make room, or choose another place; nothing of it is left."
            ) from error
        hint = "A file that was cut off or is no database of SQLite says so."
        if any(word in str(error) for word in ("readonly", "unable to open")):
            hint = "Give it and its folder to this user."
        raise Setup(f"{file} cannot be used: {error}. {hint}") from error
