"""Compile one lesson file."""

from collections.abc import Callable

from msgspec import Struct

from server.lessons.compiler.body import Body
from server.lessons.compiler.context import Context
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.draft import Draft
from server.lessons.compiler.faults import Faults
from server.lessons.compiler.keys import Keys, read_keys
from server.lessons.compiler.layout import lay_out
from server.lessons.compiler.markdown.front import Front
from server.lessons.compiler.markdown.source import Source
from server.lessons.compiler.model import Lesson
from server.lessons.compiler.questions.answer import loose_lines
from server.lessons.compiler.questions.craft import check_questions
from server.lessons.compiler.severity import diagnostics
from server.lessons.compiler.translations.differences import Written
from server.lessons.compiler.translations.parallel import written
from server.lessons.compiler.whole import check_whole
from server.lessons.compiler.words.prose import measure, reading_seconds
from server.lessons.compiler.words.style import check_style

GONE = frozenset({"E301", "E304", "E401", "E402", "E403"})
"""What a lesson that nobody is given may name although it is gone: what its stage or its behaviour was waits there for its author."""


class Compiled(Struct, frozen=True, kw_only=True):
    """What became of one lesson file.

    `lesson` is None when a diagnostic is an error, or when it has no id. `front` keeps the places of the front matter for checks across
    files (duplicate ids, prerequisites) and is there even when the lesson is not. `uses` are paths below the root: linked and included files,
    images, recordings. `asked` are its questions with their places, None when one of them could not be read.
    """

    lesson: Lesson | None
    diagnostics: tuple[Diagnostic, ...]
    front: Front | None = None
    uses: frozenset[str] = frozenset()
    asked: tuple[Written, ...] | None = None


def compile_lesson(source: Source, context: Context) -> Compiled:
    """One lesson file as a value, with everything that is wrong with it. Never raises on any text."""
    return compiled(source, context, _lesson)


def compiled(source: Source, context: Context, make: Callable[[Draft], tuple[Lesson, Body]]) -> Compiled:
    """A lesson file that `make` reads."""
    document = context.library.reread(source)
    faults = Faults(document.faults)
    if not source.sound:
        return Compiled(lesson=None, diagnostics=diagnostics(source, faults, context.rules))
    draft = Draft(document, context, faults)
    lesson, body = make(draft)
    if draft.waits:
        faults[:] = [fault._replace(severity="warning") if fault.code in GONE else fault for fault in faults]
    told = diagnostics(source, faults, context.rules)
    sound = bool(lesson.id) and not any(one.severity == "error" for one in told)
    return Compiled(
        lesson=lesson if sound else None,
        diagnostics=told,
        front=document.front,
        uses=frozenset(draft.links.uses),
        asked=written(body.asked) if not body.unread else None,
    )


def read(draft: Draft, keys: Keys) -> tuple[Lesson, Body]:
    """The lesson with these keys, and its body as written."""
    draft.behaviours, draft.locale, draft.embeds.locale = keys.behaviours, keys.locale.lower(), keys.locale
    draft.loose = loose_lines(draft)
    layout = lay_out(draft)
    body = Body(draft, layout)
    lesson = _value(draft, keys, layout.title.title if layout.title else "", body)
    check_questions(draft, body.asked)
    check_style(draft, body.key_point)
    return lesson, body


def _lesson(draft: Draft) -> tuple[Lesson, Body]:
    keys = read_keys(draft)
    lesson, body = read(draft, keys)
    check_whole(draft, lesson, body, keys)
    return lesson, body


def _value(draft: Draft, keys: Keys, title: str, body: Body) -> Lesson:
    texts = [passage.text for passage in draft.writer.passages if passage.place != "feedback"]
    read = measure([*texts, *draft.embeds.texts])
    questions = tuple([question for question, _ in body.asked])
    prose = [passage.text for passage in draft.writer.passages if passage.place == "prose"]
    return Lesson(
        id=keys.id,
        path=draft.source.path,
        title=title,
        stage=keys.stage,
        behaviours=keys.behaviours,
        kind=keys.kind or "teach",  # type: ignore[arg-type] # one of KINDS
        audience=keys.audience,
        objectives=keys.objectives,
        minutes=keys.minutes,
        prerequisites=keys.prerequisites,
        process=keys.process,
        version=keys.version,
        authors=keys.authors,
        reviewed=keys.reviewed,
        status=keys.status,  # type: ignore[arg-type] # one of STATUSES
        locale=keys.locale,
        aliases=keys.aliases,
        moved=keys.moved or {},
        sources=keys.sources,
        tags=keys.tags,
        blocks=tuple(body.blocks),
        questions=questions,
        key_point=body.key_point[0] if body.key_point else None,
        prose="\n\n".join([*prose, *draft.embeds.texts]),
        reading_seconds=reading_seconds(read, draft.writer.images, keys.locale, draft.context.rules),
        thinking_seconds=sum(question.seconds for question in questions),
    )
