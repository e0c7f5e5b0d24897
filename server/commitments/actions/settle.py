"""What came of a promise: said by a manager who follows it up, or by itself when whoever made it has left."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, get_args
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server import db, ids, ledger
from server.commitments import correction, queries
from server.commitments.actions.leave import holds
from server.commitments.due import evening, in_time
from server.commitments.outcomes import Answer
from server.commitments.queries import Commitment, Outcome
from server.commitments.tables import CommitmentOutcome, CommitmentRow
from server.errors import Invalid, NotFound, Refused
from server.facts import CommitmentSettled, PersonDeactivated
from server.ledger import Entry, Stored
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import gettext as _
from server.zones import local_day


class Settling(Struct, frozen=True, kw_only=True):
    """What somebody says of a promise: an `Answer`, or the verb refuses it. `again` is the new day of a not-yet, `because` why it is not needed.

    `proof` is the evidence that stands beside it and `proof_dated` its day; the caller has made sure that it is about the same deal. `corrects` is
    what was said last and by mistake: this counts in its place.
    """

    outcome: str
    again: date | None = None
    because: str = ""
    proof: UUID | None = None
    proof_dated: date | None = None
    corrects: UUID | None = None


async def settle(actor: Actor, entry: Entry, id: UUID, told: Settling) -> Commitment:
    """Keeps what came of an open promise, by somebody who manages its person today, and returns it as it stands now.

    Kept and partly are on time when the proof, or without one today, is of the day that was agreed or before. Raises NotFound, Invalid without
    a new day, with one that is not to come, or without a reason, and Refused when it was settled meanwhile. What was said last may be said again
    for fourteen days: both stay in the history, and the last one counts.
    """

    async def verb() -> Commitment:
        found = await queries.commitment(id, actor, entry.at)
        if await ledger.seen(entry):
            return found
        rep = await people.person(found.person)
        if rep is None or not await people.manages(actor, found.person, entry.at):
            raise NotFound("There is no such promise, or it is not yours to follow up.")
        every = await queries.outcomes(id)
        said = _said(found, every, told, entry.at)
        followed = _Followed(
            stands=found,
            before=_before(found, said[-1]) if said else found,
            rep=rep,
            first=correction.first(said).at if said else entry.at,
            at=_after(every, entry),
        )
        outcome = _outcome(followed.before, told)
        faults = _faults(outcome, told, rep, entry.at)
        if faults:
            raise Invalid(faults, {})
        await _keep(followed, entry, told, outcome)
        return await queries.commitment(id, actor, entry.at)

    return await db.run(verb)


async def let_go(left: Stored) -> None:
    """Reaction to PersonDeactivated: every open promise of somebody who left is no longer needed, because they left."""
    if not isinstance(left.fact, PersonDeactivated) or left.person is None:
        return
    for found in await queries.open_of(left.person):
        entry = Entry(id=ids.derived(left.id, f"let go {found.id}"), at=left.at, actor=left.actor)
        if await _change(found, _closing(found, "no-longer-needed", entry)):
            await CommitmentOutcome.insert(
                CommitmentOutcome(
                    id=entry.id,
                    commitment=found.id,
                    by=left.actor,
                    outcome="no-longer-needed",
                    left=True,
                    due_at=found.due_at,
                    at=_after(await queries.outcomes(found.id), entry),
                )
            )
            await _record(found, entry, "no-longer-needed", team=left.team)


def _after(said: Sequence[Outcome], entry: Entry) -> datetime:
    """When something is said that follows all this, oldest given first: of two at once the one that is kept last was said last."""
    return entry.after(said[-1].at if said else None)


def _said(found: Commitment, every: Sequence[Outcome], told: Settling, now: datetime) -> Sequence[Outcome]:
    """What was said until now, the last of which is to be said again; nothing of that for a promise that is followed up.

    Raises Refused where that cannot be, or somebody was first.
    """
    refused = Refused(_("Somebody has already said what came of this promise."), back=f"/commitments/{found.id}")
    if told.corrects is None:
        if found.state != "open":
            raise refused
        return []
    last = correction.correctable(every, now)
    if last is None or last.id != told.corrects:
        raise refused
    return every


def _before(found: Commitment, last: Outcome) -> Commitment:
    """The promise as it was before the last thing was said of it."""
    put_off = found.put_off - (last.outcome == "not-yet")
    return replace(found, due_at=last.due_at, put_off=put_off)


def _outcome(found: Commitment, told: Settling) -> str:
    return "missed" if told.outcome == "not-yet" and found.put_off else told.outcome


def _faults(outcome: str, told: Settling, rep: Person, now: datetime) -> dict[str, str]:
    if told.outcome not in get_args(Answer):
        return {"outcome": _("Say what came of it.")}
    if outcome == "not-yet" and told.again is None:
        return {"again": _("Choose the new day.")}
    if outcome == "not-yet" and told.again is not None and evening(told.again, rep.zone) <= now:
        return {"again": _("Choose a day that is still to come.")}
    if outcome == "no-longer-needed" and not told.because.strip():
        return {"because": _("Say why it is no longer needed.")}
    return {}


class _Followed(Struct, frozen=True, kw_only=True):
    """A promise that is followed up: as it stands, as it was `before` what is corrected, whose it is, when that was said `first`, and now, `at`."""

    stands: Commitment
    before: Commitment
    rep: Person
    first: datetime
    at: datetime


async def _keep(followed: _Followed, entry: Entry, told: Settling, outcome: str) -> None:
    found, rep = followed.before, followed.rep
    agreed_for = evening(told.again, rep.zone) if outcome == "not-yet" and told.again else None
    again = await holds(agreed_for, rep) if agreed_for else None
    done = outcome in {"kept", "partly"}
    proof = told.proof if done else None
    day = told.proof_dated if proof and told.proof_dated else local_day(followed.first, rep.zone)
    on_time = done and in_time(day, found.due_at, rep.zone)
    if agreed_for and again:
        changes = {
            CommitmentRow.agreed_for: agreed_for,
            CommitmentRow.due_at: again,
            CommitmentRow.put_off: found.put_off + 1,
            CommitmentRow.state: "open",
            CommitmentRow.on_time: False,
            CommitmentRow.proven: False,
            CommitmentRow.settled_at: None,
        }
    else:
        changes = _closing(found, outcome, entry, on_time=on_time, proven=proof is not None)
    if not await _change(followed.stands, changes):
        raise Refused(_("Somebody has already said what came of this promise."), back=f"/commitments/{found.id}")
    await CommitmentOutcome.insert(
        CommitmentOutcome(
            id=entry.id,
            commitment=found.id,
            by=entry.actor,
            outcome=outcome,
            because=told.because.strip() if outcome == "no-longer-needed" else "",
            due_at=found.due_at,
            again=again,
            proof=proof,
            proof_dated=told.proof_dated if proof else None,
            on_time=on_time,
            corrects=told.corrects,
            at=followed.at,
        )
    )
    await _record(found, entry, outcome, team=rep.team, on_time=on_time, proof=proof, again=again, corrects=told.corrects)


async def _change(before: Commitment, changes: dict[Any, Any]) -> bool:
    """Whether the promise was still as it was read."""
    same = (CommitmentRow.state == before.state, CommitmentRow.put_off == before.put_off, CommitmentRow.due_at == before.due_at)
    return bool(await CommitmentRow.update(changes).where(CommitmentRow.id == before.id, *same).returning(CommitmentRow.id))


def _closing(found: Commitment, state: str, entry: Entry, *, on_time: bool = False, proven: bool = False) -> dict[Any, Any]:
    return {
        CommitmentRow.state: state,
        CommitmentRow.due_at: found.due_at,
        CommitmentRow.put_off: found.put_off,
        CommitmentRow.on_time: on_time,
        CommitmentRow.proven: proven,
        CommitmentRow.settled_at: entry.at,
    }


async def _record(
    found: Commitment,
    entry: Entry,
    outcome: str,
    *,
    team: UUID | None,
    on_time: bool = False,
    proof: UUID | None = None,
    again: datetime | None = None,
    corrects: UUID | None = None,
) -> None:
    fact = CommitmentSettled(
        commitment=found.id,
        deal=found.deal,
        behaviours=found.behaviours,
        outcome=outcome,
        due=found.due_at,
        on_time=on_time,
        proof=proof,
        again=again,
        corrects=corrects,
    )
    await ledger.record(fact, entry, person=found.person, team=team)
