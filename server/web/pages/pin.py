"""A manager's own note under a behaviour: how they do it, for their own team."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import field

from server import clock, forms, html, ids
from server.coaching import actions, queries
from server.coaching.forms import PinForm, pin_faults
from server.errors import Invalid, NotFound
from server.html import Page
from server.lessons import queries as lessons
from server.people.roles import Actor
from server.process.map import Behaviour


class PinPage(Page, frozen=True):
    """The standard, and the note of the reader below it. `since` is when it was pinned, None before there is one."""

    template: ClassVar[str] = "coaching/pin.html"
    behaviour: Behaviour
    words: str
    since: datetime | None
    form: UUID
    errors: Mapping[str, str] = field(default_factory=dict)


class OwnNote(Controller):
    """One's own note under a behaviour."""

    path = "/process/{behaviour:str}/note"

    @get()
    async def read(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], behaviour: FromPath[str]
    ) -> Response[Any]:
        """The page."""
        return html.show(request, await _page(actor, behaviour))

    @post()
    async def pin(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], behaviour: FromPath[str]
    ) -> Response[Any]:
        """Keeps it, or takes it away when nothing is left of it."""
        now = clock.now()
        try:
            form = await forms.read(request, PinForm, checks=pin_faults)
            entry = await forms.entry(request, actor=actor.id, at=now)
        except Invalid as invalid:
            return html.show(request, await _page(actor, behaviour, invalid), status=422)
        if form.words:
            await actions.pin(actor, entry, behaviour=behaviour, words=form.words)
        else:
            await actions.unpin(actor, entry, behaviour=behaviour)
        return html.redirect(f"/process#{behaviour}")


async def _page(actor: Actor, behaviour: str, invalid: Invalid | None = None) -> PinPage:
    process = (await lessons.current()).academy.process
    if process is None or behaviour not in process.behaviour:
        raise NotFound("There is no such behaviour.")
    pins = (await queries.pinned_for(actor, clock.now())).get(behaviour, ())
    own = next((pin for pin in pins if pin.own), None)
    typed = next(iter(invalid.typed.get("words", ())), "") if invalid else None
    return PinPage(
        behaviour=process.behaviour[behaviour],
        words=typed if typed is not None else own.words if own else "",
        since=own.at if own else None,
        form=ids.new(),
        errors=invalid.fields if invalid else {},
    )
