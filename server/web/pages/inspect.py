"""The standard inspection: the sheet of one deal, to work on while it is open, and what it says once it is closed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import field

from server import clock, forms, html, ids
from server.coaching import queries as coached
from server.coaching.actions import PICK
from server.coaching.closing import Closing
from server.coaching.queries import LeftWith, Pin
from server.deals import queries as deals
from server.errors import Refused
from server.html import Page
from server.inspections import actions, queries
from server.inspections.actions import Done
from server.inspections.forms import BeginForm
from server.inspections.queries import HIDDEN, Sheet
from server.inspections.sampling import SLOTS
from server.lessons import queries as lessons
from server.lessons.compiler.model import Lesson
from server.lessons.queries import process_in_force
from server.people import actions as people_actions
from server.people.roles import Actor
from server.sentences import gettext as _
from server.web.deal.next_steps import planned_on
from server.web.deal.proof import templates
from server.web.deal.stage_words import reaches
from server.web.inspection.sheet import View, view
from server.web.inspection.ticked import done
from server.zones import local_day


class SheetPage(Page, frozen=True):
    """An open sheet. `form` is the id of the whole form, each row has its own; `closing` is None for who leaves nothing with the owner."""

    template: ClassVar[str] = "inspections/sheet.html"
    view: View
    form: UUID
    misfit_form: UUID
    now: datetime
    closing: Closing | None
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    pins: Mapping[str, Sequence[Pin]] = field(default_factory=dict)
    """What managers pinned for the reader, by behaviour."""
    templates: Mapping[str, str] = field(default_factory=dict)
    """The titles of the templates, by the id of their artifact."""
    planned: Sequence[str] = ()
    """What the CRM says is to be done next, in sentences, beside the row that asks for a next step."""
    joint: bool = False
    """Whether it is the manager's side of a one-to-one that is open: that closes it."""


class ClosedSheetPage(Page, frozen=True):
    """A closed sheet, as its inspector, its deal's owner and whoever may see the deal read it. `own`: the reader owns the deal."""

    template: ClassVar[str] = "inspections/closed.html"
    view: View
    own: bool
    mine: bool
    now: datetime
    left: LeftWith = field(default_factory=LeftWith)
    """What was left with the owner, and the lesson that it asks for; None where there is none, or not any more."""
    lesson: Lesson | None = None

    @property
    def reaches(self) -> str:
        """How far the evidence reached when it was closed; empty where the process cannot say it any more."""
        sheet, stages = self.view.sheet, self.view.process.stage
        return reaches(stages[sheet.supported].title, sheet.gap, verified=sheet.verified) if sheet.supported in stages else ""

    @property
    def left_out(self) -> int:
        """How many rows were not looked at."""
        return sum(line.answer == "not-asked" for line in self.view.lines)


class Inspections(Controller):
    """The sheets of a deal."""

    path = "/deals/{deal:uuid}/inspections"

    @post()
    async def begin(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], deal: FromPath[UUID]) -> Response[Any]:
        """Opens the standard sheet, or the one that was left open."""
        form = await forms.read(request, BeginForm)
        now = clock.now()
        entry = await forms.entry(request, actor=actor.id, at=now)
        owner = (await deals.deal(deal, actor, now)).owner
        wanted = await coached.wanted(owner, local_day(now, actor.zone))
        # That nobody chose the deal is said by the week's own picks and not by a form: only such looks tell how a team does.
        drawn = form.pick not in SLOTS or await queries.is_picked(deal, form.pick, now)
        pick = form.pick if drawn else "chosen"
        inspection = await actions.begin(actor, entry, deal, mode=form.mode, pick=pick, wanted=wanted)
        return html.redirect(f"/inspections/{inspection}")


