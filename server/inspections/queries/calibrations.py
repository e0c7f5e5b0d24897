"""Calibrations: several inspectors on one frozen deal, who of them is done, and what they may read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct

from server.db import Statement, blanks, of_row
from server.errors import NotFound
from server.inspections import calibration as side_by_side
from server.inspections.calibration import Frozen
from server.people import queries as people
from server.people.roles import Actor
from server.process.map import Process

KEY: Final = "key"
MONTHLY: Final = "all"
PAIR: Final = "pair"
AGAIN: Final = "second-look"


class Asked(Struct, frozen=True, array_like=True):
    """A row that everybody gets: a behaviour, the version of its wording on that day, and why it is asked, as `standard.Why` names it."""

    behaviour: str
    version: int
    why: str


class Seat(Struct, frozen=True, kw_only=True):
    """An inspector of a calibration, and their sheet once they opened it. They may read the frozen deal `until` then."""

    id: UUID
    calibration: UUID
    inspector: UUID
    name: str
    until: datetime
    inspection: UUID | None
    closed_at: datetime | None


class Calibration(Struct, frozen=True, kw_only=True):
    """One deal of `person`, and who looks at it alone. `how` is all, pair, second-look or key. Seats stand by name."""

    id: UUID
    deal: UUID
    deal_name: str
    amount: int | None
    currency: str
    person: UUID
    how: str
    by: UUID | None
    at: datetime
    due_at: datetime | None
    claimed: str
    motion: str
    rows: tuple[Asked, ...]
    met: tuple[str, ...]
    asked: tuple[str, ...]
    frozen_at: datetime | None
    day: date | None
    keyed_at: datetime | None
    process: str
    process_version: int
    seats: tuple[Seat, ...] = ()

    @property
    def is_key(self) -> bool:
        """Whether its answers are agreed, to learn inspecting on."""
        return self.how == KEY

    @property
    def closed(self) -> tuple[Seat, ...]:
        """Those who closed their sheet in time."""
        return tuple(seat for seat in self.seats if seat.closed_at and (self.due_at is None or seat.closed_at <= self.due_at))

    @property
    def looked_at(self) -> Seat | None:
        """Of a second look, the seat of the manager whose sheet is looked at again."""
        return next((seat for seat in self.seats if seat.inspector != self.by), None) if self.how == AGAIN else None

    @property
    def complete(self) -> bool:
        """Whether everybody closed their sheet in time."""
        return len(self.closed) == len(self.seats)

    def seat_of(self, person: UUID) -> Seat | None:
        """The seat of this person."""
        return next((seat for seat in self.seats if seat.inspector == person), None)

    def is_open(self, now: datetime) -> bool:
        """Whether sheets are still being filled, so that nobody sees another's. A key is never revealed to all."""
        return self.due_at is not None and now < self.due_at and len(self.closed) < len(self.seats)

    def frozen(self, process: Process) -> Frozen:
        """What all its sheets start from."""
        return Frozen(
            process=process,
            motion=self.motion,
            claimed=self.claimed,
            behaviours=tuple(row.behaviour for row in self.rows),
            rest=side_by_side.rest(self.met, self.asked),
        )


async def calibration(id: UUID, actor: Actor) -> Calibration:
    """A calibration of the actor's: they sit in it, began it or lead; a key also for managers who learn to inspect. Raises NotFound."""
    found = await any_calibration(id)
    if found is not None and await _may_see(found, actor):
        return found
    raise NotFound("There is no such calibration, or it is not yours to see.")


async def key(id: UUID, actor: Actor) -> Calibration:
    """An answer-key deal of the actor's to see. Raises NotFound, also for a calibration that is none."""
    found = await calibration(id, actor)
    if not found.is_key:
        raise NotFound("There is no such key.")
    return found


async def any_calibration(id: UUID) -> Calibration | None:
    """The same, whoever asks: for verbs, and for who made sure that the reader may see it."""
    return next(iter(await _with_seats(await BY_ID(id))), None)


