"""The pages of a preview: all lessons with what changed, one lesson as reps see it, and what an edit of it does."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import asdict

from server.cli.preview.desk import Sight
from server.html import Page
from server.learning.pages.lesson import LessonPage
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.edits.changes import LessonChange
from server.lessons.compiler.model import Lesson
from server.sentences import speaking
from server.sentences.tongue_words import named
from server.web.academy.marked_faults import Marked, marked

MOST = 50
"""Faults that one page lists."""


class Tongue(Struct, frozen=True):
    """A language in which a lesson may be looked at: its tag and its name; `here` is the one that is."""

    tag: str
    name: str
    here: bool


class Desktop(Struct, frozen=True):
    """What every page of a preview says above its head. `number` is the sight it shows, `revision` what git has, empty where it has nothing.

    `path`, `faults` and `kept` are about the lesson of the page: its file, what the check says of it, and that its last good version is shown.
    `live`: the page shows the version in git. `changed`: the lesson differs from it; `same`: it does not. `known`: git has one. `status` is the
    lesson's own, empty where it has no good version.
    """

    number: int
    revision: str
    id: str = ""
    path: str = ""
    faults: tuple[Marked, ...] = ()
    kept: bool = False
    live: bool = False
    changed: bool = False
    same: bool = False
    known: bool = False
    status: str = ""
    form: str = ""
    tongues: tuple[Tongue, ...] = ()
    """The languages of the lesson, its own first; none where it has only that."""
    translated: bool = False
    """The page shows a translation. What changed is told of the lesson alone."""


class Line(Struct, frozen=True):
    """A lesson of the list. `title` is its id when it never was good; `errors` and `warnings` count what the check says of its file."""

    id: str
    title: str
    path: str
    errors: int
    warnings: int
    change: LessonChange | None = None
    lesson: Lesson | None = None


class DeskPage(Page, frozen=True):
    """The whole folder. `touched` are the lessons that differ from git or have an error; `elsewhere` what the check says of other files."""

    template: ClassVar[str] = "preview/desk.html"
    desk: Desktop
    folder: str
    touched: tuple[Line, ...]
    rest: tuple[Line, ...]
    elsewhere: tuple[Diagnostic, ...]
    errors: int
    warnings: int


class PreviewedPage(LessonPage, frozen=True, kw_only=True):
    """A lesson as reps see it, below what a preview says."""

    template: ClassVar[str] = "preview/lesson.html"
    desk: Desktop


class BrokenLessonPage(Page, frozen=True):
    """A lesson that never was good: only what is wrong with it."""

    template: ClassVar[str] = "preview/broken.html"
    desk: Desktop
    title: str


class ChangesPage(Page, frozen=True):
    """What an edit does to one lesson; `change` is None when it does nothing."""

    template: ClassVar[str] = "preview/changes.html"
    desk: Desktop
    title: str
    change: LessonChange | None


def desk_page(sight: Sight, folder: str) -> DeskPage:
    """The list for one sight of the folder."""
    lines = tuple(_lines(sight))
    listed = {line.path for line in lines}
    elsewhere = tuple(one for one in sight.result.diagnostics if one.path not in listed)
    errors = sum(one.severity == "error" for one in sight.result.diagnostics)
    return DeskPage(
        desk=Desktop(sight.number, sight.revision if sight.base else ""),
        folder=folder,
        touched=tuple(sorted((line for line in lines if line.errors or line.change), key=lambda line: not line.errors)),
        rest=tuple(line for line in lines if not line.errors and not line.change),
        elsewhere=tuple(sorted(elsewhere, key=lambda one: one.severity != "error"))[:MOST],
        errors=errors,
        warnings=len(sight.result.diagnostics) - errors,
    )


def desktop(sight: Sight, id: str, *, live: bool = False, tongue: str = "", form: str = "") -> Desktop:
    """What stands above the page of a lesson, in the language `tongue` if it is there."""
    lesson, before = sight.lesson(id, live=live, tongue=tongue), sight.lesson(id, live=True, tongue=tongue)
    if lesson is not None and lesson.translates:
        before = before if before and before.translates else None
        path, changed = lesson.path, before is not None and before != lesson
    else:
        path, changed = sight.ids.get(id, ""), sight.change(id) is not None
    kept = path in sight.kept
    return Desktop(
        number=sight.number,
        revision=sight.revision if sight.base else "",
        id=id,
        path=path,
        faults=() if live else marked(sight.faults(path)[:MOST], sight.lines(path)),
        kept=kept,
        live=live,
        changed=changed,
        same=before is not None and not changed and not kept,
        known=before is not None,
        status=lesson.status if lesson else "",
        form=form,
        tongues=_tongues(sight, id, lesson, live=live),
        translated=lesson is not None and lesson.translates > 0,
    )


def previewed(page: LessonPage, desk: Desktop) -> PreviewedPage:
    """The page of a lesson below what a preview says."""
    return PreviewedPage(**asdict(page), desk=desk)


def _tongues(sight: Sight, id: str, shown: Lesson | None, *, live: bool) -> tuple[Tongue, ...]:
    own, others = sight.lesson(id, live=live), sight.others(shown.id, live=live) if shown else ()
    if shown is None or own is None or not others:
        return ()
    return tuple(
        Tongue(tag, named(tag, speaking()), tag == shown.locale) for tag in (own.locale, *(one.locale for one in others))
    )


def _lines(sight: Sight) -> Iterator[Line]:
    """Every lesson by title, also those that are gone and those that never were good."""
    good = {lesson.id: lesson for lesson in sight.academy.lessons}
    told = {one.lesson.id: one for one in sight.changes}
    gone = {id: one.lesson for id, one in told.items() if one.after is None}
    known = {**gone, **good}
    names = {**{id: lesson.path for id, lesson in known.items()}, **sight.ids}
    for id, path in sorted(names.items(), key=lambda pair: known[pair[0]].title if pair[0] in known else pair[0]):
        found = sight.faults(path)
        errors = sum(one.severity == "error" for one in found)
        lesson = known.get(id)
        yield Line(
            id=id,
            title=lesson.title if lesson else id,
            path=path,
            errors=errors,
            warnings=len(found) - errors,
            change=told.get(id),
            lesson=lesson,
        )
