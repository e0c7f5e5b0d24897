"""Making a promise, or saying why none was made. All of it runs inside a verb of the caller, so it opens no transaction."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from server import ids, ledger
from server.commitments.actions.leave import holds
from server.commitments.tables import CommitmentRow, DeclinedCommitment
from server.deals import queries as deals
from server.deals.queries import Deal
from server.errors import Forbidden, NotFound, Refused
from server.facts import CommitmentDeclined, CommitmentMade
from server.ledger import Entry
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import gettext as _


class Promise(Struct, frozen=True, kw_only=True):
    """What a person promises. `words` are theirs, `due` is from `due.due` or `due.evening`, `proof` an artifact's id, `ask` the manager's question.

    `take` is the take of a lesson that it ended, `inspection` the sheet at whose end it was agreed.
    """

    deal: UUID
    words: str
    due: datetime
    proof: str
    ask: str
    behaviours: tuple[str, ...]
    process: str
    process_version: int
    lesson: str = ""
    question: str = ""
    take: UUID | None = None
    inspection: UUID | None = None


async def promise(actor: Actor, entry: Entry, made: Promise) -> UUID:
    """Keeps a promise on an open deal of the actor's own and returns its id, inside the caller's verb, recording CommitmentMade under `entry`.

    The caller asks `ledger.seen` first. Raises NotFound for a deal that they may not see, Forbidden for somebody else's, Refused for a closed one.
    """
    deal = await deals.deal(made.deal, actor, entry.at)
    if deal.owner != actor.id:
        raise Forbidden("A promise is made on one's own deal.")
    owner = await people.person(actor.id)
    assert owner is not None  # noqa: S101  # an actor comes from a session, and a session from a person
    return await _keep(entry, made, deal, owner)


async def agree_within(actor: Actor, entry: Entry, made: Promise, *, person: UUID) -> UUID:
    """Keeps what the actor, who manages this person today, agreed with them on their open deal, and returns its id; else as `promise`.

    The person made the promise, the actor wrote it down. Raises NotFound for somebody or a deal that is not theirs to speak of, Refused for a
    closed deal, for no words and for a day that has passed.
    """
    rep = await people.managed(actor, person, entry.at)
    deal = await deals.deal(made.deal, actor, entry.at)
    if deal.owner != person:
        raise NotFound("This deal is not theirs.")
    if not made.words.strip():
        raise Refused(_("Say in a few words what was agreed."))
    if made.due <= entry.at:
        raise Refused(_("Choose a day that is still to come."))
    return await _keep(entry, made, deal, rep, by=actor.id)


async def _keep(entry: Entry, made: Promise, deal: Deal, owner: Person, *, by: UUID | None = None) -> UUID:
    if deal.closed_at is not None:
        raise Refused(_("This deal was closed. Choose an open one."))
    due = await holds(made.due, owner)
    commitment = ids.derived(entry.id, "commitment")
    await CommitmentRow.insert(
        CommitmentRow(
            id=commitment,
            person=deal.owner,
            made_by=by,
            deal=made.deal,
            lesson=made.lesson,
            question=made.question,
            take=made.take,
            inspection=made.inspection,
            behaviours=msgspec.json.encode(made.behaviours).decode(),
            process=made.process,
            process_version=made.process_version,
            words=made.words.strip(),
            proof=made.proof,
            ask=made.ask,
            agreed_for=made.due,
            due_at=due,
            made_at=entry.at,
        )
    )
    fact = CommitmentMade(
        commitment=commitment,
        deal=made.deal,
        behaviours=made.behaviours,
        process=made.process,
        process_version=made.process_version,
        due=due,
        proof=made.proof,
        lesson=made.lesson or None,
        question=made.question or None,
        take=made.take,
        inspection=made.inspection,
    )
    await ledger.record(fact, entry, person=deal.owner, team=owner.team)
    return commitment


async def decline(actor: Actor, entry: Entry, *, take: UUID, lesson: str, question: str, reason: str) -> None:
    """Keeps why no promise was made, inside the caller's verb, recording CommitmentDeclined under `entry`. The caller asks `ledger.seen` first."""
    await DeclinedCommitment.insert(
        DeclinedCommitment(
            id=ids.derived(entry.id, "declined"),
            person=actor.id,
            lesson=lesson,
            question=question,
            take=take,
            reason=reason,
            at=entry.at,
        )
    )
    await ledger.record(CommitmentDeclined(take=take, lesson=lesson, question=question), entry, person=actor.id, team=actor.team)
