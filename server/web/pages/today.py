"""A rep's day: a note first, then at most five minutes, and a real end."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from server import clock, forms, html, ids
from server.assignments import queries as assignments
from server.coaching import queries as coaching
from server.coaching.queries import Meeting, Note
from server.commitments import queries as commitments
from server.commitments.queries import Promised
from server.deals import actions
from server.deals.forms import SelfCheckForm, TendForm
from server.deals.queries import Deal, known_as_of
from server.errors import Invalid
from server.html import Page
from server.inspections import actions as inspect
from server.inspections import queries as inspections
from server.inspections.queries import Call, OpenGate
from server.learning import queries as learning
from server.people.queries import Person, Visit
from server.people.roles import Actor
from server.sentences.words import about, span
from server.settings import Settings
from server.web.deal import before_call
from server.web.today import day, day_words, forwarded_mail, self_check
from server.web.today.day import Candidate, Day
from server.web.today.day_lines import Here, Line
from server.web.today.forwarded_mail import Held
from server.web.today.lesson_offers import Found, candidates
from server.web.today.nudge import SOON, Nudge, nudge
from server.zones import local_day


class TodayPage(Page, frozen=True):
    """The day. `total` is the sum of `lines`, `did` what was finished today, in words; `later` are assigned lessons longer than any day.

    `done`: nothing more is asked for. `tomorrow` is the lesson that comes then, `also` what comes with it, in words.
    """

    template: ClassVar[str] = "web/today.html"
    now: datetime
    note: Note | None
    head: str
    lines: tuple[Line, ...]
    did: tuple[str, ...]
    total: str
    about: str
    tomorrow: Line | None
    also: str
    later: tuple[Line, ...]
    done: bool
    first_time: bool
    form: UUID
    reason: str = ""
    """What was typed as the reason why not now, when the form came back, and what is wrong with it."""
    fault: str = ""
    meetings: tuple[Meeting, ...] = ()
    """One-to-ones that wait for the reader's side, and those of which they have not said how they left."""
    partings: tuple[Meeting, ...] = ()
    parting_form: UUID | None = None
    held: tuple[Held, ...] = ()
    calls: tuple[Call, ...] = ()
    """Calls of `today` and tomorrow on one's deals, the earliest first."""
    today: date | None = None
    as_of: datetime | None = None
    """As what time the CRM told of the deal of the day; None where it is kept by hand or no deal is asked for."""


NOTE_STANDS = timedelta(days=14)
"""How long the newest note opens the day; it stays on My line."""


class Today(Controller):
    """The page that a rep begins with."""

    path = "/today"

    @get()
    async def read(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """The day as it is now, and what came by mail, where mail is read."""
        now = clock.now()
        visit: Visit = request.scope["visit"]  # type: ignore[typeddict-item]  # Litestar's TypedDict has no place for ours
        shown = page(await find(actor, now, known=visit.known), zone=actor.zone, now=now)
        if settings.inbox != "off":
            shown = replace(shown, held=await forwarded_mail.held(actor))
        return html.show(request, shown)


class SelfCheck(Controller):
    """What an owner says of their own deal when its claim moved."""

    path = "/deals/{deal:uuid}/self-check"

    @post()
    async def check(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], deal: FromPath[UUID]) -> Response[Any]:
        """Keeps the boxes as claims; they take the place of the day's deal. Leads back to the day."""
        now = clock.now()
        # Whose deal it is comes first: nothing is said about one of somebody else.
        await actions.own_open(actor, deal, now)
        form = await forms.read(request, SelfCheckForm)
        entry = await forms.entry(request, actor=actor.id, at=now)
        await inspect.check_oneself(actor, entry, deal, form.left, form.done)
        await actions.tend(actor, entry.child("tended"), deal, "done", "")
        return html.redirect("/today")


class DealTending(Controller):
    """What came of the one thing that a day held on a deal."""

    path = "/deals/{deal:uuid}/tending"

    @post()
    async def tend(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], deal: FromPath[UUID]) -> Response[Any]:
        """Done, or not now with a reason. Leads back to the day."""
        now = clock.now()
        try:
            form = await forms.read(request, TendForm)
            entry = await forms.entry(request, actor=actor.id, at=now)
            await actions.tend(actor, entry, deal, form.answer, form.reason)
        except Invalid as invalid:
            # Whose deal it is comes first: nothing is said about one of somebody else.
            await actions.own_open(actor, deal, now)
            return html.show(request, page(await find(actor, now), zone=actor.zone, now=now, invalid=invalid), status=422)
        return html.redirect("/today")


