"""What several deals claimed over time, and which of them moved."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from msgspec import Struct

from server.db import Statement, blanks
from server.deals.queries.deals import Claim
from server.process.map import Process


async def claims_of_each(deals: Sequence[UUID]) -> dict[UUID, list[Claim]]:
    """Every stage that each of these deals claimed, oldest first, in one statement."""
    found: dict[UUID, list[Claim]] = {deal: [] for deal in deals}
    for row in await _claims(len(found))(*found) if found else ():
        found[row["deal"]].append(Claim(at=row["at"], stage=row["stage"], derived=row["derived"]))
    return found


@cache
def _claims(deals: int) -> Statement:
    marks = blanks(deals)
    return Statement(
        f'SELECT "deal", "at", "stage", "derived" FROM "deal_stage" WHERE "deal" IN ({marks}) ORDER BY "at", "id"'  # noqa: S608  # placeholders
    )


async def adrift(process: Process) -> dict[tuple[str, str], int]:
    """How many open deals claim something that the process does not have: by `stage` or `motion` and its id, in one statement."""
    found: Counter[tuple[str, str]] = Counter()
    for row in await CLAIMED():
        if row["motion"] not in process.motion:
            found["motion", row["motion"]] += row["deals"]
        elif row["stage"] not in process.motion[row["motion"]].stages:
            found["stage", row["stage"]] += row["deals"]
    return dict(sorted(found.items()))


CLAIMED = Statement(
    'SELECT "motion", "stage", COUNT(*) AS "deals" FROM "deal" WHERE "closed_at" IS NULL GROUP BY "motion", "stage"'
)


class Moved(Struct, frozen=True, kw_only=True):
    """An open deal that claims another stage since `at`: it left `left`."""

    deal: UUID
    left: str
    stage: str
    at: datetime


async def moved(owner: UUID, since: datetime, until: datetime) -> list[Moved]:
    """The open deals of a person whose claim last moved in this time, by when, in one statement; those that were added then have left nothing."""
    claims: dict[UUID, list[tuple[datetime, str]]] = {}
    for row in await MOVED(owner, since, until):
        claims.setdefault(row["deal"], []).append((row["at"], row["stage"]))
    found = [one for deal, steps in claims.items() if (one := _moved(deal, steps)) and since <= one.at < until]
    return sorted(found, key=lambda one: (one.at, one.deal))


def _moved(deal: UUID, steps: Sequence[tuple[datetime, str]]) -> Moved | None:
    at, stage = steps[-1]
    left = next((before for _at, before in reversed(steps[:-1]) if before != stage), None)
    return Moved(deal=deal, left=left, stage=stage, at=at) if left else None


MOVED = Statement(
    'SELECT s."deal", s."at", s."stage" FROM "deal_stage" s JOIN "deal" d ON d."id" = s."deal" '
    'WHERE d."owner" = {} AND d."closed_at" IS NULL AND EXISTS '
    '(SELECT 1 FROM "deal_stage" n WHERE n."deal" = d."id" AND n."at" >= {} AND n."at" < {}) ORDER BY s."deal", s."at", s."id"'
)
