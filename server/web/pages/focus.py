"""What is in focus in a first quarter: one stage and what is always on; and opening the whole process."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import field

from server import clock, forms, html, ids
from server.errors import Invalid
from server.html import Page
from server.inspections import actions, focus
from server.inspections import queries as inspections
from server.inspections.queries import Focus
from server.lessons import queries as lessons
from server.people.roles import Actor
from server.process.map import Process
from server.web.forms import FocusForm


class FocusPage(Page, frozen=True):
    """The stage in focus (`stage` is its title, empty for the whole process) with what sheets ask for, and every stage with what it would mean."""

    template: ClassVar[str] = "web/focus.html"
    stage: str
    behaviours: tuple[str, ...]
    since: datetime | None
    stages: tuple[tuple[str, str, tuple[str, ...]], ...]
    """(id, title, titles of what sheets would ask for)."""
    chosen: str
    form: UUID
    errors: Mapping[str, str] = field(default_factory=dict)


class FocusController(Controller):
    """The page, and choosing."""

    path = "/focus"

    @get()
    async def show(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """What is in focus now."""
        return html.show(request, await _page())

    @post()
    async def choose(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Puts a stage in focus, or opens everything."""
        try:
            form = await forms.read(request, FocusForm)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            await actions.set_focus(actor, entry, form.stage)
        except Invalid as invalid:
            return html.show(request, await _page(invalid), status=422)
        return html.redirect("/focus")


async def _page(invalid: Invalid | None = None) -> FocusPage:
    process = (await lessons.current()).academy.process
    return page(process, await inspections.last_focus(), errors=invalid.fields if invalid else {})


def page(process: Process | None, last: Focus | None, *, errors: Mapping[str, str] | None = None) -> FocusPage:
    """The page of what was decided last."""
    titles = {one.id: one.title for one in process.behaviours} if process else {}
    stages = process.stages if process else ()
    return FocusPage(
        stage=next((one.title for one in stages if last and one.id == last.stage), ""),
        behaviours=tuple(titles.get(one, one) for one in last.behaviours) if last else (),
        since=last.at if last else None,
        stages=tuple((one.id, one.title, tuple(titles[each] for each in focus.behaviours(process, one.id))) for one in stages)
        if process
        else (),
        chosen=last.stage if last else "",
        form=ids.new(),
        errors=errors or {},
    )
