"""What a calibration may be about: deals with enough evidence, and who learns to inspect."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.db import Statement

ENOUGH: Final = 3
"""Items of evidence without which there is little to read differently."""

RECENT: Final = timedelta(days=120)
FEW: Final = 20

LOOKED_AT: Final = 2_000
"""Deals closed last among which those with enough evidence are found: a large company closes that many in a week, and never asks for older ones."""


class Candidate(Struct, frozen=True, kw_only=True):
    """An open deal that nobody calibrated on yet, with how many items of evidence it has."""

    deal: UUID
    name: str
    owner_name: str
    evidence: int


class Trainee(Struct, frozen=True, kw_only=True):
    """A manager who learns to inspect."""

    id: UUID
    name: str


async def candidates(owners: Sequence[UUID] | None, now: datetime, seed: str) -> list[Candidate]:
    """At most twenty deals of these owners, of everybody's for None, in an order that the seed decides; nobody picks their favourite without trying.

    Evidence of the last 120 days counts.
    """
    if owners is not None and not owners:
        return []
    rows = await _candidates(-1 if owners is None else len(owners))(now - RECENT, *(owners or ()), ENOUGH, 10 * FEW)
    found = [Candidate(**{name: row[name] for name in Candidate.__struct_fields__}) for row in rows]
    return sorted(found, key=lambda one: sha256(f"{seed} {one.deal}".encode()).digest())[:FEW]


async def trainees() -> list[Trainee]:
    """Managers in training, by name."""
    return [Trainee(id=row["id"], name=row["name"]) for row in await TRAINEES()]


async def finished() -> list[Candidate]:
    """Of the deals that were closed last, the forty newest that have enough evidence and are no key yet."""
    return [Candidate(**{name: row[name] for name in Candidate.__struct_fields__}) for row in await FINISHED(ENOUGH)]


_COUNTED = (
    'SELECT d."id" AS "deal", d."name", p."name" AS "owner_name", COUNT(e."id") AS "evidence" FROM "evidence" e '
    'JOIN "deal" d ON d."id" = e."deal" JOIN "person" p ON p."id" = d."owner" '
)


@cache
def _candidates(owners: int) -> Statement:
    whose = "" if owners < 0 else f'AND d."owner" IN ({", ".join(["{}"] * owners)}) '
    return Statement(
        f'{_COUNTED}WHERE e."at" > {{}} AND e."withdrawn_at" IS NULL AND d."closed_at" IS NULL {whose}'  # noqa: S608  # marks
        'AND NOT EXISTS (SELECT 1 FROM "calibration" c WHERE c."deal" = d."id") '
        'GROUP BY d."id", d."name", p."name" HAVING COUNT(e."id") >= {} ORDER BY COUNT(e."id") DESC, d."id" LIMIT {}'
    )


FINISHED = Statement(
    'SELECT d."id" AS "deal", d."name", p."name" AS "owner_name", d."evidence" FROM ('  # noqa: S608  # a constant of this module
    'SELECT o.*, (SELECT COUNT(*) FROM "evidence" e WHERE e."deal" = o."id" AND e."withdrawn_at" IS NULL) AS "evidence" FROM ('
    'SELECT "id", "name", "owner", "closed_at" FROM "deal" WHERE "closed_at" IS NOT NULL '
    f'ORDER BY "closed_at" DESC, "id" LIMIT {LOOKED_AT}) o) d JOIN "person" p ON p."id" = d."owner" WHERE d."evidence" >= {{}} '
    'AND NOT EXISTS (SELECT 1 FROM "calibration" c WHERE c."deal" = d."id" AND c."how" = \'key\') '
    'ORDER BY d."closed_at" DESC, d."id" LIMIT 40'
)
TRAINEES = Statement(
    'SELECT DISTINCT p."id", p."name" FROM "role_grant" g JOIN "person" p ON p."id" = g."person" '
    'WHERE g."role" = \'in training\' AND g."ended" IS NULL AND p."deactivated_at" IS NULL ORDER BY p."name", p."id"'
)
