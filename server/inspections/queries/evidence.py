"""The evidence of a deal, with its words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from server.db import P, Prepared, Statement, of_row
from server.deals import queries as deals
from server.errors import NotFound
from server.inspections.rubric import Item
from server.inspections.tables import EvidenceFile, EvidenceRow
from server.people.roles import Actor


class Evidence(Struct, frozen=True, kw_only=True):
    """One dated item of proof. `shows` holds `behaviour/clause`; `words` is the sentence, `sender` who said it; `file` the name of a file."""

    id: UUID
    deal: UUID
    artifact: str
    source: str
    form: str
    dated: date | None
    words: str
    sender: str
    link: str
    moment: str
    file: str
    shows: tuple[str, ...]
    by: UUID | None
    by_name: str
    at: datetime
    linked_at: datetime | None
    withdrawn_at: datetime | None
    why: str

    @property
    def item(self) -> Item:
        """The same as the rubric sees it."""
        return Item(
            id=self.id,
            artifact=self.artifact,
            source=self.source,
            form=self.form,
            dated=self.dated,
            shows=frozenset(self.shows),
        )

    @property
    def changed_at(self) -> datetime:
        """When it was last said what it shows, or that it holds no more."""
        return self.withdrawn_at or self.linked_at or self.at


class File(Struct, frozen=True, kw_only=True):
    """The bytes of a file that is evidence. `type` is what its sender's browser believed."""

    name: str
    type: str
    data: bytes


async def evidence(deal: UUID) -> list[Evidence]:
    """The evidence of a deal that holds, newest first. Whoever asks has made sure that the reader may see the deal."""
    return [one for one in await every_evidence(deal) if one.withdrawn_at is None]


async def every_evidence(deal: UUID) -> list[Evidence]:
    """The same with what was withdrawn, which stays with its reason."""
    found = [_evidence(row) for row in await OF_DEAL(deal=deal)]
    return sorted(found, key=lambda one: (one.dated or date.min, one.at, one.id), reverse=True)


async def evidence_of_each(deals: Sequence[UUID]) -> Mapping[UUID, Sequence[Evidence]]:
    """The evidence of several deals that holds, by deal, newest first, in one statement; a deal without any is left out."""
    if not deals:
        return {}
    found: dict[UUID, list[Evidence]] = {}
    rows = [
        _evidence(row) for row in await _select().where(EvidenceRow.deal.is_in(list(deals)), EvidenceRow.withdrawn_at.is_null())
    ]
    for one in sorted(rows, key=lambda one: (one.dated or date.min, one.at, one.id), reverse=True):
        found.setdefault(one.deal, []).append(one)
    return found


async def one_evidence(id: UUID, actor: Actor, now: datetime) -> Evidence:
    """An item of a deal that the actor may see. Raises NotFound."""
    rows = await BY_ID(id=id)
    if rows:
        found = _evidence(rows[0])
        await deals.deal(found.deal, actor, now)
        return found
    raise NotFound("There is no such evidence, or it is not yours to see.")


async def file(id: UUID, actor: Actor, now: datetime) -> File:
    """The file of an item that the actor may see: one of a deal of theirs, or of the frozen deal that they calibrate on.

    Raises NotFound when it is none of theirs or has no file.
    """
    if not await GRANTED(actor.id, now, id):
        await one_evidence(id, actor, now)
    rows = await FILE(id=id)
    if not rows:
        raise NotFound("This evidence has no file.")
    return File(name=rows[0]["name"], type=rows[0]["type"], data=bytes(rows[0]["data"]))


def changed_since(evidence: list[Evidence], behaviour: str, since: datetime) -> bool:
    """Whether anything that shows a behaviour was added, said to show it, or withdrawn after this."""
    return any(one.changed_at > since for one in evidence if any(shown.startswith(f"{behaviour}/") for shown in one.shows))


def _evidence(row: Mapping[str, Any]) -> Evidence:
    return of_row(Evidence, row, by_name=row["by.name"] or "", shows=msgspec.json.decode(row["shows"], type=tuple[str, ...]))


def _select() -> Any:  # noqa: ANN401  # Piccolo's query has no useful public type
    return EvidenceRow.select(*EvidenceRow.all_columns(), EvidenceRow.by.name)


OF_DEAL = Prepared(lambda: _select().where(EvidenceRow.deal == P("deal")))
BY_ID = Prepared(lambda: _select().where(EvidenceRow.id == P("id")))
FILE = Prepared(
    lambda: EvidenceFile.select(EvidenceFile.name, EvidenceFile.type, EvidenceFile.data).where(EvidenceFile.id == P("id"))
)
# A seat opens what was frozen, and before that what holds, for as long as its grant lasts.
GRANTED = Statement(
    'SELECT 1 FROM "calibration_seat" s JOIN "calibration" c ON c."id" = s."calibration" JOIN "evidence" e ON e."deal" = c."deal" '
    'WHERE s."inspector" = {} AND s."until" >= {} AND e."id" = {} AND ((c."frozen_at" IS NULL AND e."withdrawn_at" IS NULL) '
    'OR EXISTS (SELECT 1 FROM "calibration_evidence" f WHERE f."calibration" = c."id" AND f."evidence" = e."id"))'
)
