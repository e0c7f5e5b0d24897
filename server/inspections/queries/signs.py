"""What else is known of deals: when they were inspected, their last accepted step, and the buyers whom their evidence names."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from server.db import Statement, blanks
from server.inspections.rubric import EVENT, MOVING
from server.zones import local_day


class Signs(Struct, frozen=True, kw_only=True):
    """When a deal was inspected, oldest first; the day of the last accepted step, or on which a sheet first found none; how many buyers its
    evidence names. None: not known.
    """

    inspected: tuple[datetime, ...] = ()
    step: date | None = None
    buyers: int | None = None


NOTHING: Final = Signs()
BUYER: Final = "buyer"


async def signs(zones: Mapping[UUID, str], steps: Sequence[str]) -> dict[UUID, Signs]:
    """Of the open deals of these people, by deal, in three statements; of whom nothing is known is left out. `zones` says where each of them is,
    `steps` are the behaviours whose proof is a step on the calendar.
    """
    owners = list(zones)
    if not owners:
        return {}
    inspected: dict[UUID, list[datetime]] = {}
    for row in await _inspected(len(owners))(*owners, *sorted(MOVING)):
        inspected.setdefault(row["deal"], []).append(row["closed_at"])
    accepted: dict[UUID, date] = {}
    asked = await _accepted(len(owners), len(steps))(*sorted(MOVING), *owners, *steps) if steps else ()
    for (deal, _step), day in _begun(asked, zones).items():
        accepted[deal] = max(day, accepted.get(deal, day))
    buyers: dict[UUID, set[str]] = {}
    for row in await _proof(len(owners))(*owners, EVENT):
        if row["source"] == BUYER and row["sender"]:
            buyers.setdefault(row["deal"], set()).add(row["sender"].casefold())
        # What came since the last sheet is a step, too; it calms a flag and proves nothing.
        if row["deal"] in accepted and _is_step(row, steps):
            accepted[row["deal"]] = max(row["dated"], accepted[row["deal"]])
    return {
        deal: Signs(
            inspected=tuple(inspected.get(deal, ())),
            step=accepted.get(deal),
            buyers=len(buyers[deal]) if deal in buyers else None,
        )
        for deal in inspected.keys() | accepted.keys() | buyers.keys()
    }


def _begun(rows: Iterable[Mapping[str, Any]], zones: Mapping[UUID, str]) -> Mapping[tuple[UUID, str], date]:
    """The day on which a deal last showed a step, or of the first sheet that found none where none was ever shown, by deal and step."""
    found: dict[tuple[UUID, str], date] = {}
    for row in rows:
        key = row["deal"], row["behaviour"]
        day = row["shown_at"] or local_day(row["closed_at"] if row["found"] else row["asked_at"], zones[row["owner"]])
        found[key] = min(day, found.get(key, day))
    return found


def _is_step(row: Mapping[str, Any], steps: Sequence[str]) -> bool:
    """Whether it is a meeting that a buyer accepted, or one of which somebody says that it shows a step."""
    said = row["source"] == BUYER or any(f'"{step}/' in row["shows"] for step in steps)
    return row["form"] == EVENT and row["dated"] is not None and said


def _of(owners: int) -> str:
    """The open deals of so many people, as a condition."""
    return f'"deal" IN (SELECT "id" FROM "deal" WHERE "closed_at" IS NULL AND "owner" IN ({blanks(owners)}))'  # noqa: S608  # placeholders


@cache
def _inspected(owners: int) -> Statement:
    modes = blanks(len(MOVING))
    return Statement(
        f'SELECT "deal", "closed_at" FROM "inspection" WHERE {_of(owners)} '  # noqa: S608  # placeholders
        f'AND "closed_at" IS NOT NULL AND "mode" IN ({modes}) ORDER BY "closed_at", "id"'
    )


@cache
def _accepted(owners: int, steps: int) -> Statement:
    modes = blanks(len(MOVING))
    return Statement(
        'SELECT d."owner", s."deal", s."behaviour", s."shown_at", s."asked_at", o."closed_at", r."answer" AS "found" '  # noqa: S608  # placeholders
        'FROM "deal" d JOIN "standing" s ON s."deal" = d."id" '
        'LEFT JOIN "inspection" o ON s."shown_at" IS NULL AND o."deal" = s."deal" AND o."closed_at" IS NOT NULL '
        f'AND o."mode" IN ({modes}) AND NOT o."training" '
        'LEFT JOIN "inspection_row" r ON r."inspection" = o."id" AND r."behaviour" = s."behaviour" AND r."answer" = \'not-met\' '
        f'WHERE d."closed_at" IS NULL AND d."owner" IN ({blanks(owners)}) AND s."behaviour" IN ({blanks(steps)}) '
        'AND (s."shown_at" IS NOT NULL OR s."answer" = \'not-met\')'
    )


@cache
def _proof(owners: int) -> Statement:
    return Statement(
        f'SELECT DISTINCT "deal", "source", "sender", "form", "dated", "shows" FROM "evidence" WHERE {_of(owners)} '  # noqa: S608  # placeholders
        'AND "withdrawn_at" IS NULL AND (("source" = \'buyer\' AND "sender" <> \'\') OR "form" = {})'
    )
