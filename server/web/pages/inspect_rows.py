"""Working on a sheet: ticking its rows, closing it, and saying that a clause does not fit a deal."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from server import clock, forms, html
from server.coaching import actions as coaching
from server.coaching import queries as coached
from server.coaching.actions import PICK, Left
from server.coaching.forms import ClosingForm, closing_faults
from server.errors import Invalid, NotFound
from server.inspections import actions, queries
from server.inspections.actions import Done
from server.inspections.forms import MisfitForm
from server.inspections.queries import HIDDEN, Sheet
from server.inspections.rubric import Ticked
from server.lessons.queries import process_in_force
from server.people import queries as people
from server.people.roles import Actor
from server.settings import Settings
from server.web.inspection.ticked import done, row_entry
from server.web.pages.inspect import is_joint, open_page
from server.zones import local_day


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
            for behaviour, row in done(typed, sheet).items():
                await actions.answer(actor, entry.child(f"row {behaviour}"), inspection, behaviour, row)
        except Invalid as invalid:
            return html.show(request, await open_page(actor, sheet, now, typed, invalid.fields), status=422)
        joint = await is_joint(actor, sheet)
        return html.redirect(f"/people/{sheet.person}/one-to-one" if joint else f"/inspections/{sheet.id}")

    @post("/{behaviour:str}")
    async def tick(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], inspection: FromPath[UUID], behaviour: FromPath[str]
    ) -> Response[Any]:
        """Keeps one row as it stands, and shows what follows."""
        now = clock.now()
        sheet = await _mine(actor, inspection, now)
        typed = await forms.everything(request)
        entry = row_entry(typed, behaviour, await forms.entry(request, actor=actor.id, at=now))
        live, status, errors = request.headers.get("HX-Request") == "true", 200, {}
        try:
            await actions.answer(actor, entry, inspection, behaviour, done(typed, sheet).get(behaviour, Done(ticked=Ticked())))
        except Invalid as invalid:
            if not (live and _only_words_to_come(sheet, behaviour, invalid)):
                status, errors = 422, invalid.fields
        if not live and not errors:
            return html.redirect(f"/inspections/{inspection}#{behaviour}")
        sheet = await _mine(actor, inspection, now)
        return html.show(request, await open_page(actor, sheet, now, typed, errors), status=status)


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
            rows = done(typed, sheet) if sheet.closed_at is None else {}
            await coaching.close_sheet(actor, entry, inspection, left, rows=rows, site=settings.url)
        except Invalid as invalid:
            return html.show(request, await open_page(actor, sheet, now, typed, invalid.fields, ending=True), status=422)
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
            typed = forms.first(await forms.everything(request))
            page = await open_page(actor, sheet, now)
            return html.show(request, replace(page, typed=typed, errors=invalid.fields), status=422)
        return html.redirect(f"/inspections/{inspection}#misfit")


async def _mine(actor: Actor, inspection: UUID, now: datetime) -> Sheet:
    """A sheet of the actor's own, open or closed. Raises NotFound."""
    sheet = await queries.sheet(inspection, actor, now)
    if sheet.by != actor.id:
        raise NotFound("Only who works on a sheet changes it.")
    return sheet


async def _closed(sheet: Sheet, now: datetime) -> str:
    """Where one goes on after closing a sheet: to its calibration, or to the one-to-one that it is the owner's side of."""
    found = await queries.calibration_of_sheet(sheet.id) if sheet.mode in HIDDEN else None
    if found:
        return f"/calibrations/{found.id}"
    own_side = sheet.pick == PICK and sheet.by == sheet.person
    asked = (await coached.meetings_of(sheet.by, now)).open if own_side and sheet.by else ()
    return next((f"/one-to-ones/{met.id}" for met in asked if met.deal == sheet.deal), f"/inspections/{sheet.id}")


def _only_words_to_come(sheet: Sheet, behaviour: str, invalid: Invalid) -> bool:
    """Whether nothing is wrong but that no words stand beside a reason that was just chosen: their field shows with it."""
    before = sheet.row.get(behaviour)
    return set(invalid.fields) == {f"na-words.{behaviour}"} and before is not None and not before.na_words


async def _left(request: Request[Any, Any, Any], sheet: Sheet, now: datetime) -> Left:
    """What the form leaves with the deal's owner. Raises Invalid."""
    owner = await people.person(sheet.person)
    today = local_day(now, owner.zone if owner else "UTC")
    form = await forms.read(request, ClosingForm, checks=partial(closing_faults, today=today))
    return form.left


CONTROLLERS: tuple[type[Controller], ...] = (SheetRows, SheetClosing, Misfits)
