"""Deals: read by whoever may see them, changed by their owner."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from server.api import cursor
from server.deals import actions, queries
from server.deals.actions import OUTCOMES, Told
from server.deals.forms import LONGEST_NAME
from server.deals.money import MOST
from server.deals.queries import Deal as Found
from server.errors import Invalid
from server.inspections import queries as inspections
from server.inspections.queries import Concluded
from server.lessons import queries as lessons
from server.lessons.queries import process_in_force
from server.people import actions as people_actions
from server.people import queries as people
from server.people.queries.teams import active
from server.people.roles import Actor
from server.sentences import gettext as _
from server.web.api.operation import Amount, Call, Items, Listing, Operation, get, no_such_place, post


class Conclusion(Struct, frozen=True, kw_only=True):
    """What the sheets of a deal conclude: the supported stage and the first missing gate."""

    supported: Annotated[str, Meta(description="The stage that the evidence proves.")]
    gap: Annotated[int, Meta(description="How many stages the claim is further; below 0 when the evidence is.")]
    verified: bool
    complete: Annotated[tuple[str, ...], Meta(description="The gates that are met.")]
    missing: Annotated[str | None, Meta(description="The first gate that is not met.")]
    inspected_at: datetime | None
    inspection: UUID | None


class Deal(Struct, frozen=True, kw_only=True):
    """One opportunity, as its owner or the CRM tells it, with what its evidence supports."""

    id: UUID
    owner: UUID
    name: str
    motion: str
    stage: Annotated[str, Meta(description="The claimed stage.")]
    amount: Amount | None
    close_date: date | None
    category: Annotated[str, Meta(description="What the forecast counts it as; empty where nobody said.")]
    segment: str
    source: Annotated[str, Meta(description="The CRM it came from; empty for a deal kept by hand.")]
    added_at: datetime
    closed_at: datetime | None
    outcome: Literal["won", "lost", "no-decision", "disqualified"] | None
    as_of: Annotated[datetime | None, Meta(description="When the CRM was read last; null for a deal kept by hand.")]
    conclusion: Annotated[
        Conclusion | None,
        Meta(description="Null while nobody has inspected it, and to a leader until their second look at it is closed."),
    ]


class Claim(Struct, frozen=True, kw_only=True):
    """A stage that a deal claimed from `at` on."""

    at: datetime
    stage: str
    derived: Annotated[bool, Meta(description="True: by then; when exactly was never told.")]


class DealsQuery(Listing, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which deals."""

    owner: Annotated[UUID | None, Meta(description="Of this person alone.")] = None
    state: queries.State = "open"


class DealBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an owner says of a deal."""

    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
    stage: Annotated[str, Meta(max_length=80)]
    amount: Annotated[int, Meta(ge=0, le=MOST, description="In minor units of the academy’s currency.")] | None = None
    close_date: date | None = None


class NewDeal(DealBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new deal of one's own."""

    motion: Annotated[str, Meta(max_length=80)]


class DealClosing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a deal ended."""

    outcome: Literal["won", "lost", "no-decision", "disqualified"]


assert set(DealClosing.__annotations__["outcome"].__args__) == set(OUTCOMES)  # noqa: S101  # a type cannot be made from a value


@get("/deals", query=DealsQuery)
async def list_deals(call: Call[DealsQuery, None]) -> Items[Deal]:
    """Deals, in the order in which they were added.

    One's own, those of the people one manages today, and to a leader all. Whose deals these are is told that they were looked at.
    """
    asked = call.query
    try:
        after = cursor.at(asked.cursor)
    except ValueError as error:
        raise no_such_place(error) from error
    owners = await _owners(call.actor, asked.owner, call.now)
    rows = await queries.listed(owners, state=asked.state, after=after, limit=asked.limit + 1)
    more = None
    if len(rows) > asked.limit:
        rows = rows[: asked.limit]
        more = cursor.write(rows[-1].added_at.isoformat(), str(rows[-1].id))
    await _looked(call, {row.owner for row in rows})
    kept = await inspections.kept(call.actor, call.now)
    concluded = await inspections.concluded([row.id for row in rows if row.id not in kept])
    return Items(items=[_told(row, concluded.get(row.id)) for row in rows], next=more)


@get("/deals/{deal:uuid}")
async def get_deal(call: Call[None, None]) -> Deal:
    """One deal. Its owner is told that somebody else looked."""
    found = await queries.deal(call.id("deal"), call.actor, call.now)
    await people_actions.looked(call.actor, found.owner, "deal", call.now)
    return _told(found, None) if await inspections.kept_from(call.actor, found.id, call.now) else await told(found)


@get("/deals/{deal:uuid}/stages", query=Listing)
async def list_stages(call: Call[Listing, None]) -> Items[Claim]:
    """Every stage that a deal claimed, the oldest first."""
    found = await queries.deal(call.id("deal"), call.actor, call.now)
    claims = await queries.claims(found.id)
    place = call.query
    try:
        rows, more = cursor.part(
            enumerate(claims),
            lambda one: (one[1].at.isoformat(timespec="microseconds"), f"{one[0]:06}"),
            place.cursor,
            place.limit,
            parts=2,
        )
    except ValueError as error:
        raise no_such_place(error) from error
    await people_actions.looked(call.actor, found.owner, "deal", call.now)
    return Items(items=[Claim(at=one.at, stage=one.stage, derived=one.derived) for _place, one in rows], next=more)


@post("/deals", body=NewDeal, place=lambda deal: f"/deals/{deal.id}")
async def add_deal(call: Call[None, NewDeal]) -> Deal:
    """Add a deal of one's own, kept by hand."""
    process = await process_in_force()
    currency = (await lessons.current()).academy.rules.currency
    made = await actions.add(
        call.actor, call.entry, _said(call.body), motion=call.body.motion, currency=currency, process=process
    )
    return await told(await queries.deal(made, call.actor, call.now))


