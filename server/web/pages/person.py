"""The page of one person, for whoever manages them today: what was assigned, promised and written, and how much was learned."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct, field

from server import clock, forms, html, ids
from server.assignments import actions as assigning
from server.assignments import queries as assignments
from server.assignments.queries import Assignment
from server.coaching import actions as coaching_actions
from server.coaching import queries as coaching
from server.coaching.queries import Note
from server.commitments import queries as commitments
from server.commitments.queries import Commitment
from server.deals import queries as deals
from server.deals.queries import Deal
from server.errors import Invalid, Refused
from server.html import Page
from server.inspections import queries as inspections
from server.inspections.ramp import Ramp
from server.learning import queries as learning
from server.learning.queries import Reflection
from server.learning.queries.counts import finished_by
from server.lessons import queries as lessons
from server.people import actions as people_actions
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences.words import until
from server.settings import Settings
from server.web.forms import AssignForm, NoteForm, assign_faults, note_faults
from server.web.gaps.next_step import lessons_for
from server.web.person.rep import Rep, rep
from server.zones import local_day


class Given(Struct, frozen=True):
    """An assignment with the lesson's title, and the id of the form that takes it back."""

    assignment: Assignment
    title: str
    form: UUID
    back: bool = False
    """Whether it was withdrawn so short ago that it can be given back."""


class PersonPage(Page, frozen=True):
    """One person as their manager sees them: never a single answer. `finished` counts lessons of the last thirty days, None without a policy."""

    template: ClassVar[str] = "web/person.html"
    person: Person
    now: datetime
    given: tuple[Given, ...]
    promised: tuple[Commitment, ...]
    notes: tuple[Note, ...]
    reflections: tuple[Reflection, ...]
    deals: tuple[Deal, ...]
    rep: Rep
    ramp: Ramp | None
    """Their first weeks; None for who is not new, and before the company has a policy."""
    as_of: datetime | None
    """As what time the CRM's part of the deals is known, None where all are kept by hand."""
    finished: int | None
    earliest: str
    """When the first open promise is due, in words."""
    lessons: tuple[tuple[str, str], ...]
    """(id, title) of what may be assigned."""
    assign_form: UUID
    note_form: UUID
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def open(self) -> int:
        """How many assignments wait."""
        return sum(given.assignment.is_open for given in self.given)


RECENT = timedelta(days=30)


class OnePerson(Controller):
    """The page."""

    path = "/people/{person:uuid}"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], person: FromPath[UUID]) -> Response[Any]:
        """The page of somebody the actor manages today; they are told that it was opened."""
        if person == actor.id:
            return html.redirect("/my-line")
        now = clock.now()
        page = await _page(actor, person, now)
        await people_actions.looked(actor, person, "person", now)
        return html.show(request, page)


class PersonAssignments(Controller):
    """Lessons given to one person."""

    path = "/people/{person:uuid}/assignments"

    @post()
    async def assign(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        person: FromPath[UUID],
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Assigns a lesson."""
        now = clock.now()
        rep = await people.managed(actor, person, now)
        today = local_day(now, rep.zone)
        try:
            form = await forms.read(request, AssignForm, checks=partial(assign_faults, today=today))
            entry = await forms.entry(request, actor=actor.id, at=now)
            await assigning.assign(
                actor,
                entry,
                person=person,
                lesson=form.lesson,
                reason=form.reason,
                day=form.day,
                behaviour=form.behaviour,
                site=settings.url,
            )
        except Refused as refused:
            return await _again(request, actor, person, Invalid({"lesson": str(refused)}, await forms.everything(request)))
        except Invalid as invalid:
            return await _again(request, actor, person, invalid)
        return html.redirect(f"/people/{person}#assigned")


class Withdrawal(Controller):
    """Taking an assignment back."""

    path = "/assignments/{assignment:uuid}/withdrawal"

    @post()
    async def withdraw(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], assignment: FromPath[UUID]
    ) -> Response[Any]:
        """Withdraws it."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        withdrawn = await assigning.withdraw(actor, entry, assignment)
        return html.redirect(f"/people/{withdrawn.person}#assigned")


class Restoration(Controller):
    """Giving back what was withdrawn by mistake."""

    path = "/assignments/{assignment:uuid}/restoration"

    @post()
    async def restore(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], assignment: FromPath[UUID]
    ) -> Response[Any]:
        """Gives it back."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        given = await assigning.restore(actor, entry, assignment)
        return html.redirect(f"/people/{given.person}#assigned")


class PersonNotes(Controller):
    """Notes to one person."""

    path = "/people/{person:uuid}/notes"

    @post()
    async def write(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], person: FromPath[UUID]
    ) -> Response[Any]:
        """Writes a note."""
        now = clock.now()
        await people.managed(actor, person, now)
        try:
            form = await forms.read(request, NoteForm, checks=note_faults)
            entry = await forms.entry(request, actor=actor.id, at=now)
        except Invalid as invalid:
            return await _again(request, actor, person, invalid)
        await coaching_actions.write_note(actor, entry, person=person, words=form.words, tag=form.tag, deal=form.deal)
        return html.redirect(f"/people/{person}#notes")


async def _again(request: Request[Any, Any, Any], actor: Actor, person: UUID, invalid: Invalid) -> Response[Any]:
    return html.show(request, await _page(actor, person, clock.now(), invalid), status=422)


def _given(one: Assignment, titles: Mapping[str, str], now: datetime) -> Given:
    back = one.withdrawn_at is not None and now - one.withdrawn_at <= assigning.RESTORED_WITHIN
    return Given(one, titles.get(one.lesson, one.lesson), ids.new(), back)


async def _page(actor: Actor, id: UUID, now: datetime, invalid: Invalid | None = None) -> PersonPage:
    person = await people.managed(actor, id, now)
    edition = await lessons.current()
    numbers = await people.current_policy(now) is not None
    kept = await inspections.kept(actor, now)
    promised = [one for one in await commitments.open_of(id) if one.deal not in kept]
    open_ = await deals.open_deals(id)
    return PersonPage(
        person=person,
        now=now,
        given=tuple(_given(one, edition.titles, now) for one in await assignments.of_person(id)),
        promised=tuple(promised),
        earliest=until(promised[0].due_at, zone=person.zone, now=now, reader=actor.zone) if promised else "",
        notes=tuple(one for one in await coaching.about(id, actor, now) if one.deal not in kept),
        reflections=tuple(await learning.shared_reflections(actor, id, now)),
        deals=tuple(open_),
        rep=await rep(actor, person, promised, open_, now),
        ramp=await inspections.ramp(id, edition.academy.process, person.zone, now, kept) if numbers else None,
        as_of=await deals.as_of(now),
        finished=len(await finished_by([id], now - RECENT)) if numbers else None,
        lessons=tuple((lesson.id, lesson.title) for lesson in lessons_for(edition.academy.lessons, person.roles)),
        assign_form=ids.new(),
        note_form=ids.new(),
        typed=forms.typed(invalid),
        errors=invalid.fields if invalid else {},
    )
