"""Deals as their owner, the owner's manager and the leader may see them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.db import P, Prepared, Statement, blanks, of_row, scanning
from server.deals.tables import DealOwner, DealRow, DealStage, DealTending
from server.errors import NotFound
from server.people import queries as people
from server.people.roles import Actor, Relation, What, may_see

LATE = timedelta(days=3)
"""What is known of deals is old after this time: nothing is picked by it any more."""


class Deal(Struct, frozen=True, kw_only=True):
    """One opportunity. `stage` is what its owner claims; `amount` is in minor units of `currency`; `outcome` is empty while it is open.

    `category` is what the forecast counts it as: commit, best, pipeline, omitted, or empty where nobody said. `source` is the CRM it came from, empty
    for a deal kept by hand; one that came was known as of `seen_at` and first read at `imported_at`.
    """

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
    category: str = ""
    segment: str = ""
    source: str = ""
    seen_at: datetime | None = None
    imported_at: datetime | None = None


class Claim(Struct, frozen=True, kw_only=True):
    """A stage that a deal claimed from `at` on; `derived`: by then, since all that is known is that one file said so and the one before did not."""

    at: datetime
    stage: str
    derived: bool = False


class CloseDate(Struct, frozen=True, kw_only=True):
    """The day on which a deal was said to close, from `at` on; None for no day."""

    at: datetime
    day: date | None


class Owned(Struct, frozen=True, kw_only=True):
    """Whose a deal was from `at` on."""

    at: datetime
    owner: UUID


class Tended(Struct, frozen=True, kw_only=True):
    """What came of the one deal that a day held: `answer` is done or not-now."""

    deal: UUID
    name: str
    answer: str


async def open_deals(owner: UUID) -> list[Deal]:
    """The open deals of a person by name. Whoever asks has made sure that the reader may see them."""
    return sorted((deal_of(row) for row in await OPEN(owner=owner)), key=lambda deal: deal.name.casefold())


async def open_of(owners: Iterable[UUID]) -> list[Deal]:
    """The open deals of these people by name, in one statement. Whoever asks has made sure that the reader may see them."""
    asked = sorted(set(owners))
    if not asked:
        return []
    return sorted((deal_of(row) for row in await _open_of(len(asked))(*asked)), key=lambda deal: (deal.name.casefold(), deal.id))


async def open_names() -> list[tuple[UUID, str]]:
    """Id and name of every open deal of whoever sells. It goes through all of them. Whoever asks has made sure that the reader may see them."""
    with scanning():
        return [(row["id"], row["name"]) for row in await OPEN_NAMES()]


async def placed(owners: Iterable[UUID]) -> dict[UUID, dict[tuple[str, str], int]]:
    """How many open deals each of these people has in each motion and stage, in one statement; nothing for who has none.

    Whoever asks has made sure that the reader may know it.
    """
    asked = sorted(set(owners))
    found: dict[UUID, dict[tuple[str, str], int]] = {}
    for row in await _placed(len(asked))(*asked) if asked else ():
        found.setdefault(row["owner"], {})[row["motion"], row["stage"]] = row["deals"]
    return found


async def deals(ids: Iterable[UUID]) -> dict[UUID, Deal]:
    """These deals by id, open or closed, in one statement. Whoever asks has made sure that the reader may see them."""
    asked = sorted(set(ids))
    return {row["id"]: deal_of(row) for row in await _by_ids(len(asked))(*asked)} if asked else {}


async def as_of(now: datetime) -> datetime | None:
    """The time at which what the CRM says of open deals was last known; of several sources, the one that is longest ago.

    None when every open deal is kept by hand, which is never old.
    """
    seen = [row["seen_at"] for row in await SEEN()]
    return min((*seen, now)) if seen else None


async def known_as_of(deals: Iterable[Deal], now: datetime) -> datetime | None:
    """The same of the sources of these deals alone, where somebody reads only theirs. Nothing is asked when all are kept by hand."""
    sources = {deal.source for deal in deals} - {""}
    seen = [row["seen_at"] for row in await SEEN() if row["name"] in sources] if sources else []
    return min((*seen, now)) if seen else None


async def closed_deals(owner: UUID) -> list[Deal]:
    """The twenty deals of a person that were closed last, newest first."""
    return [deal_of(row) for row in await CLOSED(owner=owner)]


async def deal(id: UUID, actor: Actor, now: datetime) -> Deal:
    """A deal that the actor may see: its owner, a current manager of the owner, a leader. Raises NotFound."""
    rows = await BY_ID(id=id)
    if rows:
        found = deal_of(rows[0])
        if await may_see_deals_of(actor, found.owner, now):
            return found
    raise NotFound("There is no such deal, or it is not yours to see.")


async def may_see_deals_of(actor: Actor, owner: UUID, now: datetime) -> bool:
    """Whether the actor may see somebody's deals, and what is promised on them."""
    if may_see(actor, What.DEALS, Relation(own=actor.id == owner)):
        return True
    return may_see(actor, What.DEALS, Relation(manages=await people.manages(actor, owner, now)))