@post("/deals/{deal:uuid}", body=DealBody)
async def change_deal(call: Call[None, DealBody]) -> Deal:
    """Set name, claimed stage, amount and close date of an open deal of one's own. One that a CRM keeps is changed there."""
    deal = call.id("deal")
    await queries.deal(deal, call.actor, call.now)
    await actions.change(call.actor, call.entry, deal, _said(call.body), process=await process_in_force())
    return await told(await queries.deal(deal, call.actor, call.now))


@post("/deals/{deal:uuid}/closing", body=DealClosing)
async def close_deal(call: Call[None, DealClosing]) -> Deal:
    """Close an open deal of one's own with an outcome."""
    deal = call.id("deal")
    await queries.deal(deal, call.actor, call.now)
    await actions.close(call.actor, call.entry, deal, call.body.outcome)
    return await told(await queries.deal(deal, call.actor, call.now))


async def told(deal: Found) -> Deal:
    """A deal with what its sheets conclude."""
    return _told(deal, (await inspections.concluded([deal.id])).get(deal.id))


async def _owners(actor: Actor, owner: UUID | None, now: datetime) -> list[UUID] | None:
    """Whose deals are listed, None for everybody's; of somebody whose deals are not the actor's to see there are none."""
    if owner is not None:
        return [owner] if await queries.may_see_deals_of(actor, owner, now) else []
    if queries.may_see_every_deal(actor):
        return None
    return [actor.id, *(person.id for person in await people.team_of(actor, now))]


async def _looked(call: Call[DealsQuery, None], owners: set[UUID]) -> None:
    """Tells whoever is not told yet today."""
    others = await active(sorted(owners - {call.actor.id}))
    await people_actions.looked_at_each(call.actor, others, "deal", call.now)


def _said(body: DealBody) -> Told:
    if not body.name:
        raise Invalid({"name": _("This is needed.")}, {})
    return Told(name=body.name, stage=body.stage, amount=body.amount, close_date=body.close_date)


def _told(deal: Found, concluded: Concluded | None) -> Deal:
    return Deal(
        id=deal.id,
        owner=deal.owner,
        name=deal.name,
        motion=deal.motion,
        stage=deal.stage,
        amount=Amount(amount=deal.amount, currency=deal.currency) if deal.amount is not None else None,
        close_date=deal.close_date,
        category=deal.category,
        segment=deal.segment,
        source=deal.source,
        added_at=deal.added_at,
        closed_at=deal.closed_at,
        outcome=deal.outcome or None,  # type: ignore[arg-type]  # written from one of them
        as_of=deal.seen_at,
        conclusion=_concluded(concluded) if concluded and concluded.supported else None,
    )


def _concluded(found: Concluded) -> Conclusion:
    return Conclusion(
        supported=found.supported,
        gap=found.gap,
        verified=found.verified,
        complete=found.complete,
        missing=found.missing or None,
        inspected_at=found.inspected_at,
        inspection=found.inspection,
    )


OPERATIONS: tuple[Operation, ...] = (list_deals, get_deal, list_stages, add_deal, change_deal, close_deal)
