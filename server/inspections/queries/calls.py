"""Meetings that a buyer accepted and that are still to come, as the evidence of deals tells of them."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from server.db import Statement
from server.inspections.rubric import EVENT


class Call(Struct, frozen=True, kw_only=True):
    """A meeting on an open deal. `purpose` is what it is for and `people` who accepted it, as they were written down; empty where nobody did."""

    deal: UUID
    name: str
    day: date
    purpose: str = ""
    people: str = ""


async def calls_of(owner: UUID, first: date, last: date) -> list[Call]:
    """The meetings on the open deals of a person on the days from `first` to `last`, the earliest first. For themselves. One statement."""
    return [
        Call(deal=row["deal"], name=row["name"], day=row["dated"], purpose=row["words"], people=row["sender"])
        for row in await CALLS(owner, EVENT, first, last)
    ]


CALLS = Statement(
    'SELECT e."deal", d."name", e."dated", e."words", e."sender" FROM "evidence" e JOIN "deal" d ON d."id" = e."deal" '
    'WHERE d."owner" = {} AND d."closed_at" IS NULL AND e."form" = {} AND e."dated" >= {} AND e."dated" <= {} '
    'AND e."withdrawn_at" IS NULL ORDER BY e."dated", d."name", e."at" DESC, e."id"'
)
