"""One calibration: one's own blind sheet, then the reveal; an answer-key deal, its agreed answers, and one's own sheet beside them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import field

from server import clock, forms, html, ids
from server.errors import Invalid, NotFound, Refused
from server.html import Page
from server.inspections import actions, queries
from server.inspections.calibration import reveal as side_by_side
from server.inspections.queries import Answer, Calibration, Evidence, Proposed, Seat, Tried
from server.inspections.training import KEYS
from server.lessons.queries import process_in_force
from server.people import actions as people_actions
from server.people import queries as people
from server.people.roles import Actor
from server.process.map import Behaviour
from server.sentences import gettext as _
from server.web.inspection.forms import InUseForm, TalkForm, WordingForm, agreed, wording_faults
from server.web.inspection.reveal import Shown, columns, shown


class WaitingPage(Page, frozen=True):
    """While sheets are closed to each other: the reader's own, and how many are in. `seat` is None for who only began it."""

    template: ClassVar[str] = "calibration/waiting.html"
    calibration: Calibration
    seat: Seat | None
    now: datetime
    form: UUID


class RevealPage(Page, frozen=True):
    """All sheets side by side. `owner` decides the wording, empty when nobody does; `told` are sentences that went to them already."""

    template: ClassVar[str] = "calibration/reveal.html"
    calibration: Calibration
    shown: Shown
    now: datetime
    owner: str
    told: tuple[Proposed, ...]
    form: UUID
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class KeyPage(Page, frozen=True):
    """A key as its leader makes it: rows with frozen evidence by `behaviour/clause`, and the answers agreed so far."""

    template: ClassVar[str] = "calibration/key.html"
    calibration: Calibration
    behaviours: tuple[Behaviour, ...]
    evidence: Mapping[str, tuple[Evidence, ...]]
    answers: Mapping[str, Answer]
    missing: int
    learned: tuple[Seat, ...]
    form: UUID
    use_form: UUID
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class BesidePage(Page, frozen=True):
    """A key and somebody's sheet of it. `name` is theirs for a leader, empty for themselves; each differing clause has a form."""

    template: ClassVar[str] = "calibration/beside.html"
    calibration: Calibration
    tried: Tried
    shown: Shown
    answers: Mapping[str, Answer]
    person: UUID
    name: str
    talked: frozenset[str]
    forms: Mapping[str, UUID]
    needed: int = KEYS


class OneCalibration(Controller):
    """A single calibration or key."""

    path = "/calibrations/{calibration:uuid}"

    @get()
    async def read(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], calibration: FromPath[UUID]
    ) -> Response[Any]:
        """What the reader may see of it now. `?of=` is whose sheet of a key a leader reads. Who looks at its deal a second time does so first."""
        now = clock.now()
        found = await queries.calibration(calibration, actor)
        again = await queries.kept_from(actor, found.deal, now)
        if again not in {None, found.id}:
            return html.redirect(f"/calibrations/{again}")
        return html.show(request, await _page(actor, found, now, _person(request.query_params.get("of", ""))))


class BlindSheets(Controller):
    """One's own sheet of a calibration."""

    path = "/calibrations/{calibration:uuid}/sheets"

    @post()
    async def begin(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], calibration: FromPath[UUID]
    ) -> Response[Any]:
        """Opens it, or goes on. The owner of the deal is told that somebody reads it, and why."""
        now = clock.now()
        entry = await forms.entry(request, actor=actor.id, at=now)
        inspection = await actions.take_seat(actor, entry, calibration)
        found = await queries.calibration(calibration, actor)
        await people_actions.looked(actor, found.person, "second-look" if found.looked_at else "calibration", now)
        return html.redirect(f"/inspections/{inspection}")


class Wordings(Controller):
    """The sentence that mends a clause."""

    path = "/calibrations/{calibration:uuid}/wording"

    @post()
    async def propose(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], calibration: FromPath[UUID]
    ) -> Response[Any]:
        """Sends it to the process owner."""
        now = clock.now()
        found = await queries.calibration(calibration, actor)
        try:
            form = await forms.read(request, WordingForm, checks=wording_faults)
            entry = await forms.entry(request, actor=actor.id, at=now)
            await actions.propose_wording(actor, entry, calibration, form.clause, form.words)
        except Invalid as invalid:
            typed = await forms.everything(request)
            return html.show(request, await _revealed(actor, found, now, forms.first(typed), invalid.fields), status=422)
        return html.redirect(f"/calibrations/{calibration}#mend")


class KeyAnswers(Controller):
    """The agreed answers of a key."""

    path = "/calibrations/{calibration:uuid}/answers"

    @post()
    async def agree(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], calibration: FromPath[UUID]
    ) -> Response[Any]:
        """Keeps them all as they were sent."""
        now = clock.now()
        found = await queries.calibration(calibration, actor)
        typed = await forms.everything(request)
        try:
            entry = await forms.entry(request, actor=actor.id, at=now)
            await actions.agree_answers(actor, entry, calibration, agreed(typed))
        except Invalid as invalid:
            return html.show(request, await _key(found, forms.first(typed), invalid.fields), status=422)
        return html.redirect(f"/calibrations/{calibration}")


