"""Asking several inspectors to look at one deal, each alone, and taking one's seat."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from server import db, ids, ledger
from server.deals import queries as deals
from server.deals.queries import Deal
from server.errors import Forbidden, NotFound, Refused
from server.facts import CalibrationBegun, CalibrationGranted
from server.inspections import queries
from server.inspections.actions.begin import begin_within, inspectable, rows_of
from server.inspections.actions.seats import freeze, team_of
from server.inspections.queries import Calibration, Seat
from server.inspections.queries.calibrations import AGAIN, KEY, MONTHLY, PAIR
from server.inspections.queries.calibrations import Asked as Row
from server.inspections.standard import Asked, Why
from server.inspections.tables import CalibrationRow, SeatRow
from server.ledger import About, Entry
from server.lessons.queries import process_in_force
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _

GRANTED: Final = timedelta(days=14)
"""How long a calibration is open, and how long its inspectors may read the deal."""

MOST: Final = 12
"""Inspectors of one calibration: more do not fit into one meeting, so the month draws them."""


async def begin_calibration(actor: Actor, entry: Entry, deal: UUID, *, other: UUID | None = None) -> UUID:
    """Asks every manager to look at an open deal that the actor sees, or, as a blind pair, the actor and one other. Returns its id.

    All managers do one a month. Raises NotFound, Forbidden for who neither manages nor leads, Refused when the deal is closed, the month has its
    deal already, or fewer than two can look at it.
    """
    needs(actor, "manager", "leader")

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return ids.derived(entry.id, "calibration")
        found = await inspectable(actor, deal, "full", entry)
        if found.closed_at is not None:
            raise Refused(_("This deal is closed. Choose one that is open, or make it an answer-key deal."))
        inspectors = await _inspectors(actor, found, other, month_of(entry.at))
        if len(inspectors) < 2:
            raise Refused(_("It takes two managers who do not own this deal."))
        rows = await rows_of(found, entry, mode="blind")
        id = await insert(
            entry,
            found,
            rows,
            how=PAIR if other else MONTHLY,
            one_key=str(entry.id) if other else month_of(entry.at),
            due=entry.at + GRANTED,
        )
        await _seat(entry, id, found, inspectors, until=entry.at + GRANTED)
        return id

    return await db.run(verb)


async def take_seat(actor: Actor, entry: Entry, calibration: UUID) -> UUID:
    """Opens the actor's blind sheet of a calibration and returns its id; the one they opened before, if there is one.

    Of a key, for who learns to inspect, as often as it takes: fourteen days more when they come back to it later. Raises NotFound, Forbidden
    when the deal is the actor's own, Refused when its time is over.
    """

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return ids.derived(entry.id, "inspection")
        found = await queries.calibration(calibration, actor)
        seat = found.seat_of(actor.id)
        if seat is not None and seat.inspection is not None:
            await _grant_again(entry, seat, found, until=entry.at + GRANTED)
            return seat.inspection
        deal = (await deals.deals([found.deal]))[found.deal]
        if deal.owner == actor.id:
            raise Forbidden("Nobody inspects their own deal.")
        if found.is_key:
            await _seat(entry, found.id, deal, [await _whole(actor)], until=entry.at + GRANTED)
        elif seat is None:
            raise NotFound("There is no seat for this person.")
        elif not found.is_open(entry.at):
            raise Refused(_("The sheets of this deal lie open already, so a new one would not be blind."))
        rows = [Asked(behaviour=row.behaviour, why=_why(row)) for row in found.rows]
        inspection = await begin_within(
            actor,
            entry,
            replace(deal, stage=found.claimed, motion=found.motion),
            rows,
            mode=KEY if found.is_key else "blind",
            pick=KEY if found.is_key else "second-look" if found.how == AGAIN else "calibration",
        )
        await SeatRow.update({SeatRow.inspection: inspection}).where(
            SeatRow.calibration == found.id, SeatRow.inspector == actor.id
        )
        return inspection

    return await db.run(verb)


async def freeze_key(actor: Actor, entry: Entry, deal: UUID) -> UUID:
    """Begins an answer-key deal: freezes a finished one, whose answers are then agreed. Raises Forbidden for who does not lead, NotFound, Refused."""
    needs(actor, "leader")

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return ids.derived(entry.id, "calibration")
        found = await inspectable(actor, deal, "full", entry)
        if found.closed_at is None:
            raise Refused(_("This deal is still open. An answer-key deal is a finished one."))
        rows = await rows_of(replace(found, outcome=""), entry, mode="blind")
        id = await insert(entry, found, rows, how=KEY, one_key=f"key {deal}", due=None, at=found.closed_at)
        made = await queries.any_calibration(id)
        assert made is not None, "it was inserted above"  # noqa: S101  # for the reader and the type checker
        await freeze(made, replace(entry, at=found.closed_at), await queries.evidence(deal), where=made.person)
        return id

    return await db.run(verb)


def month_of(at: datetime) -> str:
    """The month in which all managers do one, as 2026-11."""
    return at.strftime("%Y-%m")


async def _inspectors(actor: Actor, deal: Deal, other: UUID | None, month: str) -> list[Person]:
    """The actor and one other; or all managers, by lot of the month when they are more than fit."""
    managers = [one for one in await people.holding("manager") if one.id != deal.owner]
    if other is not None:
        return [one for one in managers if one.id in {actor.id, other}]
    return sorted(managers, key=lambda one: sha256(f"{month} {one.id}".encode()).digest())[:MOST]


async def insert(
    entry: Entry, deal: Deal, rows: Sequence[Asked], *, how: str, one_key: str, due: datetime | None, at: datetime | None = None
) -> UUID:
    """A calibration inside the caller's verb, recording CalibrationBegun under `entry`. `at`: the moment whose standings it rests on, else now.

    Raises Refused when there is one already, or nothing to ask."""
    if not rows:
        raise Refused(_("There is nothing to ask about this deal: the process cannot place it, or it ended without a decision."))
    process, then = await process_in_force(), at or entry.at
    if await CalibrationRow.exists().where(CalibrationRow.one_key == one_key):
        raise Refused(_taken(how))
    names = {row.behaviour for row in rows}
    before = {one: found for one, found in (await queries.standings(deal.id)).items() if one not in names}
    id = ids.derived(entry.id, "calibration")
    await CalibrationRow.insert(
        CalibrationRow(
            id=id,
            deal=deal.id,
            person=deal.owner,
            how=how,
            by=entry.actor,
            at=entry.at,
            due_at=due,
            claimed=deal.stage,
            motion=deal.motion,
            behaviours=_json(
                [[row.behaviour, process.behaviour[row.behaviour].version, row.why] for row in _known(rows, process)]
            ),
            met=_json([one for one, found in before.items() if found.met and found.met_at and found.met_at <= then]),
            asked=_json([one for one, found in before.items() if found.asked_at <= then]),
            process=process.id,
            process_version=process.version,
            one_key=one_key,
        )
    )
    fact = CalibrationBegun(
        calibration=id,
        deal=deal.id,
        how=how,
        claimed=deal.stage,
        motion=deal.motion,
        behaviours=tuple(row.behaviour for row in rows),
        due=due,
        process=process.id,
        process_version=process.version,
    )
    await ledger.record(fact, entry, person=deal.owner, team=await team_of(deal.owner))
    return id


async def _seat(entry: Entry, calibration: UUID, deal: Deal, inspectors: Sequence[Person], *, until: datetime) -> None:
    """Each may read the frozen deal from now on, which is logged."""
    fresh = [one for one in inspectors if not await SeatRow.exists().where(SeatRow.id == seat_id(calibration, one.id))]
    if not fresh:
        return
    await SeatRow.insert(
        *(SeatRow(id=seat_id(calibration, one.id), calibration=calibration, inspector=one.id, until=until) for one in fresh)
    )
    fact = CalibrationGranted(calibration=calibration, deal=deal.id, until=until)
    await ledger.record_each(fact, [About(entry.child(f"granted {one.id}"), one.id, one.team) for one in fresh])


async def _grant_again(entry: Entry, seat: Seat, key: Calibration, *, until: datetime) -> None:
    """Somebody who learns goes on with a key that they left for longer than the grant, which is logged once more. Of another deal, it is over."""
    waits = key.is_key and seat.closed_at is None and seat.until < entry.at
    if not waits or not await people.in_training(seat.inspector):
        return
    await SeatRow.update({SeatRow.until: until}).where(SeatRow.id == seat.id)
    fact = CalibrationGranted(calibration=key.id, deal=key.deal, until=until)
    await ledger.record(fact, entry, person=seat.inspector, team=await team_of(seat.inspector))


def seat_id(calibration: UUID, person: UUID) -> UUID:
    """The id of somebody's seat: the same every time, so that they sit once."""
    return ids.derived(calibration, f"seat {person}")


async def _whole(actor: Actor) -> Person:
    found = await people.person(actor.id)
    if found is None:
        raise NotFound("There is no such person.")
    return found


def _known(rows: Iterable[Asked], process: Process) -> list[Asked]:
    return [row for row in rows if row.behaviour in process.behaviour]


def _why(row: Row) -> Why:
    return row.why  # type: ignore[return-value]  # written from one


def needs(actor: Actor, *roles: str) -> None:
    """Raises Forbidden for who has none of these roles."""
    if not any(actor.has(role) for role in roles):
        raise Forbidden("This is for who manages or leads.")


def _taken(how: str) -> str:
    if how == MONTHLY:
        return _("This month has its deal already. Begin a blind pair, or wait for the next month.")
    return _("This was begun already.")


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
