"""Compile one lesson file."""

from msgspec import Struct

from server.lessons.compiler.context import Context
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.front import Front
from server.lessons.compiler.model import Lesson
from server.lessons.compiler.source import Source


class Compiled(Struct, frozen=True, kw_only=True):
    """What became of one lesson file.

    `lesson` is None when a diagnostic is an error. `front` keeps the places of the front matter for checks across files (duplicate ids,
    prerequisites) and is there even when the lesson is not. `uses` are paths below the root: included files, images, media, captions.
    """

    lesson: Lesson | None
    diagnostics: tuple[Diagnostic, ...]
    front: Front | None = None
    uses: frozenset[str] = frozenset()


def compile_lesson(source: Source, context: Context) -> Compiled:
    """One lesson file as a value, with everything that is wrong with it. Never raises on any text."""
    raise NotImplementedError
