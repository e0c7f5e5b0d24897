"""A pasted lesson: checked as a file of the academy that is served, and compared with what stands there under its id. Nothing is stored."""

import re
from collections.abc import Mapping
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Final

import anyio.to_thread
from msgspec import Struct
from msgspec.structs import replace

from server.lessons.belonging import MARK
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.edits.changes import LessonChange, change
from server.lessons.compiler.edits.history import known_questions
from server.lessons.compiler.model import Academy, Lesson
from server.web.academy.marked_faults import Marked, marked

if TYPE_CHECKING:
    from server.lessons.compiler.cache import Cache

MOST: Final = 64 * 1024
"""Bytes of a lesson, as the check has it (E002)."""

SHOWN: Final = 50
"""Faults on one page."""

_ID = re.compile(r"^id:[ \t]*([a-z0-9]+(?:-[a-z0-9]+)*)[ \t]*(?:#.*)?$", re.MULTILINE)
_STAGE = re.compile(r"^stage:[ \t]*([a-z0-9]+(?:-[a-z0-9]+)*)[ \t]*(?:#.*)?$", re.MULTILINE)


class Tried(Struct, frozen=True, kw_only=True):
    """What came of it. `path` is where the file belongs, `before` the lesson that is served under its id, None for a new one.

    `lesson` is as it would be served, None while an error stands. `alone`: the files of the academy are not here, so nothing is known of its
    process.
    """

    path: str
    faults: tuple[Marked, ...]
    errors: int
    warnings: int
    before: Lesson | None = None
    lesson: Lesson | None = None
    change: LessonChange | None = None
    alone: bool = False


async def tried(text: str, edition: Edition, files: Mapping[str, bytes], today: date) -> Tried:
    """Checks one text beside the files of the academy. Takes anything of at most `MOST` bytes; one at a time in a process, beside the pages that
    others ask for.
    """
    return await anyio.to_thread.run_sync(_alone, text, edition, files, today)


def place_of(text: str, academy: Academy) -> str:
    """Where the file of this text belongs: where its id lies, or else in the folder of its stage."""
    id, stage = _ID.search(text[:4_000]), _STAGE.search(text[:4_000])
    name = id[1] if id else "new-lesson"
    known = _known(name, academy)
    if known is not None and known.path:
        return known.path
    stages = academy.process.stage if academy.process else {}
    return f"{stage[1] if stage and stage[1] in stages else next(iter(stages), 'lessons')}/{name}.md"


def _alone(text: str, edition: Edition, files: Mapping[str, bytes], today: date) -> Tried:
    with _one_at_a_time:
        return _tried(text, edition, files, today)


def _tried(text: str, edition: Edition, files: Mapping[str, bytes], today: date) -> Tried:
    # The compiler weighs megabytes, which a process pays for only when somebody tries a lesson in it.
    from server.lessons.compiler.academy import compile_academy  # noqa: PLC0415  # as said
    from server.lessons.compiler.markdown.source import read  # noqa: PLC0415  # as said

    academy = edition.academy
    path, data = place_of(text, academy), text.encode("utf-8", "replace")
    result = compile_academy({**files, path: data}, today=today, media=academy.media, only=path, previous=academy, cache=_cache())
    lesson = next((_typeset(one, academy) for one in result.academy.lessons if one.path == path), None)
    before = _known(lesson.id, academy) if lesson else next((one for one in academy.lessons if one.path == path), None)
    faults = sorted(result.diagnostics, key=lambda one: (one.severity != "error", one.line, one.column))
    own = [one for one in faults if one.path == path]
    errors = sum(one.severity == "error" for one in own)
    return Tried(
        path=path,
        faults=marked(own[:SHOWN], read(path, data).lines),
        errors=errors,
        warnings=len(own) - errors,
        before=before,
        lesson=lesson,
        change=_change(before, lesson, academy) if before and lesson else None,
        alone=MARK not in files,
    )


def _change(before: Lesson, lesson: Lesson, academy: Academy) -> LessonChange | None:
    """What it would do, None for nothing."""
    found = change(before, lesson, known_questions(academy))
    return found if found.fields or found.prose or any(one.fate != "kept" for one in found.questions) else None


def _known(id: str, academy: Academy) -> Lesson | None:
    return academy.lesson(id)


def _typeset(lesson: Lesson, academy: Academy) -> Lesson:
    """One lesson as it is served."""
    from server.lessons.compiler.words.typography import typeset  # noqa: PLC0415  # as above

    return typeset(
        replace(academy, process=None, lessons=(lesson,), paths=(), glossary={}, artifacts=(), translations=())
    ).lessons[0]


def _cache() -> "Cache":
    """What is compiled of the process, kept from one text to the next."""
    global _kept  # noqa: PLW0603  # one for the process
    if _kept is None:
        from server.lessons.compiler.cache import Cache  # noqa: PLC0415  # as above

        _kept = Cache()
    return _kept


_kept: "Cache | None" = None
_one_at_a_time = Lock()
