"""The standard inspection: the sheet of one deal, ticked row by row, and what it says once it is closed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import field

from server import clock, forms, html, ids
from server.coaching import actions as coaching
from server.coaching import queries as coached
from server.coaching.actions import PICK, Left
from server.coaching.closing import Closing
from server.coaching.forms import ClosingForm, closing_faults
from server.coaching.queries import LeftWith, Pin
from server.deals import queries as deals
from server.errors import Invalid, NotFound, Refused
from server.html import Page
from server.inspections import actions, queries
from server.inspections.actions import Done
from server.inspections.forms import BeginForm, MisfitForm
from server.inspections.queries import HIDDEN, Sheet
from server.inspections.rubric import Ticked
from server.inspections.sampling import SLOTS
from server.ledger import Entry
from server.lessons import queries as lessons
from server.lessons.compiler.model import Lesson
from server.lessons.queries import process_in_force
from server.people import actions as people_actions
from server.people import queries as people
from server.people.roles import Actor
from server.sentences import gettext as _
from server.settings import Settings
from server.web.deal.next_steps import planned_on
from server.web.deal.proof import templates
from server.web.deal.stage_words import reaches
from server.web.inspection.sheet import View, view
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
        wanted = await coached.wanted(owner, now.date())
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
            opened = await _open(actor, sheet, now)
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


class SheetRows(Controller):
    """The rows of a sheet."""

    path = "/inspections/{inspection:uuid}/rows"

    @post()
    async def keep(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], inspection: FromPath[UUID]
    ) -> Response[Any]:
        """Keeps every row as it was sent, to go on later."""
        now = clock.now()
        sheet = await _mine(actor, inspection, now)
        typed = await forms.everything(request)
        entry = await forms.entry(request, actor=actor.id, at=now)
        try:
            for behaviour, done in _done(typed, sheet).items():
                await actions.answer(actor, entry.child(f"row {behaviour}"), inspection, behaviour, done)
        except Invalid as invalid:
            return html.show(request, await _open(actor, sheet, now, typed, invalid.fields), status=422)
        joint = await _joint(actor, sheet)
        return html.redirect(f"/people/{sheet.person}/one-to-one" if joint else f"/inspections/{sheet.id}")

    @post("/{behaviour:str}")
    async def tick(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], inspection: FromPath[UUID], behaviour: FromPath[str]
    ) -> Response[Any]:
        """Keeps one row as it stands, and shows what follows."""
        now = clock.now()
        sheet = await _mine(actor, inspection, now)
        typed = await forms.everything(request)
        entry = _row_entry(typed, behaviour, await forms.entry(request, actor=actor.id, at=now))
        live, status, errors = request.headers.get("HX-Request") == "true", 200, {}
        try:
            await actions.answer(actor, entry, inspection, behaviour, _done(typed, sheet).get(behaviour, Done(ticked=Ticked())))
        except Invalid as invalid:
            if not (live and _only_words_to_come(sheet, behaviour, invalid)):
                status, errors = 422, invalid.fields
        if not live and not errors:
            return html.redirect(f"/inspections/{inspection}#{behaviour}")
        sheet = await _mine(actor, inspection, now)
        return html.show(request, await _open(actor, sheet, now, typed, errors), status=status)


class SheetClosing(Controller):
    """The end of a sheet."""

    path = "/inspections/{inspection:uuid}/closing"

    @post()
    async def close(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        inspection: FromPath[UUID],
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Closes it with its rows as they were sent; what is left with the owner goes with it."""
        now = clock.now()
        sheet = await _mine(actor, inspection, now)
        typed = await forms.everything(request)
        try:
            entry = await forms.entry(request, actor=actor.id, at=now)
            left = await _left(request, sheet, now)
            rows = _done(typed, sheet) if sheet.closed_at is None else {}
            await coaching.close_sheet(actor, entry, inspection, left, rows=rows, site=settings.url)
        except Invalid as invalid:
            return html.show(request, await _open(actor, sheet, now, typed, invalid.fields, ending=True), status=422)
        return html.redirect(await _closed(sheet, now))


class Misfits(Controller):
    """A clause that does not fit a deal."""

    path = "/inspections/{inspection:uuid}/misfits"

    @post()
    async def say(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], inspection: FromPath[UUID]
    ) -> Response[Any]:
        """Tells the process owner. It changes no answer."""
        now = clock.now()
        sheet = await _mine(actor, inspection, now)
        try:
            form = await forms.read(request, MisfitForm)
            entry = await forms.entry(request, actor=actor.id, at=now)
            behaviour, _slash, clause = form.clause.partition("/")
            await actions.say_misfit(actor, entry, sheet.deal, behaviour, clause, form.words, process=await process_in_force())
        except Invalid as invalid:
            typed = {name: values[0] for name, values in (await forms.everything(request)).items() if values}
            page = await _open(actor, sheet, now)
            return html.show(request, _with(page, typed, invalid.fields), status=422)
        return html.redirect(f"/inspections/{inspection}#misfit")


