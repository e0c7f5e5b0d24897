"""One lesson as authors see it: what it is about, and whether doing moved since people took it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import html
from server.coaching import queries as coaching
from server.coaching.looks import POOL, Pooled
from server.errors import NotFound
from server.html import Page
from server.lessons import queries as lessons
from server.lessons.compiler.model import Lesson
from server.people.roles import Actor


@dataclass(frozen=True, slots=True)
class AuthoredPage(Page):
    """A lesson. `pooled` has what was shown before and since of its behaviours, over everybody who took it; `behaviours` are (id, title).

    `fewest` is of how many people something is told. `tells`: the reader is an author, who may read it.
    """

    template: ClassVar[str] = "web/authored.html"
    lesson: Lesson
    behaviours: tuple[tuple[str, str], ...]
    pooled: Mapping[str, Pooled]
    fewest: int
    tells: bool


class Authored(Controller):
    """A single lesson, for authors."""

    path = "/academy/lessons/{lesson:str}"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], lesson: FromPath[str]) -> Response[Any]:
        """The page, whatever the state of the lesson."""
        academy = (await lessons.current()).academy
        found = next((one for one in academy.lessons if lesson in {one.id, *one.aliases}), None)
        if found is None:
            raise NotFound(f"There is no lesson {lesson}.")
        titles = {one.id: one.title for one in academy.process.behaviours} if academy.process else {}
        tells = actor.has("author")
        page = AuthoredPage(
            lesson=found,
            behaviours=tuple((one, titles.get(one, one)) for one in found.behaviours),
            pooled=await coaching.pooled(found) if tells else {},
            fewest=POOL,
            tells=tells,
        )
        return html.show(request, page)
