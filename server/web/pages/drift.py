"""The leader's page: what is claimed and what is supported, where the process stops being run, and whether its gates win deals."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, ClassVar, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup
from msgspec import Struct, field
from msgspec.structs import replace

from server import clock, forms, html, ids
from server.drift import results
from server.drift.focus import Moved
from server.drift.points import SPAN
from server.drift.queries import board as boards
from server.drift.queries import forecast as forecasts
from server.drift.queries import results as endings
from server.drift.queries.board import Board
from server.drift.queries.forecast import Behind
from server.drift.queries.results import Ended, Part
from server.drift.queries.skips import Skipped
from server.drift.results import Side
from server.drift.watch import opened
from server.errors import Invalid, NotFound, Refused
from server.html import Page
from server.inspections import actions
from server.inspections import queries as inspections
from server.inspections.calibration import Concord
from server.lately import Lately
from server.lessons import queries as lessons
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _
from server.sentences import speaking
from server.web import cursor
from server.web.drift import charts, forecast, signal_answers
from server.web.drift.forecast import Row
from server.web.drift.signal_answers import Answer, Unclear
from server.web.forms import LeadForm
from server.web.pages.drift_counting import Uncounted, counting_page
from server.web.pages.drift_signals import following


class Result(Struct, frozen=True):
    """A stage that deals left: `won` of `deals` with all its gates met, and without; `seen` says what that shows, as `drift.results` names it."""

    stage: str
    title: str
    met: tuple[int, int]
    without: tuple[int, int]
    seen: str


class Told(Struct, frozen=True):
    """What a board says. `stages` names those of the forecast, `total` is everybody's line, `over` the largest overstated deals, `more` how many are
    left out. `kept`: the reader still looks at deals a second time, and these are not named.

    `silent` are (title, id, days or None, the sheet that asked last).
    """

    at: datetime
    as_of: datetime | None
    quarter_end: date
    stages: str
    why: str
    total: tuple[Row, ...]
    teams: tuple[Row, ...]
    """By name; of more than a page holds, those that claim most beyond what is shown, and then `all_teams` says of how many."""
    all_teams: int
    categories: tuple[Row, ...]
    over: tuple[tuple[Behind, str, str], ...]
    more: int
    results: tuple[Result, ...]
    idle: tuple[tuple[str, Result], ...]
    silent: tuple[tuple[str, str, int | None, UUID | None], ...] | None
    signals: tuple[charts.Row, ...]
    """The first of them as they rank; of `every` signal, `outside` are low or falling, and the next stand at `following`, empty at the end."""
    opened: tuple[charts.Row, ...]
    """Those with a drawing of their own, in the order of the forms that answer them."""
    every: int
    outside: int
    following: str
    skipped: tuple[tuple[str, str, int, int, str], ...]
    """(stage, team, deals that left it out, of so many, the address of these)."""
    knowing: tuple[tuple[str, str, int, int, str], ...]
    """(behaviour, team, reps who know it and do not do it, of so many, the page of the team)."""
    agreed: Concord | None
    """How the sheets of all calibrations go together, None before two lie side by side."""
    recency: tuple[charts.Recent, ...]
    more_skipped: int
    more_recency: int
    """How many are left out of each."""
    kept: bool = False


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


class BehindPage(Page, frozen=True):
    """The deals behind a number, the largest first: `heading` says which. Each stands with the titles of what it claims and what is supported.

    `following` is the address of the next fifty, empty at the end. `kept`: the reader still looks at deals a second time, which are left out.
    """

    template: ClassVar[str] = "drift/deals.html"
    heading: str
    deals: tuple[tuple[Behind, str, str], ...]
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


class Drift(Controller):
    """The page, what comes first everywhere, and the deals behind a number."""

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
            form = await forms.read(request, LeadForm)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            await actions.lead_with(actor, entry, form.behaviour)
        except Invalid as invalid:
            process, board = await read()
            kept = await inspections.kept(actor, clock.now())
            return html.show(request, page(board, process, actor.zone, kept=kept, errors=invalid.fields), status=422)
        return html.redirect("/drift#h-focus")

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
    upper, lower = _drawn(board, process, zone, kept)
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


def told(board: Board, process: Process, kept: Collection[UUID] = (), most: int | None = charts.MOST) -> Told:
    """What a board says, in the language being spoken, without the names of `kept`; where there are more than `most` lines, a few."""
    (skipped, more_skipped), (recency, more_recency) = charts.cut(board.skipped, most), charts.cut(board.recency, most)
    return Told(
        at=board.at,
        as_of=board.as_of,
        quarter_end=board.quarter_end,
        stages=forecast.named(board.stages, process),
        why=forecast.why(board, process),
        total=forecast.total(board),
        teams=forecast.by_team(board, most),
        all_teams=len(board.teams) if most is not None and len(board.teams) > most else 0,
        categories=forecast.by_category(board),
        over=tuple((one, *_titles(one, process)) for one in board.over if one.id not in kept),
        more=sum(line.overstated.deals for line in board.lines) - len(board.over),
        results=tuple(_result(one, process.stage_title(one.stage)) for one in board.results),
        idle=tuple((one.gate, _result(one, process.behaviour_title(one.gate))) for one in board.idle),
        silent=tuple((process.behaviour_title(one.behaviour), one.behaviour, one.days, one.last) for one in board.silent)
        if board.silent is not None
        else None,
        signals=charts.rows(boards.first(board).signals, process, board.names),
        opened=charts.rows(opened(board.signals), process, board.names),
        every=board.every,
        outside=board.outside,
        following=following(boards.first(board)),
        skipped=tuple(_skipped(one, board, process) for one in skipped),
        more_skipped=more_skipped,
        knowing=tuple(
            (process.behaviour_title(one.behaviour), board.names.get(one.team, ""), one.coach, one.reps, f"/team?team={one.team}")
            for one in board.knowing
        ),
        agreed=board.agreed,
        recency=tuple(map(charts.recent, recency)),
        more_recency=more_recency,
        kept=bool(kept),
    )


def _drawn(board: Board, process: Process, zone: str, kept: Collection[UUID]) -> tuple[Markup, Markup]:
    """What stands above and below the focus: drawn once for all readers of a board in one language and zone from whom the same is kept."""
    hidden = frozenset(kept)
    return _drawings.get((speaking(), zone, hidden), partial(_draw, zone=zone, kept=hidden), board, process)


def _draw(board: Board, process: Process, *, zone: str, kept: Collection[UUID]) -> tuple[Markup, Markup]:
    said = told(board, process, kept)
    upper, lower = (html.macro("drift/_told.html", name)(said, zone) for name in ("upper", "lower"))
    return Markup(upper), Markup(lower)  # noqa: S704  # our template


MOST_DRAWN: Final = 24
"""Drawings of boards that are kept: one for each language, zone and set of deals that is kept from a reader."""

_drawings: Lately[tuple[Markup, Markup]] = Lately(MOST_DRAWN)


def behind_page(
    board: Board, process: Process, asked: Mapping[str, str], found: Sequence[Behind], *, first: bool = True, kept: bool = False
) -> BehindPage:
    """The deals of one number; one more than a page holds, if there are more."""
    shown, more = found[: forecasts.MOST], len(found) > forecasts.MOST
    return BehindPage(
        heading=forecast.heading(asked, board, process),
        deals=tuple((one, *_titles(one, process)) for one in shown),
        following=f"/drift/deals?{urlencode({**asked, 'after': _place(shown[-1])})}" if more else "",
        first=first,
        at=board.at,
        kept=kept,
    )


def result_page(process: Process, result: results.Result, part: Part, at: datetime, kept: Collection[UUID] = ()) -> ResultPage:
    """Some of the deals that left a stage, of which the result counts all."""
    return ResultPage(
        result=_result(result, process.stage_title(result.stage)),
        met=tuple(one for one in part.deals if one.met),
        without=tuple(one for one in part.deals if not one.met),
        following=f"/drift/results/{result.stage}?after={cursor.write(*part.after)}" if part.after else "",
        at=at,
        kept=kept,
    )


def _titles(one: Behind, process: Process) -> tuple[str, str]:
    return process.stage_title(one.stage), process.stage_title(one.supported) if one.supported else ""


def _skipped(one: Skipped, board: Board, process: Process) -> tuple[str, str, int, int, str]:
    team = board.names.get(one.team, "") if one.team else _("in no team")
    address = f"/drift/skipped/{one.stage}?team={one.team or ''}"
    return process.stage_title(one.stage), team, one.deals, one.of, address


def _result(one: results.Result, title: str) -> Result:
    return Result(
        stage=one.stage,
        title=title,
        met=(one.met.won, one.met.deals),
        without=(one.without.won, one.without.deals),
        seen=one.seen,
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
