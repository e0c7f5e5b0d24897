"""Promises, as the one who made them and their manager see them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from server.commitments.tables import CommitmentRow, DeclinedCommitment
from server.db import P, Prepared
from server.deals import queries as deals
from server.errors import NotFound
from server.people.roles import Actor


class Commitment(Struct, frozen=True, kw_only=True):
    """One thing a person promised to do on one deal, with the artifact that will prove it and the question that will be asked."""

    id: UUID
    person: UUID
    deal: UUID
    deal_name: str
    lesson: str
    question: str
    behaviours: tuple[str, ...]
    words: str
    proof: str
    ask: str
    due_at: datetime
    made_at: datetime
    state: str


class Declined(Struct, frozen=True, kw_only=True):
    """A lesson finished without a promise, and why. Only the person reads it."""

    lesson: str
    question: str
    reason: str
    at: datetime


async def open_of(person: UUID) -> list[Commitment]:
    """What a person promised and has not settled, the earliest due first. Whoever asks has made sure that the reader may see it."""
    return [_commitment(row) for row in await OPEN(person=person, state="open")]


async def of_deal(deal: UUID) -> list[Commitment]:
    """What is promised on a deal and not settled, the earliest due first. Whoever asks has made sure that the reader may see the deal."""
    return [_commitment(row) for row in await OF_DEAL(deal=deal, state="open")]


async def of_take(take: UUID) -> Commitment | None:
    """What was promised at the end of this take of a lesson, None if nothing was."""
    rows = await OF_TAKE(take=take)
    return _commitment(rows[0]) if rows else None


async def commitment(id: UUID, actor: Actor, now: datetime) -> Commitment:
    """A promise that the actor may see: who made it, their current manager, a leader. Raises NotFound."""
    rows = await BY_ID(id=id)
    if rows:
        found = _commitment(rows[0])
        if await deals.may_see_deals_of(actor, found.person, now):
            return found
    raise NotFound("There is no such promise, or it is not yours to see.")


async def declined(person: UUID) -> list[Declined]:
    """The lessons that a person finished without a promise, newest first, at most fifty."""
    return [Declined(**{field: row[field] for field in Declined.__struct_fields__}) for row in await DECLINED(person=person)]


def _commitment(row: Mapping[str, Any]) -> Commitment:
    behaviours = msgspec.json.decode(row["behaviours"], type=tuple[str, ...])
    name = row["deal.name"]
    plain = {field: row[field] for field in Commitment.__struct_fields__ if field not in {"behaviours", "deal_name"}}
    return Commitment(**plain, behaviours=behaviours, deal_name=name)


def _select(*where: Any) -> Any:  # noqa: ANN401  # Piccolo's query and conditions have no common public type
    columns = (*CommitmentRow.all_columns(), CommitmentRow.deal.name)
    return CommitmentRow.select(*columns).where(*where).order_by(CommitmentRow.due_at, CommitmentRow.id)


OPEN = Prepared(lambda: _select(CommitmentRow.person == P("person"), CommitmentRow.state == P("state")))
OF_DEAL = Prepared(lambda: _select(CommitmentRow.deal == P("deal"), CommitmentRow.state == P("state")))
OF_TAKE = Prepared(lambda: _select(CommitmentRow.take == P("take")))
BY_ID = Prepared(lambda: _select(CommitmentRow.id == P("id")))
DECLINED = Prepared(
    lambda: (
        DeclinedCommitment.select()
        .where(DeclinedCommitment.person == P("person"))
        .order_by(DeclinedCommitment.at, ascending=False)
        .limit(50)
    )
)
