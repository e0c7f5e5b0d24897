"""What somebody promised on a deal, agreed with them and followed up by their manager."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from server.api import cursor
from server.assignments.actions import LAST_DAY
from server.commitments import actions, queries
from server.commitments.actions import Promise, Settling
from server.commitments.due import evening
from server.commitments.outcomes import Answer, State
from server.commitments.queries import Commitment as Found
from server.deals import queries as deals
from server.errors import Invalid, NotFound
from server.inspections import queries as inspections
from server.inspections.actions import not_before_their_own
from server.inspections.queries import Evidence
from server.lessons.queries import process_in_force
from server.people import actions as people_actions
from server.people import queries as people
from server.sentences import gettext as _
from server.web.api.operation import Call, Items, Listing, Operation, get, no_such_place, post
from server.web.forms import LONGEST_REASON
from server.web.pipeline import review
from server.zones import local_day


class Commitment(Struct, frozen=True, kw_only=True):
    """One thing a person promised to do on one deal by a date, with the proof expected."""

    id: UUID
    person: UUID
    deal: UUID
    words: str
    behaviours: tuple[str, ...]
    proof: Annotated[str, Meta(description="The artifact that will show it.")]
    ask: Annotated[str, Meta(description="What the manager will ask.")]
    due_at: Annotated[datetime, Meta(description="The date that holds: what was agreed, or later by leave and holidays.")]
    made_at: datetime
    made_by: Annotated[UUID | None, Meta(description="The manager with whom it was agreed; null for a promise of one’s own.")]
    state: State
    put_off: Annotated[int, Meta(description="How many new dates it was given.")]
    on_time: bool
    proven: bool
    settled_at: datetime | None
    inspection: UUID | None
    lesson: str


class CommitmentsQuery(Listing, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which promises."""

    person: Annotated[UUID | None, Meta(description="Whose; oneself unless given.")] = None
    state: Annotated[Literal["open", "settled"], Meta(description="Settled: the twenty that were settled last.")] = "open"


class NewCommitment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was agreed with the owner of a deal."""

    words: Annotated[str, Meta(min_length=1, max_length=LONGEST_REASON)]
    due: Annotated[date, Meta(description="The day, where the owner is, at the end of which it is done.")]
    behaviour: Annotated[str, Meta(max_length=80, description="What it is about; unless given, what the deal waits for.")] = ""


class OutcomeBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of a promise."""

    outcome: Annotated[Answer, Meta(description="A second not-yet is kept as missed.")]
    again: Annotated[date | None, Meta(description="not-yet: the new day.")] = None
    because: Annotated[str, Meta(max_length=LONGEST_REASON, description="no-longer-needed: why.")] = ""
    proof: Annotated[UUID | None, Meta(description="Evidence of the same deal that came since it was promised.")] = None


@get("/commitments", query=CommitmentsQuery)
async def list_commitments(call: Call[CommitmentsQuery, None]) -> Items[Commitment]:
    """What somebody promised, the earliest due first: one's own, and of people whose deals one may see.

    A leader reads no promise on a deal at which they still look a second time.
    """
    asked = call.query
    person = asked.person or call.actor.id
    if await people.person(person) is None or not await deals.may_see_deals_of(call.actor, person, call.now):
        raise NotFound("There is no such person, or their promises are not yours to see.")
    kept = await inspections.kept(call.actor, call.now)
    every = await (queries.open_of(person) if asked.state == "open" else queries.settled_of(person))
    found = [one for one in every if one.deal not in kept]
    try:
        rows, more = cursor.part(found, _place, asked.cursor, asked.limit, parts=2)
    except ValueError as error:
        raise no_such_place(error) from error
    await people_actions.looked(call.actor, person, "deal", call.now)
    return Items(items=[_told(one) for one in rows], next=more)


@get("/commitments/{commitment:uuid}")
async def get_commitment(call: Call[None, None]) -> Commitment:
    """One promise."""
    found = await queries.commitment(call.id("commitment"), call.actor, call.now)
    await not_before_their_own(call.actor, found.deal, call.now)
    await people_actions.looked(call.actor, found.person, "deal", call.now)
    return _told(found)


@post("/deals/{deal:uuid}/commitments", body=NewCommitment, place=lambda one: f"/commitments/{one.id}")
async def agree_commitment(call: Call[None, NewCommitment]) -> Commitment:
    """Write down what was agreed with somebody one manages today, on their open deal."""
    deal, body = await deals.deal(call.id("deal"), call.actor, call.now), call.body
    owner = await people.person(deal.owner)
    if owner is None or not await people.manages(call.actor, deal.owner, call.now):
        raise NotFound("There is no such deal, or it is not yours to speak of.")
    if body.due > LAST_DAY:
        raise Invalid({"due": _("Choose a day of this century.")}, {})
    process = await process_in_force()
    if body.behaviour and body.behaviour not in process.behaviour:
        raise Invalid({"behaviour": _("The process has no such behaviour.")}, {})
    said = (await inspections.concluded([deal.id])).get(deal.id)
    about = process.behaviour.get(body.behaviour) or review.wanted(process, deal.motion, deal.stage, said)
    promise = Promise(
        deal=deal.id,
        words=body.words,
        due=evening(body.due, owner.zone),
        proof=about.artifact if about else "",
        ask=about.coach if about else "",
        behaviours=(about.id,) if about else (),
        process=process.id,
        process_version=process.version,
    )
    made = await actions.agree(call.actor, call.entry, promise, person=owner.id)
    return _told(await queries.commitment(made, call.actor, call.now))


@post("/commitments/{commitment:uuid}/outcome", body=OutcomeBody)
async def settle_commitment(call: Call[None, OutcomeBody]) -> Commitment:
    """Say what came of a promise of somebody one manages today."""
    found, body = await queries.commitment(call.id("commitment"), call.actor, call.now), call.body
    if not await people.manages(call.actor, found.person, call.now):
        raise NotFound("There is no such promise, or it is not yours to follow up.")
    if body.again and body.again > LAST_DAY:
        raise Invalid({"again": _("Choose a day of this century.")}, {})
    proof = await _proof(found, body.proof, call.actor.zone)
    said = Settling(
        outcome=body.outcome,
        again=body.again,
        because=body.because,
        proof=proof.id if proof else None,
        proof_dated=proof.dated if proof else None,
    )
    return _told(await actions.settle(call.actor, call.entry, found.id, said))


async def _proof(promise: Found, id: UUID | None, zone: str) -> Evidence | None:
    """Evidence of the promise's deal that came since it was made: what is older proves nothing of it. Raises Invalid for any other."""
    if id is None:
        return None
    made = promise.made_at
    for one in await inspections.evidence(promise.deal):
        if one.id == id and one.at >= made and (one.dated is None or one.dated >= local_day(made, zone)):
            return one
    raise Invalid({"proof": _("This is no evidence of that deal since it was promised.")}, {})


def _place(one: Found) -> tuple[str, str]:
    return one.due_at.isoformat(timespec="microseconds"), str(one.id)


def _told(one: Found) -> Commitment:
    return Commitment(
        id=one.id,
        person=one.person,
        deal=one.deal,
        words=one.words,
        behaviours=one.behaviours,
        proof=one.proof,
        ask=one.ask,
        due_at=one.due_at,
        made_at=one.made_at,
        made_by=one.made_by,
        state=one.state,
        put_off=one.put_off,
        on_time=one.on_time,
        proven=one.proven,
        settled_at=one.settled_at,
        inspection=one.inspection,
        lesson=one.lesson,
    )


OPERATIONS: tuple[Operation, ...] = (list_commitments, get_commitment, agree_commitment, settle_commitment)
