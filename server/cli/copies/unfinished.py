"""A file that is there whole or not at all."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Final

from server.errors import Setup


@contextmanager
def unfinished(place: Path, *, without: Path | None = None) -> Iterator[Path]:
    """Where to write what is to lie at `place`: it gets there when the block ends well and is on the disk by then, else nothing is left.

    Only its owner may read it. Under root it belongs to whoever the folder belongs to. `without` goes as it gets there: it speaks of what lay
    there before. Raises Setup when the folder cannot be written, or somebody else is writing the same file. A link is not followed.
    """
    partial = place.with_name(f".{place.name}.unfinished")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise Setup(
            f"{place} cannot be written: {error.strerror}. Choose another place, or give the folder to this user."
        ) from error
    try:
        _alone(handle, partial, place)
        try:
            os.ftruncate(handle, 0)
            # One that was left there may have been readable by others.
            os.fchmod(handle, 0o600)
            _of_the_folder(handle, place.parent)
            yield partial
            os.fsync(handle)
            if without:
                without.unlink(missing_ok=True)
            partial.replace(place)
            _keep_name(place.parent)
        except OSError as error:
            raise Setup(f"{place} could not be written: {error.strerror or error}.") from error
        finally:
            partial.unlink(missing_ok=True)
    finally:
        os.close(handle)


UNKNOWN: Final = frozenset({errno.EINVAL, errno.EBADF})
"""What a file system says to what it does not do."""


def checksum(file: Path) -> str:
    """The SHA-256 of a file, as hexadecimal digits."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def _alone(handle: int, partial: Path, place: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Setup(f"{place} is being written by another plumbline just now.") from error
    if not partial.exists() or not os.path.samestat(os.fstat(handle), partial.stat()):
        # It was put in its place between our opening and locking it, and is whole there.
        raise Setup(f"{place} was written by another plumbline just now.")


def _of_the_folder(handle: int, folder: Path) -> None:
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)


def _keep_name(folder: Path) -> None:
    """A name that was given is kept when its folder is. On a share of a network there may be no such thing as keeping a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in UNKNOWN:
            raise
    finally:
        os.close(handle)
