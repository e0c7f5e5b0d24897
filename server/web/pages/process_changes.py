"""What changed in the process, version by version: for whoever decides its wording."""

from typing import Any, ClassVar

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from server import clock, html
from server.errors import Forbidden
from server.html import Page
from server.inspections import queries as inspections
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.roles import Actor
from server.web.academy.process_versions import Version, versions


class ProcessChangesPage(Page, frozen=True):
    """Versions, newest first. Empty before a process was loaded. `lang` is the language that the process is written in."""

    template: ClassVar[str] = "web/process-changes.html"
    title: str
    versions: tuple[Version, ...]
    lang: str = "en"


class ProcessChanges(Controller):
    """The versions that were in force."""

    path = "/process/changes"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The page. Without the mark of a process owner it is not found."""
        if not actor.process_owner:
            raise Forbidden("This is for the process owner.")
        edition = await lessons.current()
        process = edition.academy.process
        if process is None:
            return html.show(request, ProcessChangesPage(title="", versions=()))
        read = inspections.words_of(await inspections.opened(clock.now()), process, await inspections.every_spell())
        found = versions(await lessons.standards(), await people.charges(), edition, await inspections.open_now(), read)
        return html.show(request, ProcessChangesPage(title=process.title, versions=found, lang=edition.academy.rules.locale))
