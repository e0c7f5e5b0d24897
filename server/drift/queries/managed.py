"""Whom managers lead and what happened there, counted where it lies: promises and taps go to who managed the team on that day."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from server.db import Statement, blanks
from server.drift.quality import QUARTER, Came, Tapped
from server.inspections.rubric import MOVING
from server.people.queries.lasting import lasts

AT_ONCE: Final = 100
"""Owners of whom deals are read in one statement."""


class Open(Struct, frozen=True, kw_only=True):
    """An open deal as its clock sees it: since when it is known and claims its stage, and its last full inspection and its last of any kind."""

    id: UUID
    owner: UUID
    name: str
    stage: str
    category: str
    added_at: datetime
    entered: datetime
    full: datetime | None
    looked: datetime | None


async def led_by(managers: Sequence[UUID], now: datetime) -> Mapping[UUID, Sequence[UUID]]:
    """By manager of a team with reps in it, everybody they lead, as their week has it."""
    found: dict[UUID, list[UUID]] = {}
    for row in await _led(len(managers))(*managers, *[now] * 4):
        found.setdefault(row["manager"], []).append(row["person"])
    return found


async def open_of(owners: Sequence[UUID]) -> Mapping[UUID, Sequence[Open]]:
    """By owner, their open deals by name, with what their clock asks of them, in a statement for each so many owners."""
    found: dict[UUID, dict[UUID, Open]] = {owner: {} for owner in owners}
    for first in range(0, len(owners), AT_ONCE):
        some = owners[first : first + AT_ONCE]
        for row in await _open(len(some))(*some):
            found[row["owner"]][row["id"]] = _opened(row)
        # What others asked for meanwhile has its turn.
        await asyncio.sleep(0)
    return {owner: list(own.values()) for owner, own in found.items()}


def _opened(row: Mapping[str, Any]) -> Open:
    return Open(
        id=row["id"],
        owner=row["owner"],
        name=row["name"],
        stage=row["stage"],
        category=row["category"],
        added_at=row["added_at"],
        entered=row["entered"] or row["added_at"],
        full=row["looked_at"],
        looked=row["inspected_at"],
    )


async def came(managers: Sequence[UUID], now: datetime) -> Mapping[UUID, Sequence[Came]]:
    """By who managed the team of a rep on that day, the promises that came due in the last quarter."""
    found: dict[UUID, list[Came]] = {}
    for row in await _said_of(len(managers))(*managers, now - QUARTER, now - QUARTER):
        one = Came(commitment=row["id"], person=row["person"], due=row["due_at"], said=row["at"])
        found.setdefault(row["manager"], []).append(one)
    for row in await _still_open(len(managers))(*managers, now - QUARTER, now):
        one = Came(commitment=row["id"], person=row["person"], due=row["due_at"], said=None)
        found.setdefault(row["manager"], []).append(one)
    return found


async def tapped(teams: Sequence[UUID], now: datetime) -> tuple[Mapping[UUID, Mapping[UUID, Tapped]], Mapping[UUID, Tapped]]:
    """What was tapped in these teams in the last quarter, by manager of that day and team, and by team whoever managed it."""
    own: dict[UUID, dict[UUID, Tapped]] = {}
    whole: dict[UUID, Tapped] = {}
    if not teams:
        return own, whole
    for row in await _tapped(len(teams))(*teams, now - QUARTER):
        counts = own.setdefault(row["manager"], {})
        counts[row["team"]] = _plus(counts.get(row["team"], Tapped()), row["answer"], row["n"])
    for row in await _whole(len(teams))(*teams, now - QUARTER):
        whole[row["team"]] = _plus(whole.get(row["team"], Tapped()), row["answer"], row["n"])
    return own, whole


def _plus(before: Tapped, answer: str, n: int) -> Tapped:
    counts = {"yes": before.yes, "partly": before.partly, "no": before.no}
    return Tapped(**{**counts, answer: counts[answer] + n})


async def sheets(managers: Sequence[UUID], now: datetime) -> Mapping[UUID, Mapping[str, int]]:
    """By who closed them, how many sheets of each mode in the last quarter: whole ones, those with the rep or the team, delta checks."""
    found: dict[UUID, dict[str, int]] = {}
    for row in await _closed(len(managers))(*managers, now - QUARTER, *sorted(MOVING)):
        found.setdefault(row["by"], {})[row["mode"]] = row["n"]
    return found


async def sizes() -> Mapping[UUID, int]:
    """By team, how many reps it has today."""
    return {row["team"]: row["n"] for row in await SIZES()}


# The tree is walked down as `people.queries.teams.MANAGED` walks it, from several managers at once.
@cache
def _led(managers: int) -> Statement:
    return Statement(
        'SELECT DISTINCT d."manager", b."person" FROM "membership" b JOIN "person" p ON p."id" = b."person" JOIN ('  # noqa: S608  # placeholders
        'WITH RECURSIVE down("manager", "team", "step") AS (SELECT m."person", m."team", 0 FROM "membership" m '
        f'WHERE m."person" IN ({blanks(managers)}) AND m."manages" AND {lasts("m")} '
        'AND EXISTS (SELECT 1 FROM "person" q WHERE q."team" = m."team" AND q."deactivated_at" IS NULL AND q."roles" LIKE \'%rep%\') '
        'UNION SELECT down."manager", t."id", down."step" + 1 FROM down JOIN "team" t ON t."parent" = down."team" WHERE down."step" < 20'
        ') SELECT "manager", "team", MAX("step") AS "step" FROM down GROUP BY "manager", "team") d ON d."team" = b."team" '
        'WHERE p."deactivated_at" IS NULL AND b."person" <> d."manager" AND (NOT b."manages" OR d."step" > 0) '
        f"AND {lasts('b')}"
    )


@cache
def _open(owners: int) -> Statement:
    return Statement(
        'SELECT d."id", d."owner", d."name", d."stage", d."category", d."added_at", c."looked_at", c."inspected_at", '  # noqa: S608  # placeholders
        # Of a MAX, SQLite does not say that it is a time.
        '(SELECT h."at" FROM "deal_stage" h WHERE h."deal" = d."id" ORDER BY h."at" DESC LIMIT 1) AS "entered" '
        'FROM "deal" d LEFT JOIN "conclusion" c ON c."id" = d."id" '
        f'WHERE d."owner" IN ({blanks(owners)}) AND d."closed_at" IS NULL ORDER BY d."name", d."id"'
    )


def _managers_on(day: str) -> str:
    """Who managed, on the day that stands in this column, the team in which the person of a commitment `c` was then, as `m`."""
    return (
        f'JOIN "membership" b ON b."person" = c."person" AND NOT b."manages" AND {lasts("b", day)} '
        f'JOIN "membership" m ON m."team" = b."team" AND m."manages" AND {lasts("m", day)} '
    )


@cache
def _said_of(managers: int) -> Statement:
    joined = _managers_on('o."due_at"')
    return Statement(
        'SELECT m."person" AS "manager", c."id", c."person", o."due_at", o."at" FROM "commitment" c '  # noqa: S608  # placeholders
        f'JOIN "commitment_outcome" o ON o."commitment" = c."id" {joined}'
        f'WHERE m."person" IN ({blanks(managers)}) AND c."due_at" >= {{}} AND o."due_at" >= {{}} AND o."corrects" IS NULL AND NOT o."left"'
    )


@cache
def _still_open(managers: int) -> Statement:
    joined = _managers_on('c."due_at"')
    return Statement(
        f'SELECT m."person" AS "manager", c."id", c."person", c."due_at" FROM "commitment" c {joined}'  # noqa: S608  # placeholders
        f'WHERE m."person" IN ({blanks(managers)}) AND c."state" = \'open\' AND c."due_at" >= {{}} AND c."due_at" <= {{}}'
    )


@cache
def _closed(managers: int) -> Statement:
    return Statement(
        f'SELECT "by", "mode", COUNT(*) AS "n" FROM "inspection" WHERE "by" IN ({blanks(managers)}) AND "closed_at" >= {{}} '  # noqa: S608  # placeholders
        f'AND "mode" IN ({blanks(len(MOVING))}) GROUP BY "by", "mode"'
    )


@cache
def _tapped(teams: int) -> Statement:
    then = lasts("m", 'a."at"')
    return Statement(
        'SELECT m."person" AS "manager", a."team", a."answer", COUNT(*) AS "n" FROM "parting" a JOIN "membership" m '  # noqa: S608  # placeholders
        f'ON m."team" = a."team" AND m."manages" AND {then} '
        f'WHERE a."team" IN ({blanks(teams)}) AND a."at" >= {{}} GROUP BY m."person", a."team", a."answer"'
    )


@cache
def _whole(teams: int) -> Statement:
    return Statement(
        'SELECT "team", "answer", COUNT(*) AS "n" FROM "parting" '  # noqa: S608  # placeholders
        f'WHERE "team" IN ({blanks(teams)}) AND "at" >= {{}} GROUP BY "team", "answer"'
    )


SIZES: Final = Statement(
    'SELECT "team", COUNT(*) AS "n" FROM "person" WHERE "deactivated_at" IS NULL AND "team" IS NOT NULL AND "roles" LIKE \'%rep%\' GROUP BY "team"'
)
