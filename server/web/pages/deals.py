"""A rep's deals: of each what is claimed, what the evidence reaches and the one thing next; and adding one by hand."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import field

from server import clock, forms, html, ids
from server.commitments import queries as commitments
from server.deals import actions, queries
from server.deals.forms import DealForm, faults
from server.deals.queries import Deal
from server.errors import Invalid, Refused
from server.html import Page
from server.inspections import queries as inspections
from server.inspections.queries import Line
from server.lessons import queries as lessons
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _
from server.web.pipeline.own_deals import Own, own_deals


class DealsPage(Page, frozen=True):
    """The owner's open deals, those closed last, and the form for a new one. `stages` and `motions` are (id, title) pairs in order.

    `as_of`: as what time the CRM's part is known, None where all are kept by hand.
    """

    template: ClassVar[str] = "web/deals.html"
    deals: tuple[Own, ...]
    closed: tuple[Deal, ...]
    as_of: datetime | None
    stages: tuple[tuple[str, str], ...]
    motions: tuple[tuple[str, str], ...]
    currency: str
    form: UUID
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class Deals(Controller):
    """The collection of one's own deals."""

    path = "/deals"

    @get()
    async def index(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The list."""
        return html.show(request, await _page(actor))

    @post()
    async def add(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Adds a deal and goes to it."""
        academy = (await lessons.current()).academy
        if academy.process is None:
            raise Refused(_("There is no process yet, so a deal has no stage to stand at. An author has to load one first."))
        try:
            told = await forms.read(request, DealForm, checks=partial(_checked, process=academy.process))
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
        except Invalid as invalid:
            return html.show(request, await _page(actor, invalid), status=422)
        deal = await actions.add(
            actor, entry, told.told, motion=told.motion, currency=academy.rules.currency, process=academy.process
        )
        return html.redirect(f"/deals/{deal}")


def _checked(form: DealForm, process: Process) -> Mapping[str, str]:
    return faults(form, process, form.motion)


async def _page(actor: Actor, invalid: Invalid | None = None) -> DealsPage:
    now, academy = clock.now(), (await lessons.current()).academy
    stages = tuple((stage.id, stage.title) for stage in academy.process.stages) if academy.process else ()
    motions = tuple((motion.id, motion.title) for motion in academy.process.motions) if academy.process else ()
    return DealsPage(
        deals=await _own(actor, academy.process, now),
        closed=tuple(await queries.closed_deals(actor.id)),
        as_of=await queries.as_of(now),
        stages=stages,
        motions=motions,
        currency=academy.rules.currency,
        form=ids.new(),
        typed=forms.typed(invalid),
        errors=invalid.fields if invalid else {},
    )


async def _own(actor: Actor, process: Process | None, now: datetime) -> tuple[Own, ...]:
    if process is None:
        return ()
    open_ = await queries.open_deals(actor.id)
    concluded = await inspections.concluded([deal.id for deal in open_])
    # Without the flags, which are for whoever picks deals to look at.
    lines = [Line(deal=deal, owner=actor.name, entered=deal.added_at, concluded=concluded.get(deal.id)) for deal in open_]
    return own_deals(lines, await commitments.open_of(actor.id), process, zone=actor.zone, now=now)
