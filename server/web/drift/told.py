"""What the leader's page says of a board, above and below the focus: the records its tables are made of, and the drawing of them."""

from collections.abc import Collection
from datetime import date, datetime
from functools import partial
from typing import Final
from uuid import UUID

from markupsafe import Markup
from msgspec import Struct

from server import html
from server.drift import results
from server.drift.knowing import Knowing
from server.drift.points import quarter_ends
from server.drift.queries import board as boards
from server.drift.queries.board import Board, Silent
from server.drift.queries.forecast import Behind
from server.drift.queries.skips import Skipped
from server.drift.results import Side
from server.drift.watch import opened
from server.inspections.calibration import Concord
from server.lately import Lately
from server.process.map import Process
from server.sentences import gettext as _
from server.sentences import speaking
from server.web.drift import charts, forecast
from server.web.drift.footing import Check, checks
from server.web.drift.forecast import Row
from server.web.drift.onward import following
from server.zones import local_day


class Result(Struct, frozen=True):
    """Deals that left a stage, or went through a `gate`, with all of it met, and without; `seen` says what that shows, as `drift.results` names it.

    `title` is that of the stage, or of the gate.
    """

    stage: str
    gate: str
    title: str
    met: Side
    without: Side
    seen: str


class DealRow(Struct, frozen=True):
    """A deal behind a number, and the titles of the stages that it claims and that are supported, empty for none."""

    deal: Behind
    claimed: str
    supported: str


class SilentRow(Struct, frozen=True):
    """A behaviour that nobody asked for in so many `days`, None for more than a year; `last` is the sheet that did."""

    behaviour: str
    title: str
    days: int | None
    last: UUID | None


class SkippedRow(Struct, frozen=True):
    """A stage that `deals` of a team left out, `of` so many; they stand at `href`."""

    stage: str
    team: str
    deals: int
    of: int
    href: str


class KnowingRow(Struct, frozen=True):
    """A behaviour that `coach` of the `reps` of a team know and do not do; `href` is the page of the team."""

    behaviour: str
    team: str
    coach: int
    reps: int
    href: str


class Told(Struct, frozen=True):
    """What a board says. `stages` names those of the forecast, `total` is everybody's line, `over` the largest overstated deals, `more` how many are
    left out. `kept`: the reader still looks at deals a second time, and these are not named.
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
    over: tuple[DealRow, ...]
    more: int
    results: tuple[Result, ...]
    idle: tuple[Result, ...]
    """Gates that separate nothing."""
    silent: tuple[SilentRow, ...] | None
    """None while nobody has inspected for long enough."""
    signals: tuple[charts.Row, ...]
    """The first of them as they rank; of `every` signal, `outside` are low or falling, and the next stand at `following`, empty at the end."""
    opened: tuple[charts.Row, ...]
    """Those with a drawing of their own, in the order of the forms that answer them."""
    every: int
    outside: int
    following: str
    skipped: tuple[SkippedRow, ...]
    knowing: tuple[KnowingRow, ...]
    agreed: Concord | None
    """How the sheets of all calibrations go together, None before two lie side by side."""
    footing: tuple[Check, ...]
    recency: tuple[charts.Recent, ...]
    more_skipped: int
    more_recency: int
    """How many are left out of each."""
    kept: bool = False


def told(board: Board, process: Process, kept: Collection[UUID] = (), most: int | None = charts.MOST, *, zone: str) -> Told:
    """What a board says, in the language being spoken and the days of this zone, without the names of `kept`; of more than `most` lines, a few."""
    (skipped, more_skipped), (recency, more_recency) = charts.cut(board.skipped, most), charts.cut(board.recency, most)
    return Told(
        at=board.at,
        as_of=board.as_of,
        quarter_end=quarter_ends(local_day(board.at, zone), board.fiscal),
        stages=forecast.named(board.stages, process),
        why=forecast.why(board, process),
        total=forecast.total(board),
        teams=forecast.by_team(board, most),
        all_teams=len(board.teams) if most is not None and len(board.teams) > most else 0,
        categories=forecast.by_category(board),
        over=tuple(deal_row(one, process) for one in board.over if one.id not in kept),
        more=sum(line.overstated.deals for line in board.lines) - len(board.over),
        results=tuple(result(one, process.stage_title(one.stage)) for one in board.results),
        idle=tuple(result(one, process.behaviour_title(one.gate)) for one in board.idle),
        silent=None if board.silent is None else tuple(_silent(one, process) for one in board.silent),
        signals=charts.rows(boards.first(board).signals, process, board.names),
        opened=charts.rows(opened(board.signals), process, board.names),
        every=board.every,
        outside=board.outside,
        following=following(boards.first(board)),
        skipped=tuple(_skipped(one, board, process) for one in skipped),
        more_skipped=more_skipped,
        knowing=tuple(_knowing(one, board, process) for one in board.knowing),
        agreed=board.agreed,
        footing=checks(board.footing, process),
        recency=tuple(map(charts.recent, recency)),
        more_recency=more_recency,
        kept=bool(kept),
    )


def drawn(board: Board, process: Process, zone: str, kept: Collection[UUID]) -> tuple[Markup, Markup]:
    """What stands above and below the focus, as HTML: drawn once for all readers of a board in one language and zone from whom the same is kept."""
    hidden = frozenset(kept)
    return _drawings.get((speaking(), zone, hidden), partial(_draw, zone=zone, kept=hidden), board, process)


def _draw(board: Board, process: Process, *, zone: str, kept: Collection[UUID]) -> tuple[Markup, Markup]:
    said = told(board, process, kept, zone=zone)
    upper, lower = (html.macro("drift/_told.html", name)(said, zone) for name in ("upper", "lower"))
    return Markup(upper), Markup(lower)  # noqa: S704  # our template


MOST_DRAWN: Final = 24
"""Drawings of boards that are kept: one for each language, zone and set of deals that is kept from a reader."""

_drawings: Lately[tuple[Markup, Markup]] = Lately(MOST_DRAWN)


def deal_row(one: Behind, process: Process) -> DealRow:
    """The row of a deal."""
    supported = process.stage_title(one.supported) if one.supported else ""
    return DealRow(deal=one, claimed=process.stage_title(one.stage), supported=supported)


def result(one: results.Result, title: str) -> Result:
    """The row of a result."""
    return Result(stage=one.stage, gate=one.gate, title=title, met=one.met, without=one.without, seen=one.seen)


def _silent(one: Silent, process: Process) -> SilentRow:
    return SilentRow(behaviour=one.behaviour, title=process.behaviour_title(one.behaviour), days=one.days, last=one.last)


def _skipped(one: Skipped, board: Board, process: Process) -> SkippedRow:
    team = board.names.get(one.team, "") if one.team else _("in no team")
    href = f"/drift/skipped/{one.stage}?team={one.team or ''}"
    return SkippedRow(stage=process.stage_title(one.stage), team=team, deals=one.deals, of=one.of, href=href)


def _knowing(one: Knowing, board: Board, process: Process) -> KnowingRow:
    title, team = process.behaviour_title(one.behaviour), board.names.get(one.team, "")
    return KnowingRow(behaviour=title, team=team, coach=one.coach, reps=one.reps, href=f"/team?team={one.team}")
