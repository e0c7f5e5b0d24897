"""Which academy a path on the command line belongs to, and what its files compile to."""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from server.cli.outside import read_revision
from server.errors import Setup
from server.lessons.compiler.academy import Result, compile_academy, is_lesson
from server.lessons.compiler.cache import Cache
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.markdown.source import read
from server.lessons.compiler.model import Academy
from server.lessons.outside import Folder, find_root, is_vast, read_beside, read_folder


class Found(Struct, frozen=True, kw_only=True):
    """A compiled academy. `within` is the part of it that was asked for, as a path below `root`: a file, a folder, or everything.

    `absolute` says that the path was given from the root of the disk, so files away from the current directory are named that way too.
    """

    root: Path
    folder: Folder
    result: Result
    within: str
    absolute: bool = False
    only: str | None = None
    """The path of a single file that belongs to no academy."""

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong in the part that was asked for, with paths below the root."""
        return tuple(one for one in self.result.diagnostics if self.asked(one.path))

    @property
    def count(self) -> int:
        """How many files were looked at in the part that was asked for, those included that something is said about without reading them."""
        return len({path for path in (*self.folder.texts, *(one.path for one in self.diagnostics)) if self.asked(path)})

    def lines(self, diagnostics: Sequence[Diagnostic]) -> Mapping[str, Sequence[str]]:
        """The lines of the files that these are about, by the path they are shown under."""
        wanted = {one.path for one in diagnostics}
        shown = {self.shown(path): path for path in self.folder.texts}
        return {name: self._lines(path) for name, path in shown.items() if name in wanted}

    def own_lines(self) -> Mapping[str, Sequence[str]]:
        """The lines of the files with a fault in the part that was asked for, by their paths below the root."""
        return {path: self._lines(path) for path in {one.path for one in self.diagnostics} & self.folder.texts.keys()}

    def shown(self, path: str) -> str:
        """A path below the root as an editor finds it from the current directory."""
        name = os.path.relpath(self.root / path)
        return str(self.root / path) if self.absolute and name.startswith(os.pardir) else name

    def below(self, path: str) -> str:
        """A path below the root as it lies below the current directory, or else below the root: never upwards, never from the root of the disk."""
        name = Path(os.path.relpath(self.root / path))
        return path if name.is_absolute() or os.pardir in name.parts else name.as_posix()

    def _lines(self, path: str) -> Sequence[str]:
        return read(path, self.folder.texts[path]).lines

    def asked(self, path: str) -> bool:
        """Whether a path below the root is in the part that was asked for."""
        return self.within in {"", path} or path.startswith(f"{self.within}/")


def compile_at(path: Path, today: date, revision: str | None = None) -> Found:
    """Compiles the academy around `path`: the nearest folder upward with an academy.yml, else `path` itself, without a process.

    With a revision of git it is compared with the academy as it was then. Raises Setup when the folder cannot be read or, without an
    academy, can be none of lessons, or when a single file is none that an academy reads; Unknown when git does not know the revision.
    """
    # A link is looked at where it lies: where it leads is for the academy to judge.
    whole = path.resolve() if path.is_dir() else path.parent.resolve() / path.name
    home = find_root(whole)
    root = home or (whole if whole.is_dir() else whole.parent)
    within = "" if whole == root else whole.relative_to(root).as_posix()
    if home is None and whole.is_dir() and is_vast(whole):
        raise Setup(f"There is no academy.yml in {whole} or above it, and too much lies below to be lessons. Name their folder.")
    only = within if home is None and not whole.is_dir() else None
    folder = read_beside(whole) if only else read_folder(root)
    if (not whole.is_dir() and within not in {*folder.texts, *folder.odd}) or (only and not is_lesson(only)):
        raise Setup(f"{path} is no file of an academy: lessons end in .md, settings in .yml.")
    cache = Cache()
    base = _base(root, revision, today, cache, only) if revision is not None else None
    result = compile_academy(folder.texts, today=today, media=folder.media, odd=folder.odd, cache=cache, only=only, base=base)
    return Found(root=root, folder=folder, result=result, within=within, absolute=path.is_absolute(), only=only)


def _base(root: Path, revision: str, today: date, cache: Cache, only: str | None) -> Academy:
    """The academy as it was; a lesson that is the same now is compiled once for both."""
    before = read_revision(root, revision)
    return compile_academy(before.texts, today=today, media=before.media, cache=cache, only=only).academy


def from_here(found: Found) -> tuple[Diagnostic, ...]:
    """The diagnostics with paths as they are shown."""
    return tuple(replace(one, path=found.shown(one.path)) for one in found.diagnostics)