async def seconds_today(person: Person, now: datetime) -> int:
    """How much the day of somebody who sells holds now, in seconds: for the mail of their morning."""
    found = await find(person.actor, now)
    here = Here(found, person.zone, now)
    return _made(here, candidates(found), None if found.tended else here.nudge()).seconds


async def find(actor: Actor, now: datetime, *, known: int | None = None) -> Found:
    """Everything that is known about the day of a rep. `known`: the number of the newest fact about them, where a request told it."""
    learnt = await learning.day(actor.id, actor.zone, now, known=known)
    sitting, edition = learnt.sitting, learnt.sitting.edition
    today = local_day(now, actor.zone)
    own = await inspections.own_deals(actor.id, today, today + before_call.SOON)
    # What was done is not chosen again.
    open_ = [] if own.tended else sitting.deals
    promised, asked = await commitments.due_of(actor.id, now + SOON), await coaching.meetings_of(actor.id, now)
    return Found(
        edition=edition,
        assigned=await assignments.open_for(actor.id),
        begun=learnt.begun,
        finished=learnt.finished,
        sitting=sitting,
        promised=promised,
        tended=own.tended,
        note=await coaching.newest(actor.id),
        meetings=asked.open,
        partings=asked.unparted,
        concluded=await _waits(open_, promised, now, actor.zone),
        calls=before_call.together(own.accepted, own.planned),
        as_of=await known_as_of(open_, now),
        check=await self_check.find(actor, open_, edition.academy.process, now),
    )


async def _waits(open_: Sequence[Deal], promised: Sequence[Promised], now: datetime, zone: str) -> Mapping[UUID, OpenGate]:
    """What the sheets of the open deals wait for; not asked where a promise or a close date comes before it anyway."""
    if nudge(open_, promised, None, {}, now=now, zone=zone):
        return {}
    return await inspections.open_gates([deal.id for deal in open_])


def page(found: Found, *, zone: str, now: datetime, invalid: Invalid | None = None) -> TodayPage:
    """The day of somebody in this zone: what was finished, and what still fits into its five minutes. `invalid`: a form of it that came back."""
    here, known = Here(found, zone, now), candidates(found)
    deal = None if found.tended else here.nudge()
    made = _made(here, known, deal)
    lines = tuple(here.lines(made, deal))
    left = [one for one in known if not here.finished_today(one.lesson)]
    then = here.tomorrow(left, made)
    asked = {line.deal for line in lines}
    return TodayPage(
        now=now,
        meetings=tuple(found.meetings),
        partings=tuple(found.partings),
        calls=tuple(found.calls[: before_call.FEW]),
        today=local_day(now, zone),
        parting_form=ids.new(),
        note=found.note if found.note and found.note.at > now - NOTE_STANDS else None,
        head=day_words.head(made, lines[0].begun if lines else False, lines[0].scenario if lines else False),
        lines=lines,
        did=tuple(here.did()),
        total=span(made.seconds),
        about=about(made.seconds),
        tomorrow=here.line(then.lesson, time=about(then.lesson.seconds)) if then.lesson else None,
        also=day_words.with_it(replace(then, lesson=None)),
        later=tuple(here.later(left, made)),
        as_of=found.as_of if found.sitting and any(one.id in asked for one in found.sitting.deals) else None,
        done=not lines,
        first_time=not found.finished and not found.begun,
        form=ids.new(),
        reason=next(iter(invalid.typed.get("reason", ())), "") if invalid else "",
        fault=next(iter(invalid.fields.values()), "") if invalid else "",
    )


def _made(here: Here, known: Sequence[Candidate], deal: Nudge | None) -> Day:
    return day.compose(
        here.open(known),
        questions=here.waiting,
        deal=deal is not None,
        today=deal is not None and deal.check is not None,
        spent=here.spent(),
    )
