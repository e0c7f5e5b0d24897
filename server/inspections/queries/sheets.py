"""Sheets of deals: those somebody works on, and those that were closed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server.db import P, Prepared, of_row
from server.deals import queries as deals
from server.errors import NotFound
from server.inspections.queries.standings import standings
from server.inspections.rubric import MOVING, Ticked
from server.inspections.tables import InspectionRow, SheetRow
from server.people.roles import Actor

HIDDEN: Final = frozenset({"blind", "key"})
"""The modes whose sheets nobody but their inspector reads here; a calibration reveals them."""


class Row(Struct, frozen=True, kw_only=True):
    """One row of a sheet, in its `place` from 0. `answer` and what it says of the clauses are empty until the sheet is closed."""

    id: UUID
    behaviour: str
    place: int
    reason: str
    """Why it is asked, as `standard.Why` names it."""
    folds: bool
    ticked: Ticked
    na_words: str
    answered_at: datetime | None
    answer: str
    proven: tuple[str, ...]
    hollow: tuple[str, ...]
    missing: tuple[str, ...]
    shown_at: date | None


class Sheet(Struct, frozen=True, kw_only=True):
    """One sheet by `by`, about a deal of `person`, who was in `team`. It is open while it has no `closed_at`; `worked` is in seconds."""

    id: UUID
    deal: UUID
    by: UUID
    by_name: str
    person: UUID
    team: UUID | None
    mode: str
    pick: str
    claimed: str
    motion: str
    process: str
    process_version: int
    training: bool
    begun_at: datetime
    last_at: datetime
    closed_at: datetime | None
    worked: int
    supported: str
    gap: int
    verified: bool
    missing: str
    rows: tuple[Row, ...] = ()

    @property
    def row(self) -> Mapping[str, Row]:
        """The rows by behaviour."""
        return {row.behaviour: row for row in self.rows}


async def sheet(id: UUID, actor: Actor, now: datetime) -> Sheet:
    """A sheet with its rows: the inspector's own; once it is closed and not blind, for all who may see the deal. Raises NotFound."""
    found = await any_sheet(id)
    if found is not None:
        if found.by == actor.id:
            return found
        if found.closed_at is not None and found.mode not in HIDDEN and not _for_a_one_to_one(found):
            await deals.deal(found.deal, actor, now)
            return found
    raise NotFound("There is no such sheet, or it is not yours to see.")


def _for_a_one_to_one(sheet: Sheet) -> bool:
    """What an owner answered before a one-to-one is laid beside the manager's sheet there, and shown nowhere else."""
    return sheet.mode == "self-check" and sheet.pick == "one-to-one"


async def any_sheet(id: UUID) -> Sheet | None:
    """A sheet with its rows, whoever asks: for verbs, and for who made sure that the reader may see it."""
    rows = await BY_ID(id=id)
    return _sheet(rows[0], await ROWS(inspection=id)) if rows else None


async def open_sheet_of(actor: Actor, deal: UUID) -> Sheet | None:
    """The sheet that this person left open on a deal, blind ones apart; the newest of them. Without its rows."""
    return next((_sheet(row) for row in await OPEN(by=actor.id, deal=deal) if row["mode"] not in HIDDEN), None)


async def open_sheets_of(person: UUID) -> list[Sheet]:
    """Every sheet that this person left open, newest first, without rows."""
    return [_sheet(row) for row in await OPEN_OF(by=person)]


async def sheets_of_deal(deal: UUID) -> list[Sheet]:
    """The closed sheets of a deal, oldest first, without rows, blind ones left out. Whoever asks has made sure that the reader may see the deal."""
    return [_sheet(row) for row in await OF_DEAL(deal=deal) if row["mode"] not in HIDDEN]


async def own_sides(person: UUID, since: datetime) -> list[Sheet]:
    """What this person closed of their own side of a one-to-one since then, without rows."""
    return [_sheet(row) for row in await OWN_SIDES(by=person, since=since)]


async def last_answers(deal: UUID, behaviour: str) -> list[tuple[Sheet, Row]]:
    """What every closed sheet of a deal answered about a behaviour, newest first, blind ones, those of its owner and baselines left out."""
    found = {one.id: one for one in await sheets_of_deal(deal) if one.mode in MOVING}
    asked = [row for row in await ANSWERS(deal=deal, behaviour=behaviour) if row["inspection"] in found]
    answers = [(found[row["inspection"]], _row(row)) for row in asked if row["answer"] != "not-asked"]
    return sorted(answers, key=lambda one: (one[0].closed_at or one[0].begun_at, one[0].id), reverse=True)


