"""The academy for the person who learns: their paths with how far they are, and the other lessons."""

from itertools import groupby
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from msgspec import Struct

from server import html
from server.html import Page
from server.learning import queries
from server.learning.onward import State, Step, paths_for, rest, state_of, steps
from server.learning.queries import TakeSummary
from server.lessons import queries as lessons
from server.lessons.compiler.model import Lesson
from server.people.roles import Actor
from server.sentences import gettext as _
from server.sentences import speaking
from server.sentences.tongue_words import briefly
from server.sentences.tongues import foreign


class Line(Struct, frozen=True):
    """A lesson, or a milestone when `href` is empty. `note` says how far the person is."""

    title: str
    href: str = ""
    minutes: int = 0
    state: State = "open"
    note: str = ""
    lang: str = ""
    tongue: str = ""
    """The language of its words as a tag and by name, where that is not the reader's."""


class PathView(Struct, frozen=True):
    """A path with its steps in parts, each (heading, steps); `done` of `of` lessons are finished."""

    id: str
    title: str
    parts: tuple[tuple[str, tuple[Line, ...]], ...]
    done: int
    of: int

    @property
    def lessons(self) -> tuple[Line, ...]:
        """The steps that are lessons."""
        return tuple(line for _heading, lines in self.parts for line in lines if line.href)


class AcademyPage(Page, frozen=True):
    """Everything one can take. `next` is the first line that is not done. `live`: lessons are served, whoever they are for."""

    template: ClassVar[str] = "learning/academy.html"
    paths: tuple[PathView, ...]
    others: tuple[Line, ...]
    next: Line | None
    live: bool = False
    lang: str = ""
    """The language of the paths, where that is not the reader's."""


class Academy(Controller):
    """The collection of lessons."""

    path = "/lessons"

    @get()
    async def index(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The paths and the other lessons."""
        academy = (await lessons.current()).academy
        begun = {take.lesson: take for take in await queries.in_progress(actor.id)}
        finished = await queries.completed(actor.id)
        paths = tuple(
            _path(path.id, path.title, steps(path, academy, finished, begun.keys()), begun)
            for path in paths_for(academy, actor.roles)
        )
        on_paths = {line.href.rpartition("/")[2] for path in paths for line in path.lessons}
        others = tuple(_line(one, state_of(one, finished, begun.keys()), begun) for one in rest(academy, on_paths, actor.roles))
        lines = [line for path in paths for line in path.lessons] + list(others)
        waiting = next(
            (line for line in lines if line.state == "begun"), next((line for line in lines if line.state == "open"), None)
        )
        lang = foreign(academy.rules.locale, speaking())
        live = any(one.status == "live" for one in academy.lessons)
        return html.show(request, AcademyPage(paths=paths, others=others, next=waiting, live=live, lang=lang))


def _path(id: str, title: str, found: tuple[Step, ...], begun: dict[str, TakeSummary]) -> PathView:
    parts = tuple(
        (under, tuple(_line(step.lesson, step.state, begun) if step.lesson else Line(title=step.milestone) for step in part))
        for under, part in groupby(found, lambda step: step.under)
    )
    taken = [step for step in found if step.lesson]
    return PathView(id=id, title=title, parts=parts, done=sum(step.state == "done" for step in taken), of=len(taken))


def _line(lesson: Lesson, state: State, begun: dict[str, TakeSummary]) -> Line:
    take = next((begun[id] for id in (lesson.id, *lesson.aliases) if id in begun), None)
    note = _("done") if state == "done" else ""
    if take and state == "begun":
        note = _("%(done)d of %(of)d answered") % {"done": take.answered, "of": take.of}
    return Line(
        title=lesson.title,
        href=f"/lessons/{lesson.id}",
        minutes=lesson.minutes,
        state=state,
        note=note,
        lang=foreign(lesson.locale, speaking()),
        tongue=briefly(lesson.locale),
    )
