"""Closing a sheet: its conclusion, where the deal stands from now on, and what was seen of whoever answers for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from server import db, ledger
from server.errors import Invalid, NotFound, Refused
from server.facts import InspectionClosed
from server.inspections import queries
from server.inspections.actions.answer import Done, answer_within, looked_at, over, own_open, worked
from server.inspections.actions.seats import freeze_for, seat_closed
from server.inspections.actions.seen import see
from server.inspections.actions.standing import By, keep_standings
from server.inspections.looking import Looked, moves
from server.inspections.queries import Sheet
from server.inspections.rubric import Conclusion, Judged
from server.inspections.tables import InspectionRow, SheetRow
from server.ledger import Entry
from server.lessons.queries import process_in_force
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _


class Untouched(Invalid):
    """No row of a sheet was looked at."""


class Closed(Struct, frozen=True, kw_only=True):
    """A closed sheet: its conclusion, its answers by behaviour, how many rows were not looked at, and the seconds it took."""

    inspection: UUID
    deal: UUID
    person: UUID
    conclusion: Conclusion
    judged: Mapping[str, Judged]
    left_out: int
    seconds: int


async def close(actor: Actor, entry: Entry, inspection: UUID, rows: Mapping[str, Done] | None = None) -> Closed:
    """Closes the actor's own sheet, after keeping these rows as they were sent with it.

    Raises NotFound, Refused for a closed sheet, Untouched where no row was looked at, Invalid.
    """

    async def verb() -> Closed:
        if await ledger.seen(entry):
            return await closed(inspection)
        return await close_within(actor, entry, inspection, rows)

    return await db.run(verb)


async def close_within(
    actor: Actor, entry: Entry, inspection: UUID, rows: Mapping[str, Done] | None = None, *, boxes: bool = False
) -> Closed:
    """The same inside the caller's verb, which has asked `ledger.seen`: records InspectionClosed under `entry` and what was seen of each row.

    Where the deal stands moves with a full, delta or joint sheet of somebody who has learned to inspect. `boxes`: it is one of boxes, which may all
    be left empty.
    """
    sheet = await own_open(actor, entry, inspection)
    for behaviour, done in (rows or {}).items():
        await answer_within(entry.child(f"row {behaviour}"), sheet, behaviour, done)
    if rows:
        sheet = await own_open(actor, entry, inspection)
    process = await process_in_force()
    await freeze_for(sheet, entry)
    at = await moment(entry, sheet.deal, sheet.begun_at)
    looked = await looked_at(sheet, actor, entry, process=process, at=at)
    if looked.judged and not looked.asked and not boxes:
        raise Untouched({"rows": untouched()}, {})
    took = worked(sheet, entry)
    await _keep_conclusion(sheet, looked.conclusion, took, at=at)
    await _keep_answers(sheet, looked)
    await _stand(sheet, looked, process, at=at)
    await ledger.record(_fact(sheet, looked, took, process), entry, person=sheet.person, team=sheet.team)
    await see(sheet, [looked.judged[behaviour] for behaviour in looked.asked], entry, process, zone=actor.zone)
    await seat_closed(sheet, entry)
    return Closed(
        inspection=inspection,
        deal=sheet.deal,
        person=sheet.person,
        conclusion=looked.conclusion,
        judged=looked.judged,
        left_out=looked.left_out,
        seconds=took,
    )


async def moment(entry: Entry, deal: UUID, begun: datetime | None = None) -> datetime:
    """When a deal is looked at, on a sheet that was `begun` then: after the look before, and with all the proof that there is by then, whichever of
    these deeds was begun first.
    """
    at = entry.after(await queries.last_look(deal, entry.at))
    before = (begun, await queries.last_change(deal, entry.at))
    return max((at, *(one for one in before if one is not None and one <= queries.latest(entry.at))))


async def closed(inspection: UUID) -> Closed:
    """A sheet as it was closed. Raises NotFound for one that was not."""
    sheet = await queries.any_sheet(inspection)
    if sheet is None or sheet.closed_at is None:
        raise NotFound("There is no such closed sheet.")
    judged = {
        row.behaviour: Judged(
            behaviour=row.behaviour,
            answer=row.answer,  # type: ignore[arg-type]  # written from one
            proven=row.proven,
            hollow=row.hollow,
            missing=row.missing,
            shown_at=row.shown_at,
        )
        for row in sheet.rows
    }
    return Closed(
        inspection=inspection,
        deal=sheet.deal,
        person=sheet.person,
        conclusion=Conclusion(supported=sheet.supported, place=0, gap=sheet.gap, verified=sheet.verified, missing=sheet.missing),
        judged=judged,
        left_out=sum(row.answer == "not-asked" for row in judged.values()),
        seconds=sheet.worked,
    )


async def _keep_conclusion(sheet: Sheet, said: Conclusion, took: int, *, at: datetime) -> None:
    """Closes the row of the sheet. Raises Refused where somebody else was first."""
    taken = (
        await InspectionRow.update(
            {
                InspectionRow.closed_at: at,
                InspectionRow.last_at: at,
                InspectionRow.worked: took,
                InspectionRow.supported: said.supported,
                InspectionRow.gap: said.gap,
                InspectionRow.verified: said.verified,
                InspectionRow.missing: said.missing,
                InspectionRow.open_key: str(sheet.id),
            }
        )
        .where(InspectionRow.id == sheet.id, InspectionRow.closed_at.is_null())
        .returning(InspectionRow.id)
    )
    if not taken:
        raise Refused(over())


async def _keep_answers(sheet: Sheet, looked: Looked) -> None:
    for row in sheet.rows:
        judged = looked.judged.get(row.behaviour)
        if judged is not None:
            await SheetRow.update(
                {
                    SheetRow.answer: judged.answer,
                    SheetRow.proven: _json(judged.proven),
                    SheetRow.hollow: _json(judged.hollow),
                    SheetRow.missing: _json(judged.missing),
                    SheetRow.shown_at: judged.shown_at,
                }
            ).where(SheetRow.id == row.id)


async def _stand(sheet: Sheet, looked: Looked, process: Process, *, at: datetime) -> None:
    confirmed = sheet.mode == "baseline" and sheet.by != sheet.person and not sheet.training
    if not confirmed and not moves(sheet.mode, training=sheet.training):
        return
    asked = {one: looked.standings[one] for one in looked.asked if one in looked.standings}
    by = By(
        inspection=sheet.id,
        by=sheet.by,
        mode=sheet.mode,
        pick=sheet.pick,
        inspected_at=None if confirmed else at,
        full=sheet.mode in {"full", "together"},
    )
    changed = {one: msgspec.structs.replace(standing, inspection=sheet.id) for one, standing in asked.items()}
    await keep_standings(sheet.deal, sheet.motion, sheet.claimed, changed, process=process, by=by)


def _fact(sheet: Sheet, looked: Looked, took: int, process: Process) -> InspectionClosed:
    return InspectionClosed(
        inspection=sheet.id,
        deal=sheet.deal,
        mode=sheet.mode,
        pick=sheet.pick,
        claimed=sheet.claimed,
        supported=looked.conclusion.supported,
        verified=looked.conclusion.verified,
        missing=looked.conclusion.missing,
        rows=len(sheet.rows),
        asked=len(looked.asked),
        seconds=took,
        process=process.id,
        process_version=process.version,
    )


def untouched() -> str:
    """Why a sheet is not closed that says nothing: it would count as a look at the deal, for its rhythm, the week and how its manager inspects."""
    return _(
        "No row was looked at, so there is nothing to close. Tick what the evidence shows, or press “Looked: nothing shown” in a row; "
        "to go on later, save it."
    )


def _json(clauses: Sequence[str]) -> str:
    return msgspec.json.encode(list(clauses)).decode()
