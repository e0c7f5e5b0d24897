"""The signals of a company, fifty at a time: those that have no place on the leader's page."""

from datetime import datetime
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get

from server import clock, html
from server.drift.queries import board as boards
from server.drift.queries.board import Board, Part
from server.errors import NotFound
from server.html import Page
from server.lessons import queries as lessons
from server.process.map import Process
from server.web.drift import charts
from server.web.drift.charts import Row
from server.web.drift.onward import following, place


class SignalsPage(Page, frozen=True):
    """Some of `every` signal, as they rank; `following` is the address of the next fifty, empty at the end."""

    template: ClassVar[str] = "drift/signals.html"
    signals: tuple[Row, ...]
    every: int
    at: datetime
    following: str


class Signals(Controller):
    """The table of signals."""

    path = "/drift/signals"

    @get()
    async def read(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """From the beginning, or those after a place."""
        now = clock.now()
        board, process = await boards.board(now), (await lessons.current()).academy.process
        if board is None or process is None:
            raise NotFound("There are no signals just now.")
        found = await boards.part(board, place(request.query_params.get("after", "")), now)
        return html.show(request, page(board, process, found))


def page(board: Board, process: Process, part: Part) -> SignalsPage:
    """The page of these."""
    signals = charts.rows(part.signals, process, board.names)
    return SignalsPage(signals=signals, every=board.every, at=board.at, following=following(part))
