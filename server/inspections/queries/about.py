"""What sheets said about the deals of one person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.db import P, Prepared, of_row
from server.inspections.queries.sheets import HIDDEN
from server.inspections.tables import InspectionRow


class SheetAbout(Struct, frozen=True, kw_only=True):
    """A closed sheet about a deal of a person, by somebody else. `missing` is the first gate that was not met, empty for none."""

    id: UUID
    deal: UUID
    deal_name: str
    by_name: str
    mode: str
    claimed: str
    supported: str
    gap: int
    verified: bool
    missing: str
    closed_at: datetime


async def sheets_about(person: UUID) -> list[SheetAbout]:
    """The fifty newest sheets that somebody else closed about deals of this person, blind ones left out. For the person's own eyes."""
    return [_about(row) for row in await ABOUT(person=person) if row["mode"] not in HIDDEN and row["by"] != person]


async def all_sheets_about(person: UUID) -> list[SheetAbout]:
    """The same of as many as five thousand sheets, for the person's own record."""
    return [_about(row) for row in await ALL_ABOUT(person=person) if row["mode"] not in HIDDEN and row["by"] != person]


def _about(row: Mapping[str, Any]) -> SheetAbout:
    return of_row(SheetAbout, row, deal_name=row["deal.name"], by_name=row["by.name"] or "")


def _newest(most: int) -> Any:  # noqa: ANN401  # Piccolo's query has no useful public type
    return (
        InspectionRow.select(
            InspectionRow.id,
            InspectionRow.deal,
            InspectionRow.deal.name,
            InspectionRow.by,
            InspectionRow.by.name,
            InspectionRow.mode,
            InspectionRow.claimed,
            InspectionRow.supported,
            InspectionRow.gap,
            InspectionRow.verified,
            InspectionRow.missing,
            InspectionRow.closed_at,
        )
        .where(InspectionRow.person == P("person"), InspectionRow.closed_at.is_not_null())
        .order_by(InspectionRow.closed_at, InspectionRow.id, ascending=False)
        .limit(most)
    )


ABOUT = Prepared(lambda: _newest(50))
ALL_ABOUT = Prepared(lambda: _newest(5_000))
