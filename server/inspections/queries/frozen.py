"""What stands still in a calibration: its evidence, its day, and the sheets that were closed on it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server.db import P, Prepared, Statement, blanks
from server.errors import NotFound
from server.inspections.calibration import Frozen, Sheet
from server.inspections.queries.calibrations import Calibration, calibration_of_sheet
from server.inspections.queries.evidence import Evidence, every_evidence
from server.inspections.queries.sheets import HIDDEN
from server.inspections.queries.sheets import Sheet as OpenSheet
from server.inspections.rubric import Judged, Standing
from server.inspections.tables import FrozenRow
from server.lessons import queries as lessons


class Still(Struct, frozen=True, kw_only=True):
    """What an inspector of a calibration has before them: evidence, newest first, where other gates stood, and the day at which it is frozen."""

    evidence: tuple[Evidence, ...]
    before: Mapping[str, Standing]
    day: date | None


class Closed(Struct, frozen=True, kw_only=True):
    """A closed sheet of a calibration; `training`: its inspector was still learning, so it counts for no number."""

    sheet: Sheet
    training: bool


async def still_of(sheet: OpenSheet, now: datetime) -> Still | None:
    """What a blind sheet looks at, None for an ordinary one. Raises NotFound when its inspector may not read the deal any more."""
    if sheet.mode not in HIDDEN:
        return None
    found = await calibration_of_sheet(sheet.id)
    seat = found.seat_of(sheet.by) if found else None
    process = (await lessons.current()).academy.process
    if found is None or seat is None or process is None:
        raise NotFound("This sheet belongs to no calibration.")
    if now > seat.until:
        raise NotFound("The fourteen days in which this deal could be read are over.")
    return Still(evidence=tuple(await evidence_of(found)), before=found.frozen(process).rest, day=found.day)


async def evidence_of(calibration: Calibration) -> list[Evidence]:
    """The evidence of a calibration as it was frozen, newest first; until then as it stands. Whoever asks has made sure that it may be read."""
    every = await every_evidence(calibration.deal)
    if calibration.frozen_at is None:
        return [one for one in every if one.withdrawn_at is None]
    shows = {row["evidence"]: row["shows"] for row in await FROZEN(calibration=calibration.id)}
    return [
        replace(one, shows=msgspec.json.decode(shows[one.id], type=tuple[str, ...]), withdrawn_at=None, why="")
        for one in every
        if one.id in shows
    ]


async def sheets_of(calibrations: Sequence[Calibration]) -> Mapping[UUID, Sequence[Closed]]:
    """The sheets that were closed in time, by calibration, in the order of its seats; in one statement."""
    seats = {seat.inspection: (one.id, seat) for one in calibrations for seat in one.closed if seat.inspection}
    if not seats:
        return {}
    rows: dict[UUID, list[Mapping[str, Any]]] = {}
    for row in await _rows(len(seats))(*seats):
        rows.setdefault(row["inspection"], []).append(row)
    found: dict[UUID, list[Closed]] = {}
    for inspection, (calibration, seat) in seats.items():
        own = rows.get(inspection, [])
        sheet = Sheet(inspector=seat.inspector, judged=tuple(_judged(row) for row in own))
        found.setdefault(calibration, []).append(Closed(sheet=sheet, training=any(row["training"] for row in own)))
    return found


async def frozen_value(calibration: Calibration) -> Frozen:
    """What all sheets of it start from, under the process in force. Raises NotFound without one."""
    process = (await lessons.current()).academy.process
    if process is None:
        raise NotFound("There is no process just now.")
    return calibration.frozen(process)


def _judged(row: Mapping[str, Any]) -> Judged:
    proven, hollow, missing = (msgspec.json.decode(row[name], type=tuple[str, ...]) for name in ("proven", "hollow", "missing"))
    return Judged(behaviour=row["behaviour"], answer=row["answer"], proven=proven, hollow=hollow, missing=missing)


@cache
def _rows(inspections: int) -> Statement:
    return Statement(
        'SELECT r."inspection", r."behaviour", r."answer", r."proven", r."hollow", r."missing", i."training" FROM "inspection_row" r '  # noqa: S608  # only marks
        f'JOIN "inspection" i ON i."id" = r."inspection" WHERE r."inspection" IN ({blanks(inspections)}) ORDER BY r."place"'
    )


FROZEN = Prepared(lambda: FrozenRow.select(FrozenRow.evidence, FrozenRow.shows).where(FrozenRow.calibration == P("calibration")))
