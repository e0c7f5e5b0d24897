"""What a calibration may be about: deals with enough evidence, and who learns to inspect."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.db import Statement, blanks, of_row, scanning

ENOUGH: Final = 3
"""Items of evidence without which there is little to read differently."""

RECENT: Final = timedelta(days=120)
FEW: Final = 20

LOOKED_AT: Final = 1_000
"""Items of evidence that came last, and deals closed last, among which those to calibrate on are found: a large company never asks for older ones."""


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

    Evidence of the last 120 days counts. Everybody's are those of which some came last.
    """
    if owners is not None and not owners:
        return []
    whose = [now - RECENT] if owners is None else owners
    with scanning():
        rows = await _candidates(-1 if owners is None else len(owners))(now - RECENT, *whose, ENOUGH, 10 * FEW)
    found = [of_row(Candidate, row) for row in rows]
    return sorted(found, key=lambda one: sha256(f"{seed} {one.deal}".encode()).digest())[:FEW]


async def trainees() -> list[Trainee]:
    """Managers in training, by name."""
    return [Trainee(id=row["id"], name=row["name"]) for row in await TRAINEES()]


async def finished() -> list[Candidate]:
    """Of the deals that were closed last, the forty newest that have enough evidence and are no key yet."""
    with scanning():
        return [of_row(Candidate, row) for row in await FINISHED(ENOUGH - 1)]


@cache
def _candidates(owners: int) -> Statement:
    which = (
        'SELECT DISTINCT "deal" FROM (SELECT "deal" FROM "evidence" WHERE "at" > {} AND "withdrawn_at" IS NULL '  # noqa: S608  # a constant of this module
        f'ORDER BY "at" DESC LIMIT {LOOKED_AT}) newest'
        if owners < 0
        else f'SELECT "id" AS "deal" FROM "deal" WHERE "owner" IN ({blanks(owners)}) AND "closed_at" IS NULL'  # noqa: S608  # marks
    )
    return Statement(
        'SELECT d."deal", d."name", p."name" AS "owner_name", d."evidence" FROM ('  # noqa: S608  # as above
        'SELECT o."id" AS "deal", o."name", o."owner", (SELECT COUNT(*) FROM "evidence" e WHERE e."deal" = o."id" AND e."at" > {} '
        f'AND e."withdrawn_at" IS NULL) AS "evidence" FROM ({which}) w JOIN "deal" o ON o."id" = w."deal" '
        'WHERE o."closed_at" IS NULL AND NOT EXISTS (SELECT 1 FROM "calibration" c WHERE c."deal" = o."id")'
        ') d JOIN "person" p ON p."id" = d."owner" WHERE d."evidence" >= {} ORDER BY d."evidence" DESC, d."deal" LIMIT {}'
    )


FINISHED = Statement(
    'SELECT d."id" AS "deal", d."name", p."name" AS "owner_name", '  # noqa: S608  # a constant of this module
    '(SELECT COUNT(*) FROM "evidence" e WHERE e."deal" = d."id" AND e."withdrawn_at" IS NULL) AS "evidence" FROM ('
    'SELECT o.* FROM (SELECT "id", "name", "owner", "closed_at" FROM "deal" WHERE "closed_at" IS NOT NULL '
    f'ORDER BY "closed_at" DESC, "id" LIMIT {LOOKED_AT}) o WHERE o."owner" IS NOT NULL '
    'AND EXISTS (SELECT 1 FROM "evidence" e WHERE e."deal" = o."id" AND e."withdrawn_at" IS NULL LIMIT 1 OFFSET {}) '
    'AND NOT EXISTS (SELECT 1 FROM "calibration" c WHERE c."deal" = o."id" AND c."how" = \'key\') '
    'ORDER BY o."closed_at" DESC, o."id" LIMIT 40) d JOIN "person" p ON p."id" = d."owner" ORDER BY d."closed_at" DESC, d."id"'
)
TRAINEES = Statement(
    'SELECT DISTINCT p."id", p."name" FROM "role_grant" g JOIN "person" p ON p."id" = g."person" '
    'WHERE g."role" = \'in training\' AND g."ended" IS NULL AND p."deactivated_at" IS NULL ORDER BY p."name", p."id"'
)
