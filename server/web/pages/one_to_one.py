"""A one-to-one on one deal: the rep answers first, then the manager; both sheets side by side; one commitment; and how the rep left it."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import field

from server import clock, forms, html, ids
from server.coaching import actions, queries
from server.coaching.closing import Closing
from server.coaching.forms import ClosingForm, PartingForm, PrepareForm, closing_faults
from server.coaching.pair import Paired
from server.coaching.queries import LeftWith, Meeting, NextMeeting, Sheets
from server.commitments import queries as commitments
from server.commitments.queries import Commitment
from server.deals import queries as deals
from server.errors import Invalid
from server.html import Page
from server.inspections import queries as inspections
from server.lessons import queries as lessons
from server.lessons.compiler.model import Lesson
from server.people import actions as people_actions
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.settings import Settings
from server.zones import local_day


class BeforePage(Page, frozen=True):
    """Which deal to look at together, for the manager. `deals` are (id, name), `proposed` is the one that the agenda has."""

    template: ClassVar[str] = "coaching/before.html"
    person: Person
    now: datetime
    agenda: NextMeeting
    deals: tuple[tuple[str, str], ...]
    proposed: str
    form: UUID
    as_of: datetime | None
    """As what time the CRM's part of the deals is known, None where all are kept by hand."""
    errors: Mapping[str, str] = field(default_factory=dict)


class OneToOnePage(Page, frozen=True):
    """A one-to-one as one of the two sees it. `manages`: the manager reads it, for whom `closing` is the end of it.

    `paired` is empty until both sheets lie side by side. `promised` is what else is open on this deal. Once it is closed, `left` is what was left
    with its person, and `lesson` the one that it asks for.
    """

    template: ClassVar[str] = "coaching/one-to-one.html"
    met: Meeting
    now: datetime
    manages: bool
    sheets: Sheets
    paired: Paired
    closing: Closing | None
    promised: tuple[Commitment, ...]
    sheet_form: UUID
    form: UUID
    errors: Mapping[str, str] = field(default_factory=dict)
    left: LeftWith = field(default_factory=LeftWith)
    lesson: Lesson | None = None
    as_of: datetime | None = None
    """The same until it is over."""

    @property
    def other(self) -> str:
        """The first name of the other one."""
        return (self.met.person_name if self.manages else self.met.by_name).split(" ")[0]

    @property
    def own_saved(self) -> bool:
        """Whether the reader's own side is in."""
        return self.sheets.manager_answered if self.manages else self.sheets.rep_saved

    @property
    def other_saved(self) -> bool:
        """Whether the other side is in."""
        return self.sheets.rep_saved if self.manages else self.sheets.manager_answered


class OneToOne(Controller):
    """The next one-to-one with a person."""

    path = "/people/{person:uuid}/one-to-one"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], person: FromPath[UUID]) -> Response[Any]:
        """The one that is under way, or which deal to choose. The person is told that their manager opened it."""
        now = clock.now()
        rep = await people.managed(actor, person, now)
        met = await queries.meeting_with(actor, person)
        shown = await _page(actor, met, now) if met else await _before(actor, rep, now)
        await people_actions.looked(actor, person, "person", now)
        return html.show(request, shown)

    @post()
    async def prepare(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], person: FromPath[UUID]
    ) -> Response[Any]:
        """Chooses the deal, and asks its owner to answer first."""
        now = clock.now()
        rep = await people.managed(actor, person, now)
        try:
            form = await forms.read(request, PrepareForm)
            entry = await forms.entry(request, actor=actor.id, at=now)
        except Invalid as invalid:
            return html.show(request, await _before(actor, rep, now, invalid), status=422)
        await actions.prepare(actor, entry, person=person, deal=form.deal)
        return html.redirect(f"/people/{person}/one-to-one")


class OneMeeting(Controller):
    """A single one-to-one, for either of the two."""

    path = "/one-to-ones/{meeting:uuid}"

    @get()
    async def read(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], meeting: FromPath[UUID]
    ) -> Response[Any]:
        """How far it is, and both sheets once they lie side by side."""
        now = clock.now()
        met = await _mine(actor, meeting, now)
        await people_actions.looked(actor, met.person, "person", now)
        return html.show(request, await _page(actor, met, now))


class OwnSide(Controller):
    """One's own sheet for a one-to-one."""

    path = "/one-to-ones/{meeting:uuid}/sheet"

    @post()
    async def begin(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], meeting: FromPath[UUID]
    ) -> Response[Any]:
        """Opens it, or the one that was left open."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        return html.redirect(f"/inspections/{await actions.open_sheet(actor, entry, meeting)}")


class Comparison(Controller):
    """Both sheets side by side."""

    path = "/one-to-ones/{meeting:uuid}/comparison"

    @post()
    async def compare(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], meeting: FromPath[UUID]
    ) -> Response[Any]:
        """Lays them side by side, for both."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.compare(actor, entry, meeting)
        return html.redirect(await _address(meeting, actor))


