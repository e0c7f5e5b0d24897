"""The folder of the academy on disk: read whole, without trusting what lies in it, and watched while someone writes."""

import os
import re
from collections.abc import AsyncGenerator, Iterator
from hashlib import sha256
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct

from server.errors import Setup
from server.lessons.belonging import DEEP, FILES, IGNORED, MARK, MEDIA, MEDIA_BYTES, TEXT_BYTES, TEXTS

if TYPE_CHECKING:
    import asyncio

BESIDE = 2_000
"""How many files of one folder are looked at when a single file is read without an academy."""

VAST = 50_000
"""How many files and folders may lie below one that is read without an academy."""

MEDIA_FOLDER = "media"
"""Below the folder of what is fetched: pictures and recordings under the SHA-256 of their content."""

_LINK = re.compile(r"\]\(\s*<?([^)\s>#]+)|^ {0,3}\[[^\]\n]+\]:\s*<?([^\s>#]+)", re.MULTILINE)


class Folder(Struct, frozen=True, kw_only=True):
    """What was found below a root. Paths are POSIX and relative to it; `media` maps to SHA-256, `odd` to why a file was passed over."""

    texts: dict[str, bytes]
    media: dict[str, str]
    odd: dict[str, str]


def find_root(path: Path) -> Path | None:
    """The nearest folder upward from `path`, itself included, that has an `academy.yml`, or None."""
    start = path.absolute()
    return next((folder for folder in (start, *start.parents) if (folder / MARK).is_file()), None)


def read_folder(root: Path) -> Folder:
    """Everything below `root` that a compiler may want. Raises Setup if the folder itself cannot be read; odd files only get a reason."""
    folder = Folder(texts={}, media={}, odd={})
    try:
        real = root.resolve(strict=True)
        with os.scandir(real):
            pass
    except (OSError, RuntimeError) as error:
        why = (error.strerror or error) if isinstance(error, OSError) else "it is a link that leads to itself"
        raise Setup(f"The academy folder {root} cannot be read: {why}. Name another by PLUMBLINE_LESSONS.") from error
    for number, path in enumerate(_walk(real, real, folder)):
        name = _name(path, real)
        if number >= FILES:
            folder.odd[name] = f"more than {FILES} files: this one and the rest were not read"
            break
        try:
            _take(path, name, folder)
        except OSError as error:
            folder.odd[name] = _unreadable(error)
    return folder


def is_vast(root: Path) -> bool:
    """Whether more than VAST files and folders lie below it, hidden folders aside: then it is a disk or somebody's home, and no folder of lessons."""
    seen = 0
    for _place, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in IGNORED]
        seen += len(folders) + len(files)
        if seen > VAST:
            return True
    return False


def read_beside(path: Path) -> Folder:
    """One file that belongs to no academy, with what its links may mean: the files of its own folder, and of the folders below that a link names.

    Nothing else is looked at, so the file may lie in a folder of any size. Media are named and not read: their digest is empty.
    """
    root, folder = path.parent, Folder(texts={}, media={}, odd={})
    _enter(path, path.name, root, folder)
    waiting, seen = ["", "partials", *_folders(folder, path.name)], set()
    while waiting:
        below = waiting.pop()
        if below in seen:
            continue
        seen.add(below)
        for name in _shallow(root, below, folder):
            waiting += _folders(folder, name) if below else ()
    return folder


def places(fetched: Path, root: Path, name: str, digest: str) -> tuple[Path, Path]:
    """Where a medium of the loaded academy may lie: under its content, where a repository is fetched, or under its name below the root."""
    return fetched / MEDIA_FOLDER / digest, root / name


def compiler_digest() -> str:
    """Names the code of the compiler, so that a new release compiles the same files again."""
    digest = sha256()
    for path in sorted((Path(__file__).parent / "compiler").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


async def changes(root: Path, stop: "asyncio.Event") -> AsyncGenerator[None, None]:
    """Yields once after every burst of edits below `root`, until `stop` is set."""
    from watchfiles import awatch  # noqa: PLC0415  # it brings asyncio and a native library, which `check` should not pay for

    async for _ in awatch(root, stop_event=stop, debounce=300, step=60):
        yield


def _shallow(root: Path, below: str, folder: Folder) -> Iterator[str]:
    """The files directly in one folder, by their paths below the root, entered into `folder`."""
    try:
        names = sorted(entry.name for entry in os.scandir(root / below) if not entry.name.startswith("."))
    except (OSError, ValueError):
        return
    for name in names[:BESIDE]:
        path = f"{below}/{name}" if below else name
        if Path(name).suffix.lower() in TEXTS | MEDIA and path not in folder.texts:
            _enter(root / path, path, root, folder)
            yield path


def _enter(path: Path, name: str, root: Path, folder: Folder) -> None:
    """A text with its bytes, or another file with its name alone."""
    reason = _stranger(path, root)
    if reason:
        folder.odd[name] = reason
    elif path.suffix.lower() in TEXTS:
        try:
            _take(path, name, folder)
        except OSError as error:
            folder.odd[name] = _unreadable(error)
    else:
        folder.media[name] = ""


def _folders(folder: Folder, name: str) -> set[str]:
    """The folders below the root that the links of a text lead to."""
    ways = (target or defined for target, defined in _LINK.findall(folder.texts.get(name, b"").decode("utf-8", "replace")))
    places = (dirname(normpath(join(dirname(name), unquote(way)))) for way in ways if ":" not in way)
    return {place for place in places if not place.startswith(("..", "/"))}


def _name(path: Path, root: Path) -> str:
    """The path below the root, fit for a report even where the disk's name is not Unicode."""
    return path.relative_to(root).as_posix().encode("utf-8", "replace").decode()


def _walk(top: Path, root: Path, folder: Folder, depth: int = 0) -> Iterator[Path]:
    """Files below `top`, folders in order of name, without hidden and ignored ones."""
    try:
        entries = sorted(os.scandir(top), key=lambda entry: entry.name)
    except OSError as error:
        folder.odd[_name(top, root)] = _unreadable(error)
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name in IGNORED:
            continue
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            if depth < DEEP:
                yield from _walk(path, root, folder, depth + 1)
            else:
                folder.odd[_name(path, root)] = f"it lies more than {DEEP} folders deep"
        elif path.suffix.lower() in TEXTS | MEDIA:
            reason = _stranger(path, root)
            if reason:
                folder.odd[_name(path, root)] = reason
            else:
                yield path


def _stranger(path: Path, root: Path) -> str | None:
    """Why this is not a file of the academy: a link to elsewhere, a pipe, a device."""
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(root):
            return "it is a link to a place outside the academy"
        return None if path.is_file() else "it is not an ordinary file"
    except (OSError, RuntimeError):
        return "it is a link that leads nowhere"


def _unreadable(error: OSError) -> str:
    return f"it cannot be read ({error.strerror or type(error).__name__})"


def _take(path: Path, name: str, folder: Folder) -> None:
    with path.open("rb") as file:
        if path.suffix.lower() in TEXTS:
            folder.texts[name] = file.read(TEXT_BYTES)
            return
        if path.stat().st_size > MEDIA_BYTES:
            folder.odd[name] = f"it is larger than {MEDIA_BYTES // 1024 // 1024} MB"
            return
        digest = sha256()
        while block := file.read(1024 * 1024):
            digest.update(block)
        folder.media[name] = digest.hexdigest()
