"""Writing where a deal stands. Only verbs of this area do, inside their transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from server import ids
from server.inspections import queries
from server.inspections.rubric import Standing, conclude, outlook, unproven
from server.inspections.tables import ConclusionRow, StandingRow
from server.process.map import Process


class By(Struct, frozen=True, kw_only=True):
    """The sheet that a conclusion comes from. `inspected_at` is empty for a baseline; `full`: it asked the whole standard sheet."""

    inspection: UUID
    by: UUID
    mode: str
    pick: str
    inspected_at: datetime | None
    full: bool = False


async def keep_standings(
    deal: UUID, motion: str, claimed: str, changed: Mapping[str, Standing], *, process: Process, by: By | None = None
) -> None:
    """Writes the standings that changed and what follows for the deal. Without `by` the conclusion stays that of the sheet it came from."""
    if changed:
        await StandingRow.insert(*(_row(deal, standing) for standing in changed.values())).on_conflict(
            target=(StandingRow.deal, StandingRow.behaviour), action="DO UPDATE", values=STANDS
        )
    after = {**await queries.standings(deal), **changed}
    found = conclude(process, motion, claimed, after)
    look = outlook(process, motion, claimed, after)
    asked = any(gate in after for gate, _waits in look.missing) or not look.missing
    missing = process.behaviour.get(found.missing)
    row = ConclusionRow(
        id=deal,
        supported=found.supported,
        asked=asked,
        missing=found.missing,
        waits=_json(unproven(missing, after.get(missing.id)) if missing else ()),
        complete=_json(look.complete),
        lapsed=_json(look.lapsed),
        **_from(by),
    )
    columns = [*FOLLOWS, *(SAID if by is not None and by.inspected_at is not None else ())]
    if by is not None and by.full:
        columns.append(ConclusionRow.looked_at)
    await ConclusionRow.insert(row).on_conflict(target=ConclusionRow.id, action="DO UPDATE", values=columns)


def _from(by: By | None) -> dict[str, Any]:
    if by is None:
        return {}
    return {
        "inspection": by.inspection,
        "inspected_at": by.inspected_at,
        "looked_at": by.inspected_at if by.full else None,
        "by": by.by,
        "mode": by.mode,
        "pick": by.pick,
    }


def _row(deal: UUID, standing: Standing) -> StandingRow:
    return StandingRow(
        id=ids.derived(deal, f"standing {standing.behaviour}"),
        deal=deal,
        behaviour=standing.behaviour,
        answer=standing.answer,
        met=standing.met,
        baseline=standing.baseline,
        asked_at=standing.asked_at,
        by=standing.by,
        inspection=standing.inspection,
        shown_at=standing.shown_at,
        proven=_json(standing.proven),
        hollow=_json(standing.hollow),
        missing=_json(standing.missing),
        met_at=standing.met_at,
    )


def _json(names: Sequence[str]) -> str:
    return msgspec.json.encode(names).decode()


STANDS = [
    StandingRow.answer,
    StandingRow.met,
    StandingRow.baseline,
    StandingRow.asked_at,
    StandingRow.by,
    StandingRow.inspection,
    StandingRow.shown_at,
    StandingRow.proven,
    StandingRow.hollow,
    StandingRow.missing,
    StandingRow.met_at,
]
FOLLOWS = [
    ConclusionRow.supported,
    ConclusionRow.asked,
    ConclusionRow.missing,
    ConclusionRow.waits,
    ConclusionRow.complete,
    ConclusionRow.lapsed,
]
SAID = [ConclusionRow.inspection, ConclusionRow.inspected_at, ConclusionRow.by, ConclusionRow.mode, ConclusionRow.pick]
