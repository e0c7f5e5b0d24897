"""Which academy a path on the command line belongs to, and what its files compile to."""

import os
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from server.errors import Setup
from server.lessons.compiler.academy import Result, compile_academy, is_lesson
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.outside import Folder, find_root, read_folder


class Found(Struct, frozen=True, kw_only=True):
    """A compiled academy. `within` is the part of it that was asked for, as a path below `root`: a file, a folder, or everything."""

    root: Path
    folder: Folder
    result: Result
    within: str

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong in the part that was asked for, with paths below the root."""
        return tuple(one for one in self.result.diagnostics if self._asked(one.path))

    @property
    def files(self) -> tuple[str, ...]:
        """The texts of the part that was asked for."""
        return tuple(path for path in self.folder.texts if self._asked(path))

    def shown(self, path: str) -> str:
        """A path below the root as an editor finds it from the current directory."""
        return os.path.relpath(self.root / path)

    def _asked(self, path: str) -> bool:
        return self.within in {"", path} or path.startswith(f"{self.within}/")


def compile_at(path: Path, today: date) -> Found:
    """Compiles the academy around `path`: the nearest folder upward with an academy.yml, else `path` itself, without a process.

    Raises Setup when the folder cannot be read, or when a single file is none that an academy reads.
    """
    whole = path.resolve()
    home = find_root(whole)
    root = home.resolve() if home else (whole if whole.is_dir() else whole.parent)
    folder = read_folder(root)
    within = "" if whole == root else whole.relative_to(root).as_posix()
    only = within if home is None and not whole.is_dir() else None
    if (whole.is_file() and within not in {*folder.texts, *folder.odd}) or (only and not is_lesson(only)):
        raise Setup(f"{path} is no file of an academy: lessons end in .md, settings in .yml.")
    result = compile_academy(folder.texts, today=today, media=folder.media, odd=folder.odd, only=only)
    return Found(root=root, folder=folder, result=result, within=within)


def from_here(found: Found) -> tuple[Diagnostic, ...]:
    """The diagnostics with paths relative to the current directory."""
    return tuple(replace(one, path=found.shown(one.path)) for one in found.diagnostics)
