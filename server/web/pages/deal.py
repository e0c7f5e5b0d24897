"""One deal: what is claimed, what is promised on it, and what to look at before the next call."""

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
from server.commitments import queries as commitments
from server.commitments.queries import Commitment
from server.deals import actions, gates, money, queries
from server.deals.forms import ChangeForm, CloseForm, RolesForm, faults, outcome_faults
from server.deals.queries import Claim, Deal
from server.deals.roles import ROLES, Held, holder
from server.errors import Invalid
from server.html import Page
from server.html.filters import short_day
from server.inspections import queries as inspections
from server.lessons import queries as lessons
from server.lessons.queries import process_in_force
from server.people import actions as people_actions
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.process.map import Behaviour
from server.sentences import flag_words
from server.web.deal.before_call import Before, before, gates_ahead
from server.web.deal.next_steps import planned_on
from server.web.deal.proof import templates
from server.web.deal.standing import Stands, stands


class DealPage(Page, frozen=True):
    """A deal as its owner, the owner's manager or a leader sees it; only the owner gets the forms. `owner` is their name, for the others.

    `stages` are (id, title) pairs of the deal's motion in order, `place` the claimed one from 1, 0 when the process has it no more. `ahead` are the
    gates of the claimed stage, `before` is what to know before a call.
    """

    template: ClassVar[str] = "web/deal.html"
    deal: Deal
    own: bool
    owner: str
    motion: str
    stages: tuple[tuple[str, str], ...]
    titles: Mapping[str, str]
    place: int
    history: tuple[Claim, ...]
    promised: tuple[Commitment, ...]
    now: datetime
    ahead: tuple[Behaviour, ...]
    change_form: UUID
    close_form: UUID
    stands: Stands | None
    """None when there is no process."""
    inspect_form: UUID | None
    """For who may inspect it."""
    open_sheet: UUID | None
    """The sheet that the reader left open."""
    withdrawal_forms: UUID
    as_of: datetime | None
    holders: tuple[tuple[str, Held | None], ...] = (("sdr", None), ("se", None), ("csm", None))
    """By role who holds it, None where nobody does and the owner answers."""
    roles_form: UUID | None = None
    """For the owner, and for who manages them."""
    flags: tuple[str, ...] = ()
    """What its history shows that somebody should look at, each in a sentence, the gravest first."""
    corrected: str = ""
    """That an inspection led the claim back, in a sentence; empty where its last move was another."""
    planned: tuple[str, ...] = ()
    """What its CRM says is to be done next, each in a sentence: no evidence, and it calms no flag."""
    before: Before | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    """The titles of the templates, by the id of their artifact."""

    @property
    def points(self) -> tuple[tuple[float, int, int, str], ...]:
        """The history as it is drawn."""
        return tuple((one.x, one.claimed, one.supported, short_day(one.at)) for one in self.stands.steps) if self.stands else ()

    @property
    def marks(self) -> tuple[tuple[float, str], ...]:
        """The days under it: of the first step and of the last, when they do not lie on each other."""
        steps = self.stands.steps if self.stands else ()
        far = [one for one in steps[:1] + steps[-1:] if one is steps[0] or one.x - steps[0].x > APART]
        return tuple((one.x, short_day(one.at)) for one in far)

    def withdrawal(self, evidence: UUID) -> UUID:
        """The id of the form that takes an item back."""
        return ids.derived(self.withdrawal_forms, str(evidence))


APART = 30
"""Percent of the drawing that two days need between them."""


class OneDeal(Controller):
    """A single deal."""

    path = "/deals/{deal:uuid}"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], deal: FromPath[UUID]) -> Response[Any]:
        """The page. The owner is told that somebody else opened it."""
        if again := await inspections.kept_from(actor, deal, clock.now()):
            return html.redirect(f"/calibrations/{again}")
        page = await _page(actor, deal)
        await people_actions.looked(actor, page.deal.owner, "deal", clock.now())
        return html.show(request, page)

    @post()
    async def change(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], deal: FromPath[UUID]) -> Response[Any]:
        """Name, claimed stage, amount, close date."""
        now = clock.now()
        found = await queries.deal(deal, actor, now)
        process = await process_in_force()
        try:
            told = await forms.read(request, ChangeForm, checks=partial(faults, process=process, motion=found.motion))
            entry = await forms.entry(request, actor=actor.id, at=now)
        except Invalid as invalid:
            return html.show(request, await _page(actor, deal, invalid), status=422)
        await actions.change(actor, entry, deal, told.told, process=process)
        return html.redirect(f"/deals/{deal}")


