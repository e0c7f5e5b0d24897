"""What of a commit belongs to the academy: its list of files, judged by mode, name and size before anything of it is read. Pure."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct

from server.integrations.git.trouble import Trouble
from server.lessons.belonging import DEEP, FILES, IGNORED, MEDIA, MEDIA_BYTES, TEXT_BYTES, TEXTS

ENTRIES: Final = 100_000
"""Files of a commit that are looked at, whatever they are."""

BYTES: Final = 1024 * 1024 * 1024
"""Bytes of the files of an academy together."""

LONGEST: Final = 300
"""Signs of a path in a report."""

ENDS: Final = frozenset(end.encode() for end in TEXTS | MEDIA)
"""With which a line of a file ends that may be wanted: most others need no look."""

LINK, MODULE = "120000", "160000"
FILE: Final = frozenset({"100644", "100755", "100664"})
"""Modes of git."""


class Blob(Struct, frozen=True):
    """One file: where it lies, the name of its content in git, and its bytes."""

    path: str
    id: str
    size: int


class Tree(Struct, frozen=True, kw_only=True):
    """The files of an academy. `odd` maps what is passed over to the reason."""

    texts: tuple[Blob, ...]
    media: tuple[Blob, ...]
    odd: dict[str, str]


def sort(lines: Iterable[bytes]) -> Tree:
    """Judges the lines of `git ls-tree -r -z -l`. Raises Trouble `files` or `size` for more than an academy may be."""
    texts: list[Blob] = []
    media: list[Blob] = []
    odd: dict[str, str] = {}
    total = 0
    for number, line in enumerate(lines):
        if number >= ENTRIES:
            raise Trouble("files", detail=str(ENTRIES))
        if line[line.rfind(b".") :].lower() not in ENDS and not line.startswith(MODULE.encode()):
            continue
        mode, id, size, path = _parts(line)
        if not _is_wanted(mode, path):
            continue
        reason = _reason(mode, size, path)
        if reason:
            odd[_shown(path)] = reason
            continue
        (texts if PurePosixPath(path).suffix.lower() in TEXTS else media).append(Blob(path, id, size))
        total += size
        if len(texts) + len(media) > FILES:
            raise Trouble("files", detail=str(FILES))
        if total > BYTES:
            raise Trouble("size", detail=f"{BYTES // 1024 // 1024} MB")
    return Tree(texts=tuple(texts), media=tuple(media), odd=odd)


def parted(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Lines that end in NUL, from pieces of any length. What is longer than any path is cut off."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\0")
        yield from lines
        rest = rest[:PATH]


PATH: Final = 64 * 1024


def _parts(line: bytes) -> tuple[str, str, int, str]:
    """Mode, id, bytes and path: `100644 blob ID  SIZE<tab>PATH`. A path that is not Unicode keeps a mark for what cannot be read."""
    head, _tab, path = line.partition(b"\t")
    mode, _kind, id, size = head.decode("ascii", "replace").split()
    return mode, id, int(size) if size.isdigit() else 0, path.decode("utf-8", "replace")


def _is_wanted(mode: str, path: str) -> bool:
    """Whether it would be a file of an academy: hidden ones, ignored ones and other kinds are not."""
    parts = path.split("/")
    if any(part in IGNORED or (part.startswith(".") and part not in {".", ".."}) for part in parts):
        return False
    return mode == MODULE or PurePosixPath(path).suffix.lower() in TEXTS | MEDIA


def _reason(mode: str, size: int, path: str) -> str:
    """Why it is passed over, empty when it is not."""
    parts = path.split("/")
    if mode == LINK:
        return "it is a link, and links in a repository are not followed"
    if mode == MODULE:
        return "it is a submodule, and only the repository itself is read"
    if mode not in FILE:
        return "it is not an ordinary file"
    if any(part in {"", ".", ".."} for part in parts):
        return "its name leads out of its folder"
    if not path.isprintable() or "\\" in path or "\ufffd" in path:
        return "its name holds signs that no file name should"
    if len(parts) > DEEP + 1:
        return f"it lies more than {DEEP} folders deep"
    if len(path) > LONGEST:
        return f"its path is longer than {LONGEST} signs"
    return _too_large(size, path)


def _too_large(size: int, path: str) -> str:
    if PurePosixPath(path).suffix.lower() in TEXTS:
        return f"it is larger than {TEXT_BYTES // 1024} KB" if size > TEXT_BYTES else ""
    return f"it is larger than {MEDIA_BYTES // 1024 // 1024} MB" if size > MEDIA_BYTES else ""


def _shown(path: str) -> str:
    """The path, fit for a report."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in path)[:LONGEST]
