"""What is kept beside a copy: what it held when it was made, so that it can be checked years later without a database."""

from datetime import datetime
from pathlib import Path

from msgspec import DecodeError, Struct, ValidationError, json

from server.cli.copies import dump, file
from server.cli.copies.stock import Stock, same_as
from server.cli.copies.unfinished import checksum, unfinished
from server.errors import Setup


class Beside(Struct, frozen=True, kw_only=True):
    """The copy itself (`bytes`, `sha256`) and what is in it. `engine` is sqlite or postgresql."""

    engine: str
    made_at: datetime
    bytes: int
    sha256: str
    stock: Stock


def note_of(copy: Path) -> Path:
    """The file beside this copy."""
    return copy.with_name(f"{copy.name}.json")


def keep(copy: Path, engine: str, stock: Stock, now: datetime) -> Beside:
    """Writes what a copy that was just made holds."""
    note = Beside(engine=engine, made_at=now, bytes=copy.stat().st_size, sha256=checksum(copy), stock=stock)
    with unfinished(note_of(copy)) as partial:
        partial.write_bytes(json.format(json.encode(note)) + b"\n")
    return note


def engine_of(copy: Path) -> str:
    """Of which engine a file is a copy. Raises Setup when it is none."""
    try:
        with copy.open("rb") as opened:
            head = opened.read(16)
    except OSError as error:
        raise Setup(f"{copy} cannot be read: {error.strerror}.") from error
    if head == file.HEAD:
        return "sqlite"
    if head.startswith(dump.HEAD):
        return "postgresql"
    raise Setup(f"{copy} is no backup that Plumbline made: it is neither a database of SQLite nor a dump of PostgreSQL.")


def checked(copy: Path) -> tuple[Beside | None, tuple[str, ...]]:
    """What is kept beside the copy, None when that is gone, and the migrations that the copy itself has had.

    Reads all of it. Raises Setup when it is damaged, or is not what was made.
    """
    engine, note = engine_of(copy), _note(copy)
    if note is not None and (copy.stat().st_size, checksum(copy)) != (note.bytes, note.sha256):
        raise Setup(
            f"{copy} is not the file that was made on {note.made_at:%Y-%m-%d at %H:%M} UTC: "
            f"it has {copy.stat().st_size:,} of {note.bytes:,} bytes, or others. Use another backup."
        )
    if engine == "postgresql":
        ran = dump.migrations(copy)
    else:
        if file.has_log(copy):
            raise Setup(
                f"{copy} is a database that was in use, and no backup: what was written last lies in {copy.name}-wal beside it. "
                f"Copy both as one first: DATABASE_URL=sqlite:///{copy.absolute()} plumbline backup FILE"
            )
        found = file.look(copy)
        same_as(found, note.stock if note else None)
        ran = found.migrations
    if not ran:
        raise Setup(f"{copy} is no backup of Plumbline: no migration of it ever ran there.")
    return note, ran


def _note(copy: Path) -> Beside | None:
    path = note_of(copy)
    try:
        return json.decode(path.read_bytes(), type=Beside)
    except FileNotFoundError:
        return None
    except (OSError, DecodeError, ValidationError) as error:
        raise Setup(f"{path} cannot be read as what was kept beside {copy.name}: {error}. Remove it to go on without.") from error
