"""Making a promise, or saying why none was made. Both run inside the verb that ends a lesson, so they open no transaction."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from server import ids, ledger
from server.commitments.tables import CommitmentRow, DeclinedCommitment
from server.deals import queries as deals
from server.errors import Forbidden, Refused
from server.facts import CommitmentDeclined, CommitmentMade
from server.ledger import Entry
from server.people.roles import Actor
from server.sentences import gettext as _


class Promise(Struct, frozen=True, kw_only=True):
    """What a person promises. `words` are theirs, `due` is from `due.due`, `proof` an artifact's id, `ask` the manager's question."""

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


async def promise(actor: Actor, entry: Entry, made: Promise) -> UUID:
    """Keeps a promise on an open deal of the actor's own and returns its id, inside the caller's verb, recording CommitmentMade under `entry`.

    The caller asks `ledger.seen` first. Raises NotFound for a deal that is not the actor's, Refused for a closed one.
    """
    deal = await deals.deal(made.deal, actor, entry.at)
    if deal.owner != actor.id:
        raise Forbidden("A promise is made on one's own deal.")
    if deal.closed_at is not None:
        raise Refused(_("This deal was closed. Choose an open one."))
    commitment = ids.derived(entry.id, "commitment")
    await CommitmentRow.insert(
        CommitmentRow(
            id=commitment,
            person=actor.id,
            deal=made.deal,
            lesson=made.lesson,
            question=made.question,
            take=made.take,
            behaviours=msgspec.json.encode(made.behaviours).decode(),
            process=made.process,
            process_version=made.process_version,
            words=made.words,
            proof=made.proof,
            ask=made.ask,
            due_at=made.due,
            made_at=entry.at,
        )
    )
    fact = CommitmentMade(
        commitment=commitment,
        deal=made.deal,
        behaviours=made.behaviours,
        process=made.process,
        process_version=made.process_version,
        due=made.due,
        proof=made.proof,
        lesson=made.lesson or None,
        question=made.question or None,
        take=made.take,
    )
    await ledger.record(fact, entry, person=actor.id, team=actor.team)
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
