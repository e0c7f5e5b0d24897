"""What else is known of deals: when they were inspected, their last accepted step, and the buyers whom their evidence names."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from server.inspections.rubric import MOVING
from server.inspections.tables import EvidenceRow, InspectionRow, StandingRow

BUYER = "buyer"


class Signs(Struct, frozen=True, kw_only=True):
    """When a deal was inspected, oldest first; the day of the last accepted step; how many buyers its evidence names. None: not known."""

    inspected: tuple[datetime, ...] = ()
    step: date | None = None
    buyers: int | None = None


async def signs(deals: Sequence[UUID], steps: Sequence[str]) -> dict[UUID, Signs]:
    """Of each of these deals, in three statements. `steps` are the behaviours whose proof is a step on the calendar."""
    if not deals:
        return {}
    inspected: dict[UUID, list[datetime]] = {}
    rows = InspectionRow.select(InspectionRow.deal, InspectionRow.closed_at).where(
        InspectionRow.deal.is_in(list(deals)), InspectionRow.closed_at.is_not_null(), InspectionRow.mode.is_in(sorted(MOVING))
    )
    for row in await rows.order_by(InspectionRow.closed_at):
        inspected.setdefault(row["deal"], []).append(row["closed_at"])
    accepted = await _accepted(deals, steps)
    buyers = await _buyers(deals)
    return {
        deal: Signs(
            inspected=tuple(inspected.get(deal, ())),
            step=accepted.get(deal),
            buyers=len(buyers[deal]) if deal in buyers else None,
        )
        for deal in deals
    }


async def _accepted(deals: Sequence[UUID], steps: Sequence[str]) -> dict[UUID, date]:
    found: dict[UUID, date] = {}
    if not steps:
        return found
    for row in await StandingRow.select(StandingRow.deal, StandingRow.shown_at).where(
        StandingRow.deal.is_in(list(deals)), StandingRow.behaviour.is_in(list(steps)), StandingRow.shown_at.is_not_null()
    ):
        found[row["deal"]] = max(row["shown_at"], found.get(row["deal"], row["shown_at"]))
    return found


async def _buyers(deals: Sequence[UUID]) -> dict[UUID, set[str]]:
    """The buyers whom the evidence that holds names, by deal; a deal whose evidence names none is left out."""
    found: dict[UUID, set[str]] = {}
    for row in await EvidenceRow.select(EvidenceRow.deal, EvidenceRow.sender).where(
        EvidenceRow.deal.is_in(list(deals)),
        EvidenceRow.source == BUYER,
        EvidenceRow.withdrawn_at.is_null(),
        EvidenceRow.sender != "",
    ):
        found.setdefault(row["deal"], set()).add(row["sender"].casefold())
    return found
