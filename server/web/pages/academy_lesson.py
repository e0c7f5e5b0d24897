"""One lesson as authors see it: what it is about, whether doing moved since people took it, and a package of it for other learning systems."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar

import anyio.to_thread
from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import html
from server.coaching import queries as coaching
from server.coaching.looks import POOL, Pooled
from server.errors import NotFound, Refused
from server.html import Page
from server.learning import queries as learning
from server.lessons import queries as lessons
from server.lessons.compiler.model import Academy, Lesson
from server.lessons.outside import places
from server.people.roles import Actor
from server.sentences import gettext as _
from server.settings import Settings
from server.web.academy import question_figures
from server.web.academy.question_figures import ItemRow
from server.web.scorm import package
from server.web.scorm.package import Packed


class AuthoredPage(Page, frozen=True):
    """A lesson. `pooled` has what was shown before and since of its behaviours, over everybody who took it; `behaviours` are (id, title).

    `fewest` is of how many people something is told. `tells`: the reader is an author, who may read it.
    """

    template: ClassVar[str] = "web/authored.html"
    lesson: Lesson
    behaviours: tuple[tuple[str, str], ...]
    pooled: Mapping[str, Pooled]
    fewest: int
    tells: bool
    items: tuple[ItemRow, ...] = ()
    """Its scored questions, in the order of the file, over everybody who tried them."""
    counted_at: datetime | None = None
    """When, None while of none enough people are known."""


class Authored(Controller):
    """A single lesson, for authors."""

    path = "/academy/lessons/{lesson:str}"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], lesson: FromPath[str]) -> Response[Any]:
        """The page, whatever the state of the lesson."""
        edition = await lessons.as_written()
        academy = edition.academy
        found = _found(academy, lesson)
        titles = {one.id: one.title for one in academy.process.behaviours} if academy.process else {}
        tells = actor.has("author")
        figured = await learning.figured(actor, edition, found)
        page = AuthoredPage(
            lesson=found,
            behaviours=tuple((one, titles.get(one, one)) for one in found.behaviours),
            pooled=await coaching.pooled(found) if tells else {},
            fewest=POOL,
            tells=tells,
            items=tuple(map(question_figures.row, figured)),
            counted_at=next((one.counted_at for one in figured if one.item), None),
        )
        return html.show(request, page)

    @get("/package")
    async def download(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], lesson: FromPath[str]
    ) -> Response[bytes]:
        """The lesson as a SCORM package. Raises NotFound for who is no author, Refused when it is not live."""
        edition = await lessons.as_written()
        academy = edition.academy
        found = _found(academy, lesson)
        if not actor.has("author"):
            raise NotFound("Authors take lessons elsewhere.")
        packed = await anyio.to_thread.run_sync(_pack, academy, found, settings)
        headers = {"Content-Disposition": f'attachment; filename="{packed.name}"', "Cache-Control": "private, no-store"}
        return Response(packed.body, media_type="application/zip", headers=headers)


def _found(academy: Academy, id: str) -> Lesson:
    """The lesson with this id or this id of old, whatever its state. Raises NotFound."""
    found = academy.lesson(id)
    if found is None:
        raise NotFound(f"There is no lesson {id}.")
    return found


def _pack(academy: Academy, lesson: Lesson, settings: Settings) -> Packed:
    def read(name: str) -> bytes:
        """A medium as it was when the academy was loaded."""
        digest = academy.media.get(name, "")
        for path in places(settings.fetched, settings.lessons, name, digest):
            with suppress(OSError):
                body = path.read_bytes()
                if sha256(body).hexdigest() == digest:
                    return body
        raise Refused(_("A picture or recording of this lesson changed since it was loaded. Load the academy again first."))

    return package.of_lesson(academy, lesson, read)