class MeetingClosing(Controller):
    """The end of a one-to-one."""

    path = "/one-to-ones/{meeting:uuid}/closing"

    @post()
    async def close(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        meeting: FromPath[UUID],
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Closes it, with at most one note, one commitment and one lesson."""
        now = clock.now()
        met = await _mine(actor, meeting, now)
        try:
            rep = await people.person(met.person)
            today = local_day(now, rep.zone if rep else "UTC")
            without = met.compared_at is None and not (await queries.sheets_of(met)).manager_answered
            form = await forms.read(request, ClosingForm, checks=partial(closing_faults, today=today, without=without))
            entry = await forms.entry(request, actor=actor.id, at=now)
            await actions.close_meeting(actor, entry, meeting, form.left, site=settings.url)
        except Invalid as invalid:
            again = Invalid(invalid.fields, await forms.everything(request))
            return html.show(request, await _page(actor, met, now, again), status=422)
        return html.redirect(f"/one-to-ones/{meeting}")


class Parting(Controller):
    """How somebody left a one-to-one."""

    path = "/one-to-ones/{meeting:uuid}/parting"

    @post()
    async def say(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], meeting: FromPath[UUID]) -> Response[Any]:
        """Keeps it for the count of the team, and leads back to the one-to-one."""
        now = clock.now()
        try:
            form = await forms.read(request, PartingForm)
            entry = await forms.entry(request, actor=actor.id, at=now)
        except Invalid as invalid:
            met = await _mine(actor, meeting, now)
            return html.show(request, await _page(actor, met, now, invalid), status=422)
        await actions.part(actor, entry, meeting, form.answer)
        return html.redirect(f"/one-to-ones/{meeting}")


async def _mine(actor: Actor, meeting: UUID, now: datetime) -> Meeting:
    """A one-to-one of the actor's: for its person, and for who held it as long as they manage that person. Raises NotFound."""
    met = await queries.meeting(meeting, actor)
    if met.person != actor.id:
        await people.managed(actor, met.person, now)
    return met


async def _address(meeting: UUID, actor: Actor) -> str:
    met = await queries.meeting(meeting, actor)
    return f"/people/{met.person}/one-to-one" if met.by == actor.id else f"/one-to-ones/{meeting}"


async def _before(actor: Actor, rep: Person, now: datetime, invalid: Invalid | None = None) -> BeforePage:
    agenda, kept = await queries.agenda(actor, rep.id, now), await inspections.kept(actor, now)
    proposed = next((str(one.point.deal) for one in agenda.points if one.point.deal), "")
    own = await deals.open_deals(rep.id)
    return BeforePage(
        person=rep,
        now=now,
        agenda=agenda,
        deals=tuple((str(deal.id), deal.name) for deal in own if deal.id not in kept),
        proposed=proposed,
        form=ids.new(),
        as_of=await deals.known_as_of(own, now),
        errors=invalid.fields if invalid else {},
    )


async def _page(actor: Actor, met: Meeting, now: datetime, invalid: Invalid | None = None) -> OneToOnePage:
    manages = met.by == actor.id
    over = met.closed_at is not None or met.dropped_at is not None
    sheets = await queries.sheets_of(met)
    paired = await queries.compared(sheets) if met.compared_at else Paired(pairs=())
    typed = forms.typed(invalid)
    closing = None
    if manages and not over:
        missing = await _missing(met, paired)
        errors = invalid.fields if invalid else {}
        closing = await queries.closing(actor, met.person, missing, now, typed=typed, errors=errors)
    left = await queries.left_with(actor, met.inspection, met.person, now) if met.closed_at and met.inspection else LeftWith()
    return OneToOnePage(
        met=met,
        now=now,
        manages=manages,
        sheets=sheets,
        paired=paired,
        closing=closing,
        promised=tuple(one for one in await commitments.of_deal(met.deal) if one.person == met.person),
        sheet_form=ids.new(),
        form=ids.new(),
        errors=invalid.fields if invalid else {},
        left=left,
        as_of=None if over else await deals.known_as_of((await deals.deals([met.deal])).values(), now),
        lesson=(await lessons.current()).lesson(left.assignment.lesson) if left.assignment else None,
    )


async def _missing(met: Meeting, paired: Paired) -> list[str]:
    """What could be coached: the first gate that the deal waits for, if the two read it differently, then what else they did; else that gate."""
    stands = (await inspections.concluded([met.deal])).get(met.deal)
    gate = [stands.missing] if stands and stands.missing else []
    differing = [pair.behaviour for pair in paired.differing]
    return [*(one for one in gate if one in differing), *differing, *gate]


CONTROLLERS: tuple[type[Controller], ...] = (OneToOne, OneMeeting, OwnSide, Comparison, MeetingClosing, Parting)
