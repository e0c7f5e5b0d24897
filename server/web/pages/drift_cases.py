"""What a figure of the leader's page counts, case by case: deals and labels, never a word of a note."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final, cast
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import replace

from server import clock, html
from server.deals import queries as deals
from server.drift import watch
from server.drift.focus import Moved
from server.drift.points import SPAN, Judged
from server.drift.queries import board as boards
from server.drift.queries import judged, skips
from server.drift.queries.judged import Label, Stretch
from server.drift.queries.skips import Past
from server.drift.watch import FLOORS, Key, Kind, Signal
from server.errors import NotFound
from server.html import Page
from server.inspections import queries as inspections
from server.lessons import queries as lessons
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _
from server.web.drift import charts

MOST: Final = 200
"""Cases of a span on a page."""

MANY: Final = 7
"""Digits that no place of a list has."""


class Case(Struct, frozen=True):
    """One case with its newest answer in a span: the deal it is about, None for a note about none, and its label."""

    deal: UUID | None
    name: str
    label: str
    met: bool
    at: datetime


class Span(Struct, frozen=True):
    """`met` of `n` cases. The newest are here, and the next ones at `following`, empty at the end; if `cut`, no more than those of four weeks."""

    heading: str
    met: int
    n: int
    cases: tuple[Case, ...]
    following: str = ""
    cut: bool = False


class CasesPage(Page, frozen=True):
    """What was counted, span by span, as of a moment. `scope` is the team, empty for all.

    Deals in `kept`, which the reader still looks at a second time, count and are not named.
    """

    template: ClassVar[str] = "drift/cases.html"
    title: str
    scope: str
    about: str
    spans: tuple[Span, ...]
    at: datetime
    kept: Collection[UUID] = ()


class SkippedPage(Page, frozen=True):
    """The deals of a team that came past a stage: those that never claimed it, and the others."""

    template: ClassVar[str] = "drift/skipped.html"
    stage: str
    team: str
    skipped: tuple[Past, ...]
    claimed: tuple[Past, ...]
    at: datetime


class Cases(Controller):
    """What a signal counts."""

    path = "/drift/cases"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The cases of four weeks; all signals where none is named. Raises NotFound for a signal that there is not."""
        now, process, asked = clock.now(), await _process(), request.query_params
        if "of" not in asked:
            return Redirect("/drift", status_code=303)
        board = await boards.board(now)
        key = _key(asked.get("of", ""), asked.get("about", ""), asked.get("team", ""))
        found = await boards.signal(board, key, now) if board and key else None
        if board is None or found is None:
            raise NotFound("There is no such signal.")
        own = await _judged(found, process, Stretch(board.at - SPAN, board.at, found.team))
        labels = await judged.labels(found.kind, [one.case for one in own]) if found.kind in {"anchor", "kept"} else {}
        scope = board.names.get(found.team, "") if found.team else _("all teams")
        return html.show(
            request,
            CasesPage(
                title=charts.title(found, process),
                scope=scope,
                about=charts.why(found),
                spans=await _named(asked_for([span(_("The last four weeks"), own, {}, labels)], "/drift/cases", asked)),
                at=board.at,
                kept=await inspections.kept(actor, now),
            ),
        )


class BehaviourCases(Controller):
    """The deals on which a behaviour was asked for."""

    path = "/drift/behaviours/{behaviour:str}"

    @get()
    async def read(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], behaviour: FromPath[str]
    ) -> Response[Any]:
        """Since it leads and in the four weeks before, or else in the last four weeks."""
        now, process = clock.now(), await _process()
        board = await boards.board(now)
        if behaviour not in process.behaviour or board is None:
            raise NotFound("There is no such behaviour.")
        leads = board.moved if board.moved and board.moved.behaviour == behaviour else None
        since = (leads.since if leads else board.at) - SPAN
        answers = (
            await judged.answers([behaviour], Stretch(since, board.at))
            if board.edition is None
            else await _bounded(behaviour, leads, board.at)
        )
        kept, title = await inspections.kept(actor, now), process.behaviour_title(behaviour)
        told = both(answers, {}, leads)
        if leads and board.edition is not None:
            told[0] = replace(told[0], cut=leads.since < board.at - SPAN)
        spans = asked_for(told, f"/drift/behaviours/{behaviour}", request.query_params)
        return html.show(request, behaviour_page(title, await _named(spans), board.at, kept))


class SkippedStage(Controller):
    """The deals that came past a stage."""

    path = "/drift/skipped/{stage:str}"

    @get()
    async def read(self, request: Request[Any, Any, Any], stage: FromPath[str]) -> Response[Any]:
        """Those of one team. Raises NotFound for a stage or a team that there is not."""
        now, process = clock.now(), await _process()
        board = await boards.board(now)
        asked = request.query_params.get("team", "")
        team = next((id for id in board.names if str(id) == asked), None) if board else None
        if board is None or stage not in process.stage or (asked and team is None):
            raise NotFound("There is no such stage.")
        found = await skips.past(process, board.at - boards.YEAR, stage, team)
        return html.show(request, skipped_page(process.stage_title(stage), board.names[team] if team else "", found, board.at))


