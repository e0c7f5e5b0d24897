"""The deals behind a number of the leader's page: of the forecast line, and of the stages that deals left."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from server import clock, html
from server.drift import results
from server.drift.queries import board as boards
from server.drift.queries import forecast as forecasts
from server.drift.queries import results as endings
from server.drift.queries.board import Board
from server.drift.queries.forecast import Behind
from server.drift.queries.results import Ended, Part
from server.drift.results import Side
from server.errors import NotFound
from server.html import Page
from server.inspections import queries as inspections
from server.people.roles import Actor
from server.process.map import Process
from server.web import cursor
from server.web.drift import forecast, told
from server.web.drift.told import DealRow, Result, deal_row
from server.web.pages.drift import read


class BehindPage(Page, frozen=True):
    """The deals behind a number, the largest first: `heading` says which.

    `following` is the address of the next fifty, empty at the end. `kept`: the reader still looks at deals a second time, which are left out.
    """

    template: ClassVar[str] = "drift/deals.html"
    heading: str
    deals: tuple[DealRow, ...]
    following: str
    first: bool
    at: datetime
    kept: bool = False


class ResultPage(Page, frozen=True):
    """The deals that left a stage, with all its gates met and without; those in `kept`, which the reader looks at a second time, are not named.

    Of a year with many deals the newest are here, and the next ones at `following`, empty at the end; `result` counts all of them.
    """

    template: ClassVar[str] = "drift/result.html"
    result: Result
    met: tuple[Ended, ...]
    without: tuple[Ended, ...]
    following: str
    at: datetime
    kept: Collection[UUID] = ()


DEAREST: Final = 2**63
"""What no deal is worth: no column holds it."""

NOTHING: Final = results.Result(stage="", gate="", met=Side(), without=Side())


class DriftDeals(Controller):
    """The deals of a number, and those that left a stage."""

    path = "/drift"

    @get("/deals")
    async def behind(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The deals that a number counts, fifty at a time. Raises NotFound for an address that no link of ours has."""
        process, board = await read()
        asked = dict(request.query_params)
        scope = forecast.scope(asked, board.stages)
        after = _after(asked.pop("after", ""))
        if scope is None:
            raise NotFound("There is no such number.")
        kept = await inspections.kept(actor, clock.now())
        found = await forecasts.behind(process, scope, after, forecasts.MOST + 1, kept)
        return html.show(request, behind_page(board, process, asked, found, first=after is None, kept=bool(kept)))

    @get("/results/{stage:str}")
    async def ended(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], stage: FromPath[str]) -> Response[Any]:
        """The deals that left a stage."""
        process, board = await read()
        if stage not in process.stage:
            raise NotFound("There is no such stage.")
        after = cursor.read(request.query_params.get("after", ""))
        found = await endings.ended(process, stage, board.at - boards.YEAR, board.at, after)
        result = next((one for one in board.results if one.stage == stage), NOTHING)
        kept = await inspections.kept(actor, clock.now())
        return html.show(request, result_page(process, replace(result, stage=stage), found, board.at, kept))


def behind_page(
    board: Board, process: Process, asked: Mapping[str, str], found: Sequence[Behind], *, first: bool = True, kept: bool = False
) -> BehindPage:
    """The deals of one number; one more than a page holds, if there are more."""
    shown, more = found[: forecasts.MOST], len(found) > forecasts.MOST
    return BehindPage(
        heading=forecast.heading(asked, board, process),
        deals=tuple(deal_row(one, process) for one in shown),
        following=f"/drift/deals?{urlencode({**asked, 'after': _place(shown[-1])})}" if more else "",
        first=first,
        at=board.at,
        kept=kept,
    )


def result_page(process: Process, result: results.Result, part: Part, at: datetime, kept: Collection[UUID] = ()) -> ResultPage:
    """Some of the deals that left a stage, of which the result counts all."""
    return ResultPage(
        result=told.result(result, process.stage_title(result.stage)),
        met=tuple(one for one in part.deals if one.met),
        without=tuple(one for one in part.deals if not one.met),
        following=f"/drift/results/{result.stage}?after={cursor.write(*part.after)}" if part.after else "",
        at=at,
        kept=kept,
    )


def _place(one: Behind) -> str:
    amount, id = forecasts.place(one)
    return f"{amount}.{id}"


def _after(word: str) -> tuple[int, UUID] | None:
    """The place that a link names, None for the beginning and for anything else."""
    amount, _dot, id = word.partition(".")
    try:
        place = int(amount), UUID(id)
    except ValueError:
        return None
    return place if place[0] < DEAREST else None