class DealRoles(Controller):
    """Who else answers on a deal."""

    path = "/deals/{deal:uuid}/roles"

    @post()
    async def set(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], deal: FromPath[UUID]) -> Response[Any]:
        """Keeps who holds which role."""
        now = clock.now()
        await queries.deal(deal, actor, now)
        try:
            told = await forms.read(request, RolesForm)
            entry = await forms.entry(request, actor=actor.id, at=now)
            await actions.set_roles(actor, entry, deal, {role: getattr(told, role) for role in ROLES}, told.since)
        except Invalid as invalid:
            typed = Invalid(invalid.fields, await forms.everything(request))
            return html.show(request, await _page(actor, deal, typed), status=422)
        return html.redirect(f"/deals/{deal}#roles")


class DealClosing(Controller):
    """The end of a deal."""

    path = "/deals/{deal:uuid}/closing"

    @post()
    async def close(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], deal: FromPath[UUID]) -> Response[Any]:
        """Closes it with an outcome."""
        now = clock.now()
        try:
            told = await forms.read(request, CloseForm, checks=outcome_faults)
            entry = await forms.entry(request, actor=actor.id, at=now)
        except Invalid as invalid:
            return html.show(request, await _page(actor, deal, invalid), status=422)
        await actions.close(actor, entry, deal, told.outcome)
        return html.redirect(f"/deals/{deal}")


async def _page(actor: Actor, id: UUID, invalid: Invalid | None = None) -> DealPage:
    now = clock.now()
    deal = await queries.deal(id, actor, now)
    process = (await lessons.current()).academy.process
    motion = process.motion.get(deal.motion) if process else None
    kept = gates.stages(process, motion) if process and motion else ()
    claims, own = await queries.claims(id), deal.owner == actor.id
    sheet = None if own else await inspections.open_sheet_of(actor, id)
    owner = await people.person(deal.owner)
    standing = await stands(deal, claims, process, now) if process else None
    titles = process.titles if process else {}
    held = await queries.roles_of(id)
    ahead = gates_ahead(deal, process)
    flags, corrected = await _told(deal, owner, claims, standing, now, actor.zone) if owner else ((), "")
    return DealPage(
        deal=deal,
        own=own,
        owner="" if own or owner is None else owner.name,
        motion=process.motion_title(deal.motion) if process else deal.motion,
        stages=tuple((stage, titles[stage]) for stage in kept),
        titles=titles,
        place=kept.index(deal.stage) + 1 if deal.stage in kept else 0,
        history=tuple(claims),
        promised=tuple(await commitments.of_deal(id)),
        now=now,
        ahead=ahead,
        before=before(deal, standing, ahead),
        change_form=ids.new(),
        close_form=ids.new(),
        stands=standing,
        flags=flags,
        corrected=corrected,
        planned=await planned_on(id, now, actor.zone) if deal.source and deal.closed_at is None else (),
        inspect_form=None if own else ids.new(),
        open_sheet=sheet.id if sheet else None,
        withdrawal_forms=ids.new(),
        as_of=await queries.as_of(now),
        holders=tuple((role, holder(held, role)) for role in ROLES),
        roles_form=ids.new() if own or actor.has("manager") else None,
        typed=_typed(deal, invalid),
        errors=invalid.fields if invalid else {},
        templates=await templates(),
    )


async def _told(
    deal: Deal, owner: Person, claims: Sequence[Claim], standing: Stands | None, now: datetime, zone: str
) -> tuple[tuple[str, ...], str]:
    """The flags of the deal, and that its claim was corrected, as sentences."""
    process = (await lessons.current()).academy.process
    line = await inspections.line_of(deal, owner, claims, standing.concluded if standing else None, now)
    if process is None or line is None:
        return (), ""
    tell = partial(flag_words.tell, zone=zone, titles=process.titles)
    return tuple(map(tell, line.flags)), tell(line.corrected) if line.corrected else ""


def _typed(deal: Deal, invalid: Invalid | None) -> Mapping[str, str]:
    """What the form shows: what was typed, else what is kept."""
    kept = {
        "name": deal.name,
        "stage": deal.stage,
        "amount": money.typed(deal.amount),
        "close_date": deal.close_date.isoformat() if deal.close_date else "",
    }
    if invalid is not None and "name" not in invalid.typed:
        return {**kept, **{name: values[0] for name, values in invalid.typed.items() if values and name in {*ROLES, "since"}}}
    if invalid is None:
        return kept
    return {**dict.fromkeys(kept, ""), **forms.typed(invalid)}
