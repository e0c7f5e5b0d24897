"""What a team's weeks of inspecting hold: the sheets that were closed, and what they answered."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from server.db import P, Prepared, among, of_row
from server.inspections.rubric import MOVING
from server.inspections.sampling import UNBIASED
from server.inspections.tables import InspectionRow, SheetRow
from server.inspections.trends import Seen


class Done(Struct, frozen=True, kw_only=True):
    """A sheet that was closed about a deal of a team, by `by`, after `worked` seconds."""

    deal: UUID
    by: UUID
    mode: str
    pick: str
    closed_at: datetime
    worked: int

    @property
    def full(self) -> bool:
        """Whether it was the whole sheet; else a delta check."""
        return self.mode != "delta"


async def done_since(persons: Sequence[UUID], since: datetime) -> list[Done]:
    """The sheets about deals of these people that were closed since then, oldest first, of those that say where a deal stands."""
    if not persons:
        return []
    rows = (
        await InspectionRow.select()
        .where(
            among(InspectionRow.person, persons),
            InspectionRow.closed_at >= since,
            InspectionRow.mode.is_in(sorted(MOVING)),
        )
        .order_by(InspectionRow.closed_at, InspectionRow.id)
    )
    return [of_row(Done, row) for row in rows]


async def seen_since(persons: Sequence[UUID], since: datetime) -> list[Seen]:
    """What those sheets answered, row by row, of deals that were picked by turn or by lot, without the sheets of inspectors in training."""
    if not persons:
        return []
    sheet = SheetRow.inspection
    rows = await SheetRow.select(sheet.deal, sheet.closed_at, SheetRow.behaviour, SheetRow.answer).where(
        among(sheet.person, persons),
        sheet.closed_at >= since,
        sheet.mode.is_in(sorted(MOVING)),
        sheet.pick.is_in(sorted(UNBIASED)),
        sheet.training.is_in([False]),
    )
    return [
        Seen(deal=row["inspection.deal"], behaviour=row["behaviour"], answer=row["answer"], at=row["inspection.closed_at"])
        for row in rows
    ]


async def first_sheet(persons: Sequence[UUID]) -> datetime | None:
    """When the first sheet about a deal of these people was closed, None before there was one."""
    if not persons:
        return None
    rows = (
        await InspectionRow.select(InspectionRow.closed_at)
        .where(
            among(InspectionRow.person, persons),
            InspectionRow.closed_at.is_not_null(),
            InspectionRow.mode.is_in(sorted(MOVING)),
        )
        .order_by(InspectionRow.closed_at)
        .limit(1)
    )
    return rows[0]["closed_at"] if rows else None


async def took(inspector: UUID) -> list[int]:
    """How long the last ten full sheets of this person took, in seconds, newest first."""
    return [row["worked"] for row in await TOOK(by=inspector)]


TOOK = Prepared(
    lambda: (
        InspectionRow.select(InspectionRow.worked)
        .where(InspectionRow.by == P("by"), InspectionRow.mode == "full", InspectionRow.closed_at.is_not_null())
        .order_by(InspectionRow.closed_at, InspectionRow.id, ascending=False)
        .limit(10)
    )
)
