"""Answer-key deals: what was agreed on them, and how far somebody in training is."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from server.db import P, Prepared
from server.inspections import training
from server.inspections.calibration import Frozen, Reveal, Sheet
from server.inspections.queries.calibrations import Calibration, keys
from server.inspections.queries.frozen import evidence_of, frozen_value, sheets_of
from server.inspections.tables import AgreedRow, TalkRow
from server.inspections.training import Progress, Trial


class Answer(Struct, frozen=True, kw_only=True):
    """The agreed answer of one clause, and its reason."""

    shown: bool
    reason: str


class Tried(Struct, frozen=True, kw_only=True):
    """A key and one person's sheet of it side by side, the key first, and what came of it."""

    key: Calibration
    reveal: Reveal
    trial: Trial


async def agreed_answers(key: UUID) -> dict[tuple[str, str], Answer]:
    """What was agreed, by behaviour and clause."""
    rows = await AGREED(key=key)
    return {(row["behaviour"], row["clause"]): Answer(shown=row["shown"], reason=row["reason"]) for row in rows}


async def key_sheet(key: Calibration, frozen: Frozen) -> Sheet:
    """The sheet that the agreed answers of a key make on its frozen evidence."""
    shown: dict[str, set[str]] = {}
    for (behaviour, clause), answer in (await agreed_answers(key.id)).items():
        shown.setdefault(behaviour, set()).update({clause} if answer.shown else ())
    evidence = [one.item for one in await evidence_of(key)]
    return training.agreed(
        frozen, {one: frozenset(clauses) for one, clauses in shown.items()}, evidence, key.day or key.at.date()
    )


async def tried(person: UUID) -> list[Tried]:
    """Every key that this person closed a sheet of, in that order."""
    done = [(seat.closed_at, key) for key in await keys() if (seat := key.seat_of(person)) and seat.closed_at]
    return await _compared(person, [key for _at, key in sorted(done, key=lambda one: one[0])])


async def tried_key(person: UUID, key: Calibration) -> Tried | None:
    """One key and this person's closed sheet of it, None before they closed it."""
    seat = key.seat_of(person)
    return (await _compared(person, [key]))[0] if seat and seat.closed_at else None


async def training_of(person: UUID) -> Progress:
    """How far somebody in training is."""
    return training.progress([one.trial for one in await tried(person)])


async def _compared(person: UUID, done: Sequence[Calibration]) -> list[Tried]:
    closed, talked = await sheets_of(done), await _talked(person)
    found = []
    for key in done:
        own = next(one.sheet for one in closed[key.id] if one.sheet.inspector == person)
        frozen = await frozen_value(key)
        reveal = training.beside_key(frozen, await key_sheet(key, frozen), own)
        trial = training.trial(key.id, reveal, frozenset(talked.get(key.id, ())))
        found.append(Tried(key=key, reveal=reveal, trial=trial))
    return found


async def _talked(person: UUID) -> dict[UUID, set[tuple[str, str]]]:
    found: dict[UUID, set[tuple[str, str]]] = {}
    for row in await TALKED(person=person):
        found.setdefault(row["calibration"], set()).add((row["behaviour"], row["clause"]))
    return found


AGREED = Prepared(lambda: AgreedRow.select().where(AgreedRow.calibration == P("key")))
TALKED = Prepared(
    lambda: TalkRow.select(TalkRow.calibration, TalkRow.behaviour, TalkRow.clause).where(TalkRow.person == P("person"))
)
