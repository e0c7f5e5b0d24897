"""What lies on this machine's disk: each commit as a bare repository of its own, which appears whole or not at all, and media by their content."""

import fcntl
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Final, TextIO
from uuid import UUID

from server import clock, ids
from server.lessons.outside import MEDIA_FOLDER

STALE: Final = 3600.0
"""Seconds after which what was broken off is removed: longer than any fetch."""

UNUSED: Final = 86_400.0
"""Seconds for which a medium that nobody names stays: somebody may be looking at the academy as it was."""


class Keep:
    """A folder for what was fetched."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._commits, self._coming, self._media = root / "commits", root / "coming", root / MEDIA_FOLDER

    @contextmanager
    def alone(self) -> Iterator[UUID | None]:
        """Nobody else on this machine is within as long as the block lasts; a process that dies lets go. The name of this folder, None when
        somebody is.
        """
        with ExitStack() as held:
            try:
                self.root.mkdir(parents=True, exist_ok=True)
                file = held.enter_context((self.root / "lease").open("a+"))
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # A process that begins meanwhile has this file, too, until it runs its own program: to close ours would not let go.
                held.callback(fcntl.flock, file, fcntl.LOCK_UN)
                name = _named(file)
            except BlockingIOError:
                name = None
            except OSError:
                # Nobody can write or lock here: then only its time ends a lease.
                name = ids.new()
            yield name

    def commit(self, name: str) -> Path | None:
        """Where a commit lies, None when it was not fetched to the end."""
        found = self._commits / f"{name}.git"
        return found if found.is_dir() else None

    def begin(self) -> Path:
        """Where the next one may be fetched to. Removes what was broken off long ago."""
        self._coming.mkdir(parents=True, exist_ok=True)
        for path in self._coming.iterdir():
            _forget(path, STALE)
        return self._coming / ids.new().hex

    def settle(self, coming: Path, name: str) -> Path:
        """Gives a commit that was fetched to the end its place, in one step, and returns it."""
        self._commits.mkdir(parents=True, exist_ok=True)
        place = self._commits / f"{name}.git"
        with suppress(OSError):
            # Another process may have been quicker; a commit is the same wherever it comes from.
            coming.rename(place)
        self.drop(coming)
        return place

    def drop(self, coming: Path) -> None:
        """Removes what was not fetched to the end."""
        shutil.rmtree(coming, ignore_errors=True)

    def medium(self, content: Iterable[bytes]) -> str:
        """Keeps a picture or a recording under the SHA-256 of its content, and returns that."""
        self._media.mkdir(parents=True, exist_ok=True)
        self._coming.mkdir(parents=True, exist_ok=True)
        digest, part = sha256(), self._coming / f"{ids.new().hex}.part"
        try:
            with part.open("wb") as out:
                for piece in content:
                    digest.update(piece)
                    out.write(piece)
            found = digest.hexdigest()
            part.replace(self._media / found)
        finally:
            part.unlink(missing_ok=True)
        return found

    def tidy(self, name: str, media: Collection[str]) -> None:
        """Removes all commits but one, and the media that are of no use any more."""
        for path in self._commits.iterdir() if self._commits.is_dir() else ():
            if path.name != f"{name}.git":
                self.drop(path)
        for path in self._media.iterdir() if self._media.is_dir() else ():
            if path.name not in media:
                _forget(path, UNUSED)


def _named(file: TextIO) -> UUID:
    file.seek(0)
    with suppress(ValueError):
        return UUID(file.read(100))
    name = ids.new()
    file.truncate(0)
    file.write(str(name))
    file.flush()
    return name


def _forget(path: Path, after: float) -> None:
    with suppress(OSError):
        if clock.now().timestamp() - path.lstat().st_mtime < after:
            return
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