class OneInspection(Controller):
    """A single sheet."""

    path = "/inspections/{inspection:uuid}"

    @get()
    async def read(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], inspection: FromPath[UUID]
    ) -> Response[Any]:
        """The sheet: to work on while it is open, to read when it is closed. Its owner is told that somebody else opened it."""
        now = clock.now()
        sheet = await queries.sheet(inspection, actor, now)
        if sheet.closed_at is not None and (calibration := await _calibration(sheet, actor, now)):
            return html.redirect(f"/calibrations/{calibration}")
        if sheet.closed_at is None:
            opened = await open_page(actor, sheet, now)
            await people_actions.looked(actor, sheet.person, _read_as(sheet), now)
            return html.show(request, opened)
        shown = await _view(actor, sheet, now)
        await people_actions.looked(actor, sheet.person, "deal", now)
        left = await coached.left_with(actor, sheet.id, sheet.person, now)
        page = ClosedSheetPage(
            view=shown,
            own=sheet.person == actor.id,
            mine=sheet.by == actor.id,
            now=now,
            left=left,
            lesson=(await lessons.current()).lesson(left.assignment.lesson) if left.assignment else None,
        )
        return html.show(request, page)


async def open_page(
    actor: Actor,
    sheet: Sheet,
    now: datetime,
    typed: Mapping[str, list[str]] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    ending: bool = False,
) -> SheetPage:
    """The page of an open sheet, with every word that was typed. `ending`: what its rows lack to be closed stands before the other errors.

    Raises Refused for a sheet that is closed by now.
    """
    if sheet.closed_at is not None:
        raise Refused(_("This sheet was closed. What it said stands; open a new one to look again."))
    shown = await _view(actor, sheet, now, done(typed, sheet) if typed is not None else None)
    words = forms.first(typed)
    faults = {**(_rows_missing(shown) if ending else {}), **(errors or {})}
    closing, joint = None, await is_joint(actor, sheet)
    if sheet.mode not in HIDDEN and sheet.by != sheet.person and not joint:
        closing = await coached.closing(actor, sheet.person, shown.missing, now, typed=words, errors=faults)
    return SheetPage(
        view=shown,
        form=ids.new(),
        misfit_form=ids.new(),
        now=now,
        closing=closing,
        typed=words,
        errors=faults,
        pins=await coached.pinned_for(actor, now),
        templates=await templates(),
        planned=await planned_on(sheet.deal, now, actor.zone) if shown.deal.source and not shown.hidden else (),
        joint=joint,
    )


def _read_as(sheet: Sheet) -> str:
    """What the owner of the deal is told that somebody opened."""
    if sheet.mode not in HIDDEN:
        return "deal"
    return "second-look" if sheet.pick == "second-look" else "calibration"


async def is_joint(actor: Actor, sheet: Sheet) -> bool:
    """Whether it is the manager's side of a one-to-one that is open. One that was left untouched in a talk is closed like any other."""
    if sheet.pick != PICK or sheet.by == sheet.person:
        return False
    met = await coached.meeting_with(actor, sheet.person)
    return met is not None and met.deal == sheet.deal


def _rows_missing(shown: View) -> Mapping[str, str]:
    """What keeps its rows from being closed: that none was looked at, or that one does not apply and nobody said why."""
    unsaid = {
        line.words_name: actions.unsaid() for line in shown.lines if line.done.ticked.na == "other" and not line.done.na_words
    }
    looked = shown.looked
    return unsaid or ({"rows": actions.untouched()} if looked.judged and not looked.asked else {})


async def _calibration(sheet: Sheet, actor: Actor, now: datetime) -> UUID | None:
    """Where a closed sheet is read instead: a blind one in its calibration, and one of a deal that the reader still looks at a second time there."""
    if sheet.mode not in HIDDEN:
        return None if sheet.by == actor.id else await queries.kept_from(actor, sheet.deal, now)
    found = await queries.calibration_of_sheet(sheet.id)
    return found.id if found else None


async def _view(actor: Actor, sheet: Sheet, now: datetime, typed: Mapping[str, Done] | None = None) -> View:
    blind = sheet.mode in HIDDEN
    # A blind sheet is its inspector's, for as long as their grant lasts, which `view` asks.
    deal = (await deals.deals([sheet.deal]))[sheet.deal] if blind else await deals.deal(sheet.deal, actor, now)
    return await view(sheet, deal, await process_in_force(), actor, now, typed)


CONTROLLERS: tuple[type[Controller], ...] = (Inspections, OneInspection)
