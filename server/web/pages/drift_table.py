"""The leader's page as a file: one line a number, with what it counts."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from server import clock
from server.drift.forecast import STATES
from server.drift.queries import board as boards
from server.drift.queries.board import Board
from server.drift.watch import Signal
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _
from server.web.csv_table import table
from server.web.drift import charts, forecast
from server.web.drift.told import Told, told
from server.web.pages.downloads import file
from server.web.pages.drift import read


class DriftTable(Controller):
    """All numbers of the page."""

    path = "/drift/table"

    @get()
    async def take(self, actor: NamedDependency[Actor]) -> Response[bytes]:
        """All of them, however many the page shows."""
        process, board = await read()
        signals = [one async for one in _all_signals(board, process)]
        head = (_("About"), _("What"), _("Number"), _("Of"), _("Currency"))
        lines = _rows(told(board, process, most=None, zone=actor.zone), signals)
        return file("drift.csv", await asyncio.to_thread(table, head, lines))


async def _all_signals(board: Board, process: Process) -> AsyncIterator[tuple[str, ...]]:
    """A line of every signal, read a page at a time."""
    now = clock.now()
    found = await boards.part(board, "", now)
    while True:
        for signal in found.signals:
            yield _signal(signal, board, process)
        if not found.after:
            return
        found = await boards.part(board, found.after, now)


def _signal(one: Signal, board: Board, process: Process) -> tuple[str, ...]:
    about = f"{charts.title(one, process)}, {charts.scope(one, board.names)}"
    return (about, f"{charts.words(one)} ({round(one.floor)}%)", str(one.count.met), str(one.count.n), "")


def _rows(page: Told, signals: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    yield from _forecast(page)
    yield from signals
    for recent in page.recency:
        yield (recent.name, f"{_('Looked at in time')} ({recent.floor}%)", str(recent.met), str(recent.n), "")
    for check in page.footing:
        yield (check.name, check.limit, str(check.met), str(check.n), "")
    for skipped in page.skipped:
        yield (f"{skipped.stage}, {skipped.team}", _("Left out on"), str(skipped.deals), str(skipped.of), "")
    for result in page.results:
        for what, side in ((_("Won with all gates met"), result.met), (_("Won without"), result.without)):
            yield (result.title, what, str(side.won), str(side.deals), "")
    for silent in page.silent or ():
        yield (silent.title, _("Days since anyone asked"), "" if silent.days is None else str(silent.days), "", "")


def _forecast(page: Told) -> Iterator[tuple[str, ...]]:
    for one in (*page.total, *page.teams, *page.categories):
        for what, cell in zip((_("Claimed"), *map(forecast.state, STATES)), one.cells, strict=True):
            yield (one.name, what, f"{cell.amount / 100:.2f}", str(cell.deals), cell.currency)
