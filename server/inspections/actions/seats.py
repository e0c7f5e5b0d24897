"""What a sheet of a calibration does to it: the first that is closed freezes evidence and clock, the last opens all of them."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from server import ids, ledger
from server.facts import CalibrationFrozen, CalibrationRevealed
from server.inspections import queries
from server.inspections.queries import HIDDEN, Calibration, Evidence, Sheet
from server.inspections.tables import CalibrationRow, FrozenRow, SeatRow
from server.ledger import Entry
from server.people import queries as people
from server.zones import local_day


async def freeze_for(sheet: Sheet, entry: Entry) -> None:
    """Before a blind sheet is judged at its closing: from now on everybody has the same evidence and day. An ordinary sheet freezes nothing."""
    if sheet.mode not in HIDDEN:
        return
    found = await queries.calibration_of_sheet(sheet.id)
    if found is not None and found.frozen_at is None:
        await freeze(found, entry, await queries.evidence(found.deal), where=found.person)


async def freeze(found: Calibration, entry: Entry, evidence: Sequence[Evidence], *, where: UUID) -> None:
    """Holds this evidence still, and the day of `entry` where this person is, inside the caller's verb."""
    here = await people.person(where)
    day = local_day(entry.at, here.zone if here else "UTC")
    await CalibrationRow.update({CalibrationRow.frozen_at: entry.at, CalibrationRow.day: day}).where(
        CalibrationRow.id == found.id
    )
    if evidence:
        await FrozenRow.insert(
            *(
                FrozenRow(
                    id=ids.derived(found.id, f"evidence {one.id}"),
                    calibration=found.id,
                    evidence=one.id,
                    shows=msgspec.json.encode(one.shows).decode(),
                )
                for one in evidence
            )
        )
    await ledger.record(
        CalibrationFrozen(calibration=found.id, deal=found.deal, evidence=tuple(one.id for one in evidence)),
        entry.child(f"frozen {found.id}"),
        person=found.person,
        team=await team_of(found.person),
    )


async def seat_closed(sheet: Sheet, entry: Entry) -> None:
    """After a blind sheet was closed: its seat is done, and the last one opens all sheets to each other."""
    if sheet.mode not in HIDDEN:
        return
    await SeatRow.update({SeatRow.closed_at: entry.at}).where(SeatRow.inspection == sheet.id)
    found = await queries.calibration_of_sheet(sheet.id)
    if found is None or found.is_key or len(found.closed) < len(found.seats):
        return
    await ledger.record(
        CalibrationRevealed(calibration=found.id, deal=found.deal, sheets=len(found.seats)),
        entry.child(f"revealed {found.id}"),
        person=found.person,
        team=await team_of(found.person),
    )


async def team_of(person: UUID) -> UUID | None:
    """The team of somebody today, which a fact about them stores."""
    found = await people.person(person)
    return found.team if found else None