async def _mine(actor: Actor, inspection: UUID, now: datetime) -> Sheet:
    """A sheet of the actor's own, open or closed. Raises NotFound."""
    sheet = await queries.sheet(inspection, actor, now)
    if sheet.by != actor.id:
        raise NotFound("Only who works on a sheet changes it.")
    return sheet


async def _open(
    actor: Actor,
    sheet: Sheet,
    now: datetime,
    typed: Mapping[str, list[str]] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    ending: bool = False,
) -> SheetPage:
    """The page of an open sheet, with every word that was typed. `ending`: what its rows lack to be closed stands before the other errors."""
    if sheet.closed_at is not None:
        raise Refused(_("This sheet was closed. What it said stands; open a new one to look again."))
    shown = await _view(actor, sheet, now, _done(typed, sheet) if typed is not None else None)
    words = {name: values[0] for name, values in (typed or {}).items() if values}
    faults = {**(_rows_missing(shown) if ending else {}), **(errors or {})}
    closing, joint = None, await _joint(actor, sheet)
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


async def _closed(sheet: Sheet, now: datetime) -> str:
    """Where one goes on after closing a sheet: to its calibration, or to the one-to-one that it is the owner's side of."""
    found = await queries.calibration_of_sheet(sheet.id) if sheet.mode in HIDDEN else None
    if found:
        return f"/calibrations/{found.id}"
    own_side = sheet.pick == PICK and sheet.by == sheet.person
    asked = (await coached.meetings_of(sheet.by, now)).open if own_side and sheet.by else ()
    return next((f"/one-to-ones/{met.id}" for met in asked if met.deal == sheet.deal), f"/inspections/{sheet.id}")


def _read_as(sheet: Sheet) -> str:
    """What the owner of the deal is told that somebody opened."""
    if sheet.mode not in HIDDEN:
        return "deal"
    return "second-look" if sheet.pick == "second-look" else "calibration"


async def _joint(actor: Actor, sheet: Sheet) -> bool:
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


def _only_words_to_come(sheet: Sheet, behaviour: str, invalid: Invalid) -> bool:
    """Whether nothing is wrong but that no words stand beside a reason that was just chosen: their field shows with it."""
    before = sheet.row.get(behaviour)
    return set(invalid.fields) == {f"na-words.{behaviour}"} and before is not None and not before.na_words


def _with(page: SheetPage, typed: Mapping[str, str], errors: Mapping[str, str]) -> SheetPage:
    return SheetPage(
        view=page.view,
        form=page.form,
        misfit_form=page.misfit_form,
        now=page.now,
        closing=page.closing,
        typed=typed,
        errors=errors,
        pins=page.pins,
        templates=page.templates,
        planned=page.planned,
        joint=page.joint,
    )


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


async def _left(request: Request[Any, Any, Any], sheet: Sheet, now: datetime) -> Left:
    """What the form leaves with the deal's owner. Raises Invalid."""
    owner = await people.person(sheet.person)
    today = local_day(now, owner.zone if owner else "UTC")
    form = await forms.read(request, ClosingForm, checks=partial(closing_faults, today=today))
    return form.left


def _done(typed: Mapping[str, list[str]], sheet: Sheet) -> Mapping[str, Done]:
    """What was done in each row, as the form says it. *Still true* gives way to ticks of one's own."""
    return {row.behaviour: _row(typed, row.behaviour) for row in sheet.rows}


def _row(typed: Mapping[str, list[str]], behaviour: str) -> Done:
    start = f"{behaviour}/"
    ticks = frozenset(name.removeprefix(start) for name in typed.get("tick", ()) if name.startswith(start))
    na = next(iter(typed.get(f"na.{behaviour}", ())), "")
    return Done(
        ticked=Ticked(
            ticks=ticks,
            looked=behaviour in typed.get("looked", ()) and not ticks,
            na=na,
            still=behaviour in typed.get("still", ()) and not ticks,
        ),
        na_words=next(iter(typed.get(f"na-words.{behaviour}", ())), "").strip(),
    )


def _row_entry(typed: Mapping[str, list[str]], behaviour: str, entry: Entry) -> Entry:
    """The identity of one row: it carries an id of its own, so that a row can be sent again and again from one page."""
    try:
        id = UUID(next(iter(typed.get(f"row.{behaviour}", ())), ""))
    except ValueError as error:
        raise Invalid({"form": _("This form is incomplete. Load the page again; your words are still here.")}, typed) from error
    return Entry(id=id, at=entry.at, actor=entry.actor, digest=entry.digest)


CONTROLLERS: tuple[type[Controller], ...] = (Inspections, OneInspection, SheetRows, SheetClosing, Misfits)
