"""What was compiled, kept from one compile to the next, so that a watcher compiles only what changed."""

from collections.abc import Callable
from hashlib import sha256

from msgspec import Struct

from server.lessons.compiler.context import Context
from server.lessons.compiler.lesson import Compiled, compile_lesson
from server.lessons.compiler.library import Library
from server.lessons.compiler.markdown.source import Source
from server.lessons.compiler.part import Part
from server.lessons.compiler.process.files import ProcessFiles
from server.lessons.compiler.translations.translation import compile_translation


class _Kept(Struct, frozen=True):
    text: str
    around: str
    used: tuple[tuple[str, str], ...]
    compiled: Compiled
    beside: str = ""
    """The path of the lesson that this is a translation of."""


class Cache:
    """Lessons by path. One is taken again if its text, the files it uses and everything around the lessons are as they were.

    Around the lessons are the process and the other single files, the names of all files, and the day. The process is taken again while all
    of that but the day is as it was; what a file other than a lesson links to, while the file is.
    """

    def __init__(self) -> None:
        self.kept: dict[str, _Kept] = {}
        self.fresh: dict[str, _Kept] = {}
        self.around = ""
        self.processed: tuple[str, Part[ProcessFiles]] | None = None
        self.linked: dict[str, tuple[str, tuple[str, ...]]] = {}

    def process(self, library: Library, make: Callable[[], Part[ProcessFiles]]) -> Part[ProcessFiles]:
        """What the files of the process compile to, from before or new."""
        around = _besides_lessons(library)
        if self.processed is None or self.processed[0] != around:
            made = make()
            # Where a link to a lesson leads is written in that lesson.
            self.processed = (around, made) if not made.value.leads_to_lessons else None
            return made
        return self.processed[1]

    def links(self, library: Library, path: str, make: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        """What a file that is no lesson links to, from before or new."""
        text, before = _digest(library, path), self.linked.get(path)
        if before is None or before[0] != text:
            before = self.linked[path] = (text, make())
        return before[1]

    def open(self, context: Context) -> None:
        """Begins a compile."""
        self.fresh = {}
        self.around = _around(context)

    def lesson(self, source: Source, context: Context) -> Compiled:
        """The compiled lesson, from before or new."""
        return self._taken(source, context, "", lambda: compile_lesson(source, context))

    def translation(self, source: Source, context: Context, original: Compiled | None, path: str) -> Compiled:
        """The compiled translation of the lesson in `path`, from before or new."""
        return self._taken(source, context, path, lambda: compile_translation(source, context, original, path))

    def _taken(self, source: Source, context: Context, beside: str, make: Callable[[], Compiled]) -> Compiled:
        text, before = sha256(source.data).hexdigest(), self.kept.get(source.path)
        as_it_was = before is not None and (before.text, before.around, before.beside) == (text, self.around, beside)
        if before is None or not as_it_was or not _same(before, context.library):
            compiled = make()
            uses = {*compiled.uses, beside} if beside else compiled.uses
            used = tuple((path, _digest(context.library, path)) for path in sorted(uses))
            before = _Kept(text, self.around, used, compiled, beside)
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
    return f"{context.today} {_besides_lessons(context.library)}"


def _besides_lessons(library: Library) -> str:
    """The process and the other single files, and the names of all files."""
    digest = sha256(repr(sorted(library.media)).encode())
    for path in sorted(library.files):
        digest.update(f"\0{path}\0".encode())
        if path.startswith("process/") or "/" not in path:
            digest.update(_digest(library, path).encode())
    return digest.hexdigest()
