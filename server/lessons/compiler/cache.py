"""Compiled lessons kept from one compile to the next, so that a watcher compiles only what changed."""

from hashlib import sha256

from msgspec import Struct

from server.lessons.compiler.context import Context
from server.lessons.compiler.lesson import Compiled, compile_lesson
from server.lessons.compiler.library import Library
from server.lessons.compiler.source import Source


class _Kept(Struct, frozen=True):
    text: str
    around: str
    used: tuple[tuple[str, str], ...]
    compiled: Compiled


class Cache:
    """Lessons by path. One is taken again if its text, the files it uses and everything around the lessons are as they were.

    Around the lessons are the process and the other single files, the names of all files, and the day.
    """

    def __init__(self) -> None:
        self.kept: dict[str, _Kept] = {}
        self.fresh: dict[str, _Kept] = {}
        self.around = ""

    def open(self, context: Context) -> None:
        """Begins a compile."""
        self.fresh = {}
        self.around = _around(context)

    def lesson(self, source: Source, context: Context) -> Compiled:
        """The compiled lesson, from before or new."""
        text, before = sha256(source.data).hexdigest(), self.kept.get(source.path)
        if before is None or (before.text, before.around) != (text, self.around) or not _same(before, context.library):
            compiled = compile_lesson(source, context)
            used = tuple((path, _digest(context.library, path)) for path in sorted(compiled.uses))
            before = _Kept(text, self.around, used, compiled)
        self.fresh[source.path] = before
        return before.compiled

    def close(self) -> None:
        """Ends a compile: what no longer exists is forgotten."""
        self.kept = self.fresh


def _same(before: _Kept, library: Library) -> bool:
    return all(_digest(library, path) == digest for path, digest in before.used)


def _digest(library: Library, path: str) -> str:
    text = library.files.get(path, b"")
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def _around(context: Context) -> str:
    """Everything but lessons and partials that a lesson may depend on."""
    digest = sha256(repr((context.today, sorted(context.library.media))).encode())
    for path in sorted(context.library.files):
        digest.update(f"\0{path}\0".encode())
        if path.startswith("process/") or "/" not in path:
            digest.update(_digest(context.library, path).encode())
    return digest.hexdigest()