class KeyUse(Controller):
    """Whether people learn on a key."""

    path = "/calibrations/{calibration:uuid}/key"

    @post()
    async def mark(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], calibration: FromPath[UUID]
    ) -> Response[Any]:
        """Marks it, or takes it back."""
        await queries.key(calibration, actor)
        form = await forms.read(request, InUseForm)
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.mark_key(actor, entry, calibration, in_use=form.in_use == "yes")
        return html.redirect(f"/calibrations/{calibration}")


class Talks(Controller):
    """Differences that were talked through."""

    path = "/calibrations/{calibration:uuid}/talks"

    @post()
    async def keep(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], calibration: FromPath[UUID]
    ) -> Response[Any]:
        """Keeps one."""
        await queries.key(calibration, actor)
        form = await forms.read(request, TalkForm)
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.talk_through(actor, entry, calibration, form.person, form.clause)
        return html.redirect(f"/calibrations/{calibration}?of={form.person}#differences")


async def _page(actor: Actor, found: Calibration, now: datetime, of: UUID | None) -> Page:
    if found.is_key:
        return await _of_key(actor, found, of, now)
    if found.is_open(now):
        return WaitingPage(calibration=found, seat=found.seat_of(actor.id), now=now, form=ids.new())
    return await _revealed(actor, found, now)


async def _revealed(
    actor: Actor,
    found: Calibration,
    now: datetime,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> RevealPage:
    if found.is_key:
        raise NotFound("The sheets of a key are never laid side by side.")
    if found.is_open(now):
        raise Refused(_("The sheets are not open yet. Wording is talked about when they are."))
    process = await process_in_force()
    closed = (await queries.sheets_of([found])).get(found.id, ())
    counted = [one.sheet for one in closed if not one.training or one.sheet.inspector == actor.id]
    compared = side_by_side(found.frozen(process), counted)
    return RevealPage(
        calibration=found,
        shown=shown(compared, process, columns(found, compared, actor.id, now)),
        now=now,
        owner=next((one.name for one in await people.process_owners()), ""),
        told=tuple(await queries.proposed_in(found.id)),
        form=ids.new(),
        typed=typed or {},
        errors=errors or {},
    )


async def _of_key(actor: Actor, found: Calibration, of: UUID | None, now: datetime) -> Page:
    """A leader makes it, or reads a sheet beside it; who learns inspects it first."""
    leads = actor.has("leader")
    if leads and (of is None or of == actor.id) and found.seat_of(actor.id) is None:
        return await _key(found)
    person = of if leads and of else actor.id
    tried = await queries.tried_key(person, found)
    if tried is None:
        if person != actor.id:
            raise NotFound("There is no such sheet.")
        return WaitingPage(calibration=found, seat=found.seat_of(actor.id), now=now, form=ids.new())
    process = await process_in_force()
    seat = found.seat_of(person)
    name = seat.name if seat and person != actor.id else ""
    beside = shown(tried.reveal, process, (_("Key"), name.split(" ")[0] or _("You")))
    return BesidePage(
        calibration=found,
        tried=tried,
        shown=beside,
        answers=await _answers(found),
        person=person,
        name=name,
        talked=frozenset(f"{behaviour}/{clause}" for behaviour, clause in tried.trial.talked),
        forms={line.name: ids.new() for line in beside.differing} if leads and name else {},
    )


async def _key(found: Calibration, typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None) -> KeyPage:
    process = await process_in_force()
    evidence: dict[str, list[Evidence]] = {}
    for one in await queries.evidence_of(found):
        for name in one.shows:
            evidence.setdefault(name, []).append(one)
    behaviours = tuple(process.behaviour[row.behaviour] for row in found.rows if row.behaviour in process.behaviour)
    answers = await _answers(found)
    clauses = [f"{one.id}/{clause.id}" for one in behaviours for clause in one.clauses if not clause.na]
    return KeyPage(
        calibration=found,
        behaviours=behaviours,
        evidence={name: tuple(items) for name, items in evidence.items()},
        answers=answers,
        missing=sum(name not in answers for name in clauses),
        learned=tuple(seat for seat in found.seats if seat.closed_at),
        form=ids.new(),
        use_form=ids.new(),
        typed=typed or {},
        errors=errors or {},
    )


async def _answers(found: Calibration) -> dict[str, Answer]:
    return {f"{behaviour}/{clause}": one for (behaviour, clause), one in (await queries.agreed_answers(found.id)).items()}


def _person(text: str) -> UUID | None:
    """Whose sheet is asked for. Raises NotFound for what is no id."""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotFound("There is no such person.") from error


CONTROLLERS: tuple[type[Controller], ...] = (OneCalibration, BlindSheets, Wordings, KeyAnswers, KeyUse, Talks)