async def calibration_of_sheet(inspection: UUID) -> Calibration | None:
    """The calibration that a sheet belongs to, None for an ordinary one."""
    return next(iter(await _with_seats(await BY_SHEET(inspection))), None)


async def calibrations_of(person: UUID) -> list[Calibration]:
    """The newest fifty that a person sits in, keys left out."""
    return await _with_seats(await OF_PERSON(person))


async def waiting_sheets(person: UUID, now: datetime) -> list[Calibration]:
    """Those in which this person's blind sheet is still to be filled while there is time for it, the earliest due first."""
    waiting = [one for one in await calibrations_of(person) if (seat := one.seat_of(person)) and not seat.closed_at]
    return sorted((one for one in waiting if one.is_open(now)), key=lambda one: (one.due_at or now, one.id))


async def last_calibrations() -> list[Calibration]:
    """The newest 120 of everybody, keys left out. For figures and for leaders."""
    return await _with_seats(await LAST())


async def second_looks(since: datetime) -> list[Calibration]:
    """Every second look that was drawn since then, newest first, in two statements. For who leads and for the draw itself."""
    return await _with_seats(await AGAIN_SINCE(since))


async def keys() -> list[Calibration]:
    """Every key and every one that is being agreed, oldest first."""
    return await _with_seats(await KEYS())


async def _may_see(found: Calibration, actor: Actor) -> bool:
    if actor.has("leader") or actor.id == found.by or found.seat_of(actor.id):
        return actor.id != found.person
    return found.is_key and found.keyed_at is not None and actor.has("manager") and await people.in_training(actor.id)


async def _with_seats(rows: Sequence[Mapping[str, Any]]) -> list[Calibration]:
    if not rows:
        return []
    seats: dict[UUID, list[Seat]] = {}
    for row in await _seats(len(rows))(*(row["id"] for row in rows)):
        seats.setdefault(row["calibration"], []).append(of_row(Seat, row))
    return [_calibration(row, seats.get(row["id"], ())) for row in rows]


def _calibration(row: Mapping[str, Any], seats: Iterable[Seat]) -> Calibration:
    return of_row(
        Calibration,
        row,
        rows=msgspec.json.decode(row["behaviours"], type=tuple[Asked, ...]),
        met=msgspec.json.decode(row["met"], type=tuple[str, ...]),
        asked=msgspec.json.decode(row["asked"], type=tuple[str, ...]),
        seats=tuple(seats),
    )


@cache
def _seats(calibrations: int) -> Statement:
    return Statement(
        'SELECT s.*, p."name" FROM "calibration_seat" s JOIN "person" p ON p."id" = s."inspector" '  # noqa: S608  # only marks
        f'WHERE s."calibration" IN ({blanks(calibrations)}) ORDER BY p."name", p."id"'
    )


_SELECT = 'SELECT c.*, d."name" AS "deal_name", d."amount", d."currency" FROM "calibration" c JOIN "deal" d ON d."id" = c."deal"'
# The piece above is a constant of this module; every value is a parameter.
BY_ID = Statement(f'{_SELECT} WHERE c."id" = {{}}')
BY_SHEET = Statement(f'{_SELECT} JOIN "calibration_seat" s ON s."calibration" = c."id" WHERE s."inspection" = {{}}')
OF_PERSON = Statement(
    f'{_SELECT} JOIN "calibration_seat" s ON s."calibration" = c."id" '
    'WHERE s."inspector" = {} AND c."how" <> \'key\' ORDER BY c."at" DESC, c."id" DESC LIMIT 50'
)
LAST = Statement(f'{_SELECT} WHERE c."how" <> \'key\' ORDER BY c."at" DESC, c."id" DESC LIMIT 120')
AGAIN_SINCE = Statement(f'{_SELECT} WHERE c."how" = \'second-look\' AND c."at" >= {{}} ORDER BY c."at" DESC, c."id" DESC')
KEYS = Statement(f'{_SELECT} WHERE c."how" = \'key\' ORDER BY c."at", c."id"')
