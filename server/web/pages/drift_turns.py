"""What a leader says of a signal on their page: we act on it, or its level is the new one; and taking that back."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import clock, forms, html
from server.drift import actions
from server.drift.actions import Told
from server.drift.queries import board as boards
from server.errors import Invalid, NotFound
from server.inspections import queries as inspections
from server.lessons import queries as lessons
from server.people.roles import Actor
from server.web.drift import signal_answers
from server.web.forms import TurnForm
from server.web.pages import drift
from server.web.pages.drift import DriftPage


class Turns(Controller):
    """Saying it, and taking it back."""

    path = "/drift/turns"

    @post()
    async def say(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Says it of one signal; without a reason where one is needed, the page comes back with the line that was written."""
        form = await forms.read(request, TurnForm)
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        told = Told(kind=form.kind, about=form.about, team=form.team, did=form.did, words=form.words)
        try:
            await actions.say_turn(actor, entry, told)
        except Invalid as invalid:
            return html.show(request, await _again(told, invalid, actor), status=422)
        return html.redirect("/drift#h-open")

    @post("/{turn:uuid}/back")
    async def take_back(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], turn: FromPath[UUID]
    ) -> Response[Any]:
        """Takes back what was said today."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.take_back(actor, entry, turn)
        return html.redirect("/drift#h-open")


async def _again(told: Told, invalid: Invalid, actor: Actor) -> DriftPage:
    board = await boards.board(clock.now())
    process = (await lessons.current()).academy.process
    if board is None or process is None:
        raise NotFound("There is no such signal.")
    unclear, kept = signal_answers.unclear(board, process, told, invalid.fields), await inspections.kept(actor, clock.now())
    return drift.page(board, process, actor.zone, kept=kept, unclear=unclear)
