"""Deals as their owner, the owner's manager and the leader may see them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.db import P, Prepared
from server.deals.tables import DealRow, DealStage, DealTending
from server.errors import NotFound
from server.people import queries as people
from server.people.roles import Actor, Relation, What, may_see


class Deal(Struct, frozen=True, kw_only=True):
    """One opportunity. `stage` is what its owner claims; `amount` is in minor units of `currency`; `outcome` is empty while it is open."""

    id: UUID
    owner: UUID
    name: str
    motion: str
    stage: str
    amount: int | None
    currency: str
    close_date: date | None
    closed_at: datetime | None
    outcome: str
    added_at: datetime
    process: str
    process_version: int


class Claim(Struct, frozen=True, kw_only=True):
    """A stage that a deal claimed from `at` on."""

    at: datetime
    stage: str


class Tended(Struct, frozen=True, kw_only=True):
    """What came of the one deal that a day held: `answer` is done or not-now."""

    deal: UUID
    name: str
    answer: str


async def open_deals(owner: UUID) -> list[Deal]:
    """The open deals of a person by name. Whoever asks has made sure that the reader may see them."""
    return sorted((_deal(row) for row in await OPEN(owner=owner)), key=lambda deal: deal.name.casefold())


async def closed_deals(owner: UUID) -> list[Deal]:
    """The twenty deals of a person that were closed last, newest first."""
    return [_deal(row) for row in await CLOSED(owner=owner)]


async def deal(id: UUID, actor: Actor, now: datetime) -> Deal:
    """A deal that the actor may see: its owner, a current manager of the owner, a leader. Raises NotFound."""
    rows = await BY_ID(id=id)
    if rows:
        found = _deal(rows[0])
        if await may_see_deals_of(actor, found.owner, now):
            return found
    raise NotFound("There is no such deal, or it is not yours to see.")


async def may_see_deals_of(actor: Actor, owner: UUID, now: datetime) -> bool:
    """Whether the actor may see somebody's deals, and what is promised on them."""
    if may_see(actor, What.DEALS, Relation(own=actor.id == owner)):
        return True
    return may_see(actor, What.DEALS, Relation(manages=await people.manages(actor, owner, now)))


async def claims(deal: UUID) -> list[Claim]:
    """Every stage that a deal claimed, oldest first."""
    return [Claim(at=row["at"], stage=row["stage"]) for row in await CLAIMS(deal=deal)]


async def tended_on(person: UUID, day: date) -> Tended | None:
    """What came of the deal that this day of the person held, None while it is open."""
    rows = await TENDED(person=person, day=day)
    return Tended(deal=rows[0]["deal"], name=rows[0]["deal.name"], answer=rows[0]["answer"]) if rows else None


def _deal(row: Mapping[str, Any]) -> Deal:
    return Deal(**{field: row[field] for field in Deal.__struct_fields__})


OPEN = Prepared(lambda: DealRow.select().where(DealRow.owner == P("owner"), DealRow.closed_at.is_null()))
CLOSED = Prepared(
    lambda: (
        DealRow.select()
        .where(DealRow.owner == P("owner"), DealRow.closed_at.is_not_null())
        .order_by(DealRow.closed_at, ascending=False)
        .limit(20)
    )
)
TENDED = Prepared(
    lambda: DealTending.select(DealTending.deal, DealTending.deal.name, DealTending.answer).where(
        DealTending.person == P("person"), DealTending.day == P("day")
    )
)
BY_ID = Prepared(lambda: DealRow.select().where(DealRow.id == P("id")))
CLAIMS = Prepared(
    lambda: (
        DealStage.select(DealStage.at, DealStage.stage).where(DealStage.deal == P("deal")).order_by(DealStage.at, DealStage.id)
    )
)