async def last_row(deal: UUID, behaviour: str) -> tuple[Sheet, Row] | None:
    """The newest of them as it stands now: a reply that was agreed to has changed what its row says. None when nobody asked."""
    answers = await last_answers(deal, behaviour)
    if not answers:
        return None
    sheet, row = answers[0]
    standing = (await standings(deal)).get(behaviour)
    if standing is None or sheet.closed_at is None or standing.asked_at <= sheet.closed_at:
        return sheet, row
    said = {name: getattr(standing, name) for name in ("answer", "proven", "hollow", "missing", "shown_at")}
    ticked = Ticked(ticks=frozenset((*standing.proven, *standing.hollow)))
    return sheet, replace(row, **said, ticked=ticked)


class Pace(Struct, frozen=True):
    """The median of the seconds that the last `n` full sheets of somebody took, ten at most."""

    n: int
    median: int


async def last_sheets(inspector: UUID) -> Pace | None:
    """How long this person takes, None before their first sheet."""
    from statistics import median  # noqa: PLC0415  # for inspectors alone; it brings fractions with it

    took = [row["worked"] for row in await TOOK(by=inspector)][:TEN]
    return Pace(len(took), int(median(took))) if took else None


TEN: Final = 10


def _sheet(row: Mapping[str, Any], rows: Iterable[Mapping[str, Any]] = ()) -> Sheet:
    return of_row(Sheet, row, by_name=row.get("by.name") or "", rows=tuple(_row(one) for one in rows))


def _row(row: Mapping[str, Any]) -> Row:
    plain: dict[str, Any] = {name: row[name] for name in AS_THEY_ARE}
    plain |= {name: _list(row[name]) for name in ("proven", "hollow", "missing")}
    return Row(
        **plain, ticked=Ticked(ticks=frozenset(_list(row["ticks"])), looked=row["looked"], na=row["na"], still=row["still"])
    )


def _list(text: str) -> tuple[str, ...]:
    return msgspec.json.decode(text, type=tuple[str, ...])


def _select() -> Any:  # noqa: ANN401  # Piccolo's query has no useful public type
    return InspectionRow.select(*InspectionRow.all_columns(), InspectionRow.by.name)


AS_THEY_ARE = ("id", "behaviour", "place", "reason", "folds", "na_words", "answered_at", "answer", "shown_at")

BY_ID = Prepared(lambda: _select().where(InspectionRow.id == P("id")))
ROWS = Prepared(lambda: SheetRow.select().where(SheetRow.inspection == P("inspection")).order_by(SheetRow.place))
OPEN = Prepared(
    lambda: (
        _select()
        .where(InspectionRow.by == P("by"), InspectionRow.deal == P("deal"), InspectionRow.closed_at.is_null())
        .order_by(InspectionRow.begun_at, InspectionRow.id, ascending=False)
    )
)
OPEN_OF = Prepared(
    lambda: (
        _select()
        .where(InspectionRow.by == P("by"), InspectionRow.closed_at.is_null())
        .order_by(InspectionRow.begun_at, InspectionRow.id, ascending=False)
    )
)
OWN_SIDES = Prepared(
    lambda: _select().where(
        InspectionRow.by == P("by"),
        InspectionRow.closed_at >= P("since"),
        InspectionRow.mode == "self-check",
        InspectionRow.pick == "one-to-one",
    )
)
OF_DEAL = Prepared(
    lambda: (
        _select()
        .where(InspectionRow.deal == P("deal"), InspectionRow.closed_at.is_not_null())
        .order_by(InspectionRow.closed_at, InspectionRow.id)
    )
)
ANSWERS = Prepared(lambda: SheetRow.select().where(SheetRow.inspection.deal == P("deal"), SheetRow.behaviour == P("behaviour")))
TOOK = Prepared(
    lambda: (
        InspectionRow.select(InspectionRow.worked)
        .where(InspectionRow.by == P("by"), InspectionRow.mode == "full", InspectionRow.closed_at.is_not_null())
        .order_by(InspectionRow.closed_at, InspectionRow.id, ascending=False)
        .limit(10)
    )
)