def behaviour_page(title: str, spans: tuple[Span, ...], at: datetime, kept: Collection[UUID] = ()) -> CasesPage:
    """The page of a behaviour."""
    about = _("Each deal once, by its newest answer. Deals that were picked for their risk, or by hand, are left out.")
    return CasesPage(title=title, scope="", about=about, spans=spans, at=at, kept=kept)


def both(answers: Sequence[Judged], names: Mapping[UUID, str], leads: Moved | None) -> list[Span]:
    """What was asked since a behaviour leads and in the four weeks before, counted as the page that leads here counts it; else all as one span."""
    if leads is None:
        return [span(_("The last four weeks"), answers, names)]
    late = span(_("Since it leads"), (one for one in answers if one.at >= leads.since), names)
    early = span(_("The four weeks before"), (one for one in answers if one.at < leads.since), names)
    return [replace(late, met=leads.after.met, n=leads.after.n), replace(early, met=leads.before.met, n=leads.before.n)]


def skipped_page(stage: str, team: str, found: Sequence[Past], at: datetime) -> SkippedPage:
    """The page of these deals."""
    return SkippedPage(
        stage=stage,
        team=team,
        skipped=tuple(one for one in found if not one.claimed),
        claimed=tuple(one for one in found if one.claimed),
        at=at,
    )


def span(heading: str, answers: Iterable[Judged], names: Mapping[UUID, str], labels: Mapping[UUID, Label] | None = None) -> Span:
    """Each case once, by its newest answer, the newest first."""
    newest = {one.case: one for one in sorted(answers, key=lambda one: (one.at, not one.met))}
    cases = [_case(one, names, (labels or {}).get(one.case)) for one in newest.values()]
    ordered = tuple(sorted(cases, key=lambda one: (one.at, one.name, str(one.deal)), reverse=True))
    return Span(heading, sum(one.met for one in cases), len(cases), ordered)


def asked_for(spans: Sequence[Span], path: str, asked: Mapping[str, str]) -> tuple[Span, ...]:
    """The first cases of each span, or those of one span from a place on."""
    part, began = _number(asked.get("span", "")), _number(asked.get("from", "")) or 0
    found = []
    for at, one in enumerate(spans):
        if part in {None, at}:
            until = began + MOST
            query = urlencode({**asked, "span": at, "from": until})
            more = f"{path}?{query}" if len(one.cases) > until else ""
            found.append(replace(one, cases=one.cases[began:until], following=more))
    return tuple(found)


def _number(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) < MANY else None


def _case(one: Judged, names: Mapping[UUID, str], label: Label | None) -> Case:
    if label is not None:
        return Case(label.deal, label.name or _("No deal"), _words(label.label), one.met, one.at)
    return Case(one.case, names.get(one.case, _("A deal")), "", one.met, one.at)


def _words(label: str) -> str:
    """A tag of a note or a state of a promise, in words."""
    return {
        "step": _("the step"),
        "number": _("the number"),
        "both": _("both"),
        "open": _("open"),
        "kept": _("kept"),
        "partly": _("partly kept"),
        "missed": _("missed"),
    }.get(label, label)


async def _process() -> Process:
    process = (await lessons.current()).academy.process
    if process is None:
        raise NotFound("There is no process just now.")
    return process


def _key(kind: str, about: str, team: str) -> Key | None:
    """What an address names, None for what no link says."""
    try:
        return (cast(Kind, kind), about, UUID(team) if team else None) if kind in FLOORS else None
    except ValueError:
        return None


async def _named(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """With the names of the deals that are shown."""
    known = await deals.deals({case.deal for one in spans for case in one.cases if case.deal and not case.label})
    named = {id: one.name for id, one in known.items()}

    def called(case: Case) -> Case:
        return replace(case, name=named[case.deal]) if case.deal in named else case

    return tuple(replace(one, cases=tuple(map(called, one.cases))) for one in spans)


async def _bounded(behaviour: str, leads: Moved | None, at: datetime) -> list[Judged]:
    """Of a large company, four weeks of each span: the newest, and those before the behaviour led."""
    newest = await judged.answers([behaviour], Stretch(max(at - SPAN, leads.since) if leads else at - SPAN, at))
    return [*await judged.answers([behaviour], Stretch(leads.since - SPAN, leads.since)), *newest] if leads else newest


async def _judged(signal: Signal, process: Process, stretch: Stretch) -> Sequence[Judged]:
    """What this signal was made of in the weeks that it counts."""
    if signal.kind == "accuracy":
        return await judged.accuracy(stretch)
    if signal.kind == "anchor":
        return await judged.anchor(stretch)
    if signal.kind == "kept":
        return await judged.kept(stretch, stretch.until)
    if signal.kind == "stage":
        gates = [one.id for one in process.in_stage(signal.about) if one.gate and not one.always]
        return watch.of_stage(process, await judged.answers(gates, stretch), signal.about, signal.team)
    return await judged.answers([signal.about], stretch)