def may_see_every_deal(actor: Actor) -> bool:
    """Whether the actor may see everybody's deals, so that nothing about whose they are has to be asked."""
    return may_see(actor, What.DEALS, Relation())


async def claims(deal: UUID) -> list[Claim]:
    """Every stage that a deal claimed, oldest first."""
    return [Claim(at=row["at"], stage=row["stage"], derived=row["derived"]) for row in await CLAIMS(deal=deal)]


def came_with(deal: Deal, claims: Sequence[Claim]) -> str:
    """The stage that a deal claimed when it was first imported; of one kept by hand, that of today: nobody knows how long it was worked on before.

    `claims` are all of its claims, oldest first.
    """
    came = deal.imported_at
    if came is None or not claims:
        return deal.stage
    return next((claim.stage for claim in reversed(claims) if claim.at <= came), claims[0].stage)


async def close_dates(deals: Sequence[UUID]) -> dict[UUID, list[CloseDate]]:
    """Every close date that these deals had, oldest first, in one statement."""
    found: dict[UUID, list[CloseDate]] = {deal: [] for deal in deals}
    for row in await _dates(len(found))(*found) if found else ():
        found[row["deal"]].append(CloseDate(at=row["at"], day=row["day"]))
    return found


async def owners(deal: UUID) -> list[Owned]:
    """Whose a deal was over time, oldest first; empty for one that never came from elsewhere, which is its owner's."""
    return [Owned(at=row["at"], owner=row["owner"]) for row in await OWNERS(deal=deal)]


async def tended_on(person: UUID, day: date) -> Tended | None:
    """What came of the deal that this day of the person held, None while it is open."""
    rows = await TENDED(person=person, day=day)
    return Tended(deal=rows[0]["deal"], name=rows[0]["deal.name"], answer=rows[0]["answer"]) if rows else None


def deal_of(row: Mapping[str, Any]) -> Deal:
    """A deal from its row."""
    return of_row(Deal, row)


@cache
def _open_of(owners: int) -> Statement:
    return Statement(f'SELECT * FROM "deal" WHERE "closed_at" IS NULL AND "owner" IN ({blanks(owners)})')  # noqa: S608  # placeholders


@cache
def _placed(owners: int) -> Statement:
    return Statement(
        'SELECT "owner", "motion", "stage", COUNT(*) AS "deals" FROM "deal" '  # noqa: S608  # placeholders
        f'WHERE "closed_at" IS NULL AND "owner" IN ({blanks(owners)}) GROUP BY "owner", "motion", "stage"'
    )


@cache
def _by_ids(deals: int) -> Statement:
    return Statement(f'SELECT * FROM "deal" WHERE "id" IN ({blanks(deals)})')  # noqa: S608  # placeholders


@cache
def _dates(deals: int) -> Statement:
    return Statement(f'SELECT * FROM "deal_date" WHERE "deal" IN ({blanks(deals)}) ORDER BY "at", "id"')  # noqa: S608  # placeholders


# PostgreSQL would go through every open deal for an EXISTS. Of this it asks for one.
SEEN = Statement(
    'SELECT "name", "seen_at" FROM "crm_source" AS "s" WHERE "seen_at" IS NOT NULL AND "retired_at" IS NULL AND '
    '(SELECT "d"."id" FROM "deal" AS "d" WHERE "d"."source" = "s"."name" AND "d"."closed_at" IS NULL LIMIT 1) IS NOT NULL'
)

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
        DealStage.select(DealStage.at, DealStage.stage, DealStage.derived)
        .where(DealStage.deal == P("deal"))
        .order_by(DealStage.at, DealStage.id)
    )
)
OWNERS = Prepared(
    lambda: (
        DealOwner.select(DealOwner.at, DealOwner.owner).where(DealOwner.deal == P("deal")).order_by(DealOwner.at, DealOwner.id)
    )
)

# Roles stand in a person's row parted by spaces; no other role holds these letters.
OPEN_NAMES = Statement(
    'SELECT d."id", d."name" FROM "deal" d JOIN "person" p ON p."id" = d."owner" '
    'WHERE d."closed_at" IS NULL AND p."deactivated_at" IS NULL AND p."roles" LIKE \'%rep%\''
)
