"""One promise: what was said, what came of it so far, and the form that follows it up."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import field

from server import clock, forms, html, ids
from server.commitments import actions, correction, queries
from server.commitments.actions import Settling
from server.commitments.queries import Commitment, Outcome
from server.errors import Invalid
from server.html import Page
from server.html.filters import short_day
from server.inspections import queries as inspections
from server.inspections.queries import Evidence
from server.people import actions as people_actions
from server.people import queries as people
from server.people.roles import Actor
from server.sentences import gettext as _
from server.web.deal.proof import templates
from server.web.forms import OutcomeForm, outcome_faults
from server.zones import local_day

PROOFS = 8
"""How many items of proof a form offers of either kind, the newest first."""


class CommitmentPage(Page, frozen=True):
    """A promise as who made it, their manager or a leader sees it. `form` is None for whoever does not follow it up, and when it is settled.

    `again` is what was said last, as long as whoever follows it up may say it once more, until `again_until`; `superseded` counts no more.
    """

    template: ClassVar[str] = "web/commitment.html"
    promise: Commitment
    owner: str
    own: bool
    now: datetime
    outcomes: tuple[Outcome, ...]
    evidence: Mapping[UUID, Evidence]
    proofs: tuple[tuple[str, str], ...]
    form: UUID | None
    again: Outcome | None = None
    again_form: UUID | None = None
    again_until: datetime | None = None
    superseded: frozenset[UUID] = frozenset()
    after: str = ""
    leads: bool = False
    """Whether the reader manages who made it today, and so may open their page."""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    """The titles of the templates, by the id of their artifact."""


class OneCommitment(Controller):
    """A single promise."""

    path = "/commitments/{commitment:uuid}"

    @get()
    async def read(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], commitment: FromPath[UUID]
    ) -> Response[Any]:
        """The page. Who made the promise is told that somebody else opened it. Who still looks at its deal a second time is sent there."""
        now = clock.now()
        promise = await queries.commitment(commitment, actor, now)
        if again := await inspections.kept_from(actor, promise.deal, now):
            return html.redirect(f"/calibrations/{again}")
        page = await _page(actor, promise, now)
        await people_actions.looked(actor, promise.person, "deal", now)
        return html.show(request, page)


class CommitmentOutcome(Controller):
    """What came of a promise."""

    path = "/commitments/{commitment:uuid}/outcome"

    @post()
    async def settle(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], commitment: FromPath[UUID]
    ) -> Response[Any]:
        """Keeps it, and leads back to where the form stood."""
        now = clock.now()
        found = await queries.commitment(commitment, actor, now)
        try:
            form = await forms.read(request, OutcomeForm, checks=outcome_faults)
            entry = await forms.entry(request, actor=actor.id, at=now)
            proof = await _chosen(found, form.proof, actor.zone)
            told = Settling(
                outcome=form.outcome,
                again=form.again,
                because=form.because,
                proof=proof.id if proof else None,
                proof_dated=proof.dated if proof else None,
                corrects=form.corrects,
            )
            await actions.settle(actor, entry, commitment, told)
        except Invalid as invalid:
            again = Invalid(invalid.fields, await forms.everything(request))
            return html.show(request, await _page(actor, found, now, again), status=422)
        return html.redirect(_after(form.after, found))


def proofs(promise: Commitment, evidence: Sequence[Evidence], zone: str) -> tuple[tuple[str, str], ...]:
    """(id, words) of the evidence of a deal that may stand beside a promise on it, and of none: what is chosen unless something else is comes first.

    That is the newest of the kind that proves it, or none. Empty when there is nothing.
    """
    known = since(promise, evidence, zone)
    fitting = [(str(one.id), _told(one)) for one in known if one.artifact == promise.proof]
    others = [(str(one.id), _told(one)) for one in known if one.artifact != promise.proof]
    none = [("", _("no proof"))] if known else []
    return (*fitting[:PROOFS], *none, *others[:PROOFS])


def since(promise: Commitment, evidence: Sequence[Evidence], zone: str) -> list[Evidence]:
    """The evidence that came since a promise was made and is not of a day before it in the zone: what is older proves nothing of it."""
    made = promise.made_at
    return [one for one in evidence if one.at >= made and (one.dated is None or one.dated >= local_day(made, zone))]


async def _chosen(promise: Commitment, proof: UUID | None, zone: str) -> Evidence | None:
    """The evidence of the promise's own deal that was chosen; None for none, and for what may not stand beside it."""
    if proof is None:
        return None
    evidence = await inspections.evidence(promise.deal)
    offered = {id for id, _words in proofs(promise, evidence, zone)}
    return next((one for one in evidence if one.id == proof and str(proof) in offered), None)


def _told(one: Evidence) -> str:
    said = one.words or one.file or one.link
    day = short_day(one.dated) if one.dated else ""
    return ", ".join(part for part in (one.sender, day, said[:80]) if part)


def _after(after: str, promise: Commitment) -> str:
    """Where the form stood."""
    return {
        "week": "/week#follow-ups",
        "deal": f"/deals/{promise.deal}",
        "person": f"/people/{promise.person}#promised",
    }.get(after, f"/commitments/{promise.id}")


async def _page(actor: Actor, promise: Commitment, now: datetime, invalid: Invalid | None = None) -> CommitmentPage:
    owner = await people.person(promise.person)
    evidence = await inspections.every_evidence(promise.deal)
    leads = await people.manages(actor, promise.person, now)
    said = await queries.outcomes(promise.id)
    again = correction.correctable(said, now) if leads else None
    typed = forms.typed(invalid)
    holding = [one for one in evidence if one.withdrawn_at is None]
    return CommitmentPage(
        promise=promise,
        owner=owner.name if owner else "",
        own=promise.person == actor.id,
        now=now,
        outcomes=tuple(said),
        evidence={one.id: one for one in evidence},
        proofs=proofs(promise, holding, actor.zone) if leads else (),
        form=ids.new() if leads and promise.state == "open" else None,
        again=again,
        again_form=ids.new() if again else None,
        again_until=correction.until(said) if again else None,
        superseded=correction.superseded(said),
        after=typed.get("after", ""),
        leads=leads,
        typed=typed,
        errors=invalid.fields if invalid else {},
        templates=await templates(),
    )
