"""The author's desk with what was answered at it, and the page of a lesson as it stands there."""

from typing import Any

from litestar import Request, Response

from server import clock, html, ids
from server.cli.preview.desk import Desk, Sight, digest
from server.cli.preview.pages import BrokenLessonPage, desktop, previewed
from server.cli.preview.sitting import Sitting
from server.errors import NotFound
from server.learning.pages.asking import Fault
from server.learning.pages.lesson import lesson_page
from server.learning.pages.place import Place
from server.lessons.compiler.model import Lesson

Asking = Request[Any, Any, Any]


class Bench:
    """The desk with what was answered at it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.name = desk.root.resolve().name
        self.sittings: dict[str, Sitting] = {}
        self.tongues: dict[str, str] = {}
        """The language in which each lesson is looked at, where that was chosen."""

    def sitting(self, id: str) -> Sitting:
        """What was done in a lesson so far."""
        return self.sittings.setdefault(id, Sitting())

    def place(self, sight: Sight, lesson: Lesson, *, live: bool = False) -> Place:
        """Where the author is in a lesson; the version in git is read as if nothing was done."""
        sitting = Sitting() if live else self.sitting(lesson.id)
        return sitting.place(sight.edition(lesson, live=live), lesson, digest(lesson), clock.now())


def shown(
    request: Asking,
    bench: Bench,
    sight: Sight,
    id: str,
    *,
    again: str = "",
    live: bool = False,
    cold: bool = False,
    fault: Fault | None = None,
    about: str = "",
) -> Response[Any]:
    """The page of a lesson after a deed about the question `about`, or with a form that came back. Raises NotFound when no file is meant."""
    lesson = sight.lesson(id, live=live, tongue=bench.tongues.get(id, ""))
    if lesson is None:
        return _without(request, sight, id)
    place, shell = bench.place(sight, lesson, live=live), html.shell_of(request)
    only = about if request.headers.get("HX-Request") == "true" else ""
    page = previewed(
        lesson_page(place, shell, again=again, fault=fault, only=only, cold=cold),
        desktop(sight, lesson.id, live=live, tongue=lesson.locale, form=str(ids.new())),
    )
    return html.show(request, page, status=422 if fault else 200)


def _without(request: Asking, sight: Sight, id: str) -> Response[Any]:
    """A lesson that has no good version: what is wrong with it. Raises NotFound when no file is meant."""
    if id not in sight.ids:
        raise NotFound("There is no such lesson.")
    return html.show(request, BrokenLessonPage(desk=desktop(sight, id), title=id))


def find(bench: Bench, sight: Sight, id: str) -> Lesson:
    """The lesson in its last good version, in the language it is looked at. Raises NotFound."""
    lesson = sight.lesson(id, tongue=bench.tongues.get(id, ""))
    if lesson is None:
        raise NotFound("There is no such lesson.")
    return lesson
