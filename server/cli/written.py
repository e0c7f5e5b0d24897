"""What a command writes where somebody said: whole, or nothing of it."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from server.errors import Refused, Setup


def new(place: Path, body: bytes, *, rights: int = 0o666) -> None:
    """Writes a file that is not there yet. Raises Refused when something is there, and Setup when it cannot be written."""
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, rights)
    except FileExistsError as error:
        raise Refused(f"{place} exists already and was left as it is. Name another file.") from error
    except OSError as error:
        raise _refusal(place, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
    except OSError as error:
        place.unlink(missing_ok=True)
        raise _refusal(place, error) from error


def over(place: Path, body: bytes) -> None:
    """Writes a file where one may lie already, which stays as it is until the new one is whole. Raises Setup when it cannot be written."""
    # Of a link that leads to itself `resolve` would make an error.
    target = Path(os.path.realpath(place))
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        if target.exists() and not target.is_file():
            # What is no file, such as /dev/stdout, has nothing to lose and nothing beside it.
            target.write_bytes(body)
            return
        try:
            partial.write_bytes(body)
            if target.exists():
                shutil.copymode(target, partial)
            partial.replace(target)
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
    except OSError as error:
        raise _refusal(place, error) from error


def _refusal(place: Path, error: OSError) -> Setup:
    return Setup(
        f"{place} cannot be written ({error.strerror or error}). Choose another place, or make room there; nothing of it is left."
    )
