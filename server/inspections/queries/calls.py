"""What a day brings of somebody's own deals: meetings that are to come, and what came of the one deal that the day held."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from server.db import Statement
from server.deals.queries import Tended
from server.inspections.rubric import EVENT


class Call(Struct, frozen=True, kw_only=True):
    """A meeting on an open deal. `purpose` is what it is for and `people` who accepted it, as they were written down; empty where nobody did."""

    deal: UUID
    name: str
    day: date
    purpose: str = ""
    people: str = ""


class OwnDeals(Struct, frozen=True, kw_only=True):
    """`tended` is what came of the deal that the day held, None while it is open. `accepted` are meetings that a buyer accepted, as the evidence
    tells of them, `planned` those that the CRM of a deal tells of; both the earliest first.
    """

    tended: Tended | None
    accepted: tuple[Call, ...]
    planned: tuple[Call, ...]


async def own_deals(owner: UUID, today: date, last: date) -> OwnDeals:
    """What is known of the deals of a person on this day, with the meetings until `last`. For themselves. One statement, for all of it."""
    rows = await OWN_DEALS(owner, EVENT, today, last, owner, EVENT, False, today, last, owner, today)
    calls = {
        what: tuple(
            Call(deal=row["deal"], name=row["name"], day=row["day"], purpose=row["words"], people=row["people"])
            for row in rows
            if row["what"] == what
        )
        for what in ("accepted", "planned")
    }
    tended = (Tended(deal=row["deal"], name=row["name"], answer=row["words"]) for row in rows if row["what"] == "tended")
    return OwnDeals(tended=next(tended, None), **calls)


OWN_DEALS = Statement(
    'SELECT \'accepted\' AS "what", e."id" AS "id", e."deal" AS "deal", d."name" AS "name", e."dated" AS "day", e."words" AS "words", '
    'e."sender" AS "people", e."at" AS "at" '
    'FROM "deal" d JOIN "evidence" e ON e."deal" = d."id" WHERE d."owner" = {} AND d."closed_at" IS NULL AND e."form" = {} '
    'AND e."dated" >= {} AND e."dated" <= {} AND e."withdrawn_at" IS NULL '
    'UNION ALL SELECT \'planned\', n."id", s."deal", d."name", n."day", n."subject", \'\', n."changed_at" '
    'FROM "deal" d JOIN "deal_seen" s ON s."deal" = d."id" JOIN "deal_next_step" n ON n."source" = s."source" AND n."key" = s."key" '
    'WHERE d."owner" = {} AND d."closed_at" IS NULL AND n."kind" = {} AND n."done" = {} AND n."day" >= {} AND n."day" <= {} '
    'UNION ALL SELECT \'tended\', t."id", t."deal", d."name", t."day", t."answer", \'\', t."at" '
    'FROM "deal_tending" t JOIN "deal" d ON d."id" = t."deal" WHERE t."person" = {} AND t."day" = {} '
    'ORDER BY "day", "name", "at" DESC, "id"'
)
