"""The leader's page: what is claimed and what is supported, where the process stops being run, and whether its gates win deals."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from markupsafe import Markup
from msgspec import field

from server import clock, forms, html, ids
from server.drift.focus import Moved
from server.drift.points import SPAN
from server.drift.queries import board as boards
from server.drift.queries.board import Board
from server.errors import Invalid, Refused
from server.html import Page
from server.inspections import actions
from server.inspections import queries as inspections
from server.lessons import queries as lessons
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _
from server.web.drift import forecast, signal_answers
from server.web.drift.signal_answers import Answer, Unclear
from server.web.drift.told import drawn
from server.web.forms import LeadForm, lead_faults
from server.web.pages.drift_counting import Uncounted, counting_page


class DriftPage(Page, frozen=True):
    """The page: what the board says above and below the focus, drawn, and the focus with its form. `title` is what leads, empty for nothing."""

    template: ClassVar[str] = "drift/index.html"
    upper: Markup
    lower: Markup
    at: datetime
    moved: Moved | None
    title: str
    choices: tuple[tuple[str, str], ...]
    proposed: str
    why_proposed: str
    form: UUID
    answers: tuple[Answer, ...]
    unclear: Unclear | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def again(self) -> datetime:
        """When what came of a choice of today is told."""
        return self.at + SPAN


class Drift(Controller):
    """The page, and what comes first everywhere."""

    path = "/drift"

    @get()
    async def show(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """What was counted in the last minute. A page that waits for it gets the whole page when it is there."""
        asked = request.query_params.get("asked", "")
        try:
            process, board = await read()
        except Uncounted:
            return html.show(request, counting_page(asked))
        if asked and request.headers.get("HX-Request") == "true":
            return Response("", media_type="text/html", headers={"HX-Refresh": "true"})
        return html.show(request, page(board, process, actor.zone, kept=await inspections.kept(actor, clock.now())))

    @post("/focus")
    async def lead(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Has one behaviour come first everywhere, or drops it."""
        try:
            form = await forms.read(request, LeadForm, checks=lead_faults)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            await actions.lead_with(actor, entry, "" if form.drop else form.behaviour)
        except Invalid as invalid:
            process, board = await read()
            kept = await inspections.kept(actor, clock.now())
            return html.show(request, page(board, process, actor.zone, kept=kept, errors=invalid.fields), status=422)
        return html.redirect("/drift#h-focus")


async def read() -> tuple[Process, Board]:
    """The process and what was counted last. Raises Refused where there is nothing to show yet, Uncounted where it will be in some minutes."""
    board = await boards.board(clock.now())
    process = (await lessons.current()).academy.process
    if board is None and process is not None:
        raise Uncounted(
            _("These numbers are being counted for the first time. That takes some minutes; open this page again then.")
        )
    if board is None or process is None:
        raise Refused(
            _("There is no process just now, so nothing can be held against it. Try again when an author has loaded one.")
        )
    return process, board


def page(
    board: Board,
    process: Process,
    zone: str = "UTC",
    *,
    kept: Collection[UUID] = (),
    errors: Mapping[str, str] | None = None,
    unclear: Unclear | None = None,
) -> DriftPage:
    """The page of a board, for readers of this zone in the language being spoken, who still look at `kept` a second time."""
    upper, lower = drawn(board, process, zone, kept)
    proposed, why = forecast.proposed(board, process)
    return DriftPage(
        upper=upper,
        lower=lower,
        at=board.at,
        moved=board.moved,
        title=process.behaviour_title(board.moved.behaviour) if board.moved else "",
        choices=tuple((one.id, one.title) for one in process.behaviours),
        proposed=proposed,
        why_proposed=why,
        form=ids.new(),
        answers=signal_answers.answers(board),
        unclear=unclear,
        errors=errors or {},
    )
