"""A leader looks again at one sheet of a manager a month, blind: drawing it, and opening both seats."""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from server import db, ids, ledger
from server.deals import queries as deals
from server.errors import NotFound, Refused
from server.facts import CalibrationGranted, SecondLookDrawn
from server.inspections import cadence, queries, second_look
from server.inspections.actions.calibrations import GRANTED, insert, month_of, needs, seat_id
from server.inspections.actions.seats import freeze
from server.inspections.queries import Sheet
from server.inspections.queries.calibrations import AGAIN
from server.inspections.standard import Asked
from server.inspections.tables import SeatRow
from server.ledger import Entry
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import gettext as _
from server.zones import local_day


async def look_again(actor: Actor, entry: Entry, manager: UUID) -> UUID:
    """Draws one sheet of a manager of the last month, and freezes what they had in front of them; both sheets open once the leader's is closed.

    Returns the id of the calibration. Raises Forbidden for who does not lead, NotFound for who is not here, Refused when this month has one already
    and when there is nothing to draw from.
    """
    needs(actor, "leader")

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return ids.derived(entry.id, "calibration")
        whose = await _manager(actor, manager)
        key = await _key(manager, entry.at)
        among = [
            one.inspection for one in second_look.unseen(await queries.drawable(manager, actor.id, entry.at), actor.id, entry.at)
        ]
        month = month_of(entry.at)
        seed = ids.derived(manager, f"second look {month}")
        drawn = second_look.draw(among, seed)
        sheet = await queries.any_sheet(drawn) if drawn else None
        if sheet is None or sheet.closed_at is None:
            raise Refused(_nothing(whose))
        id = await _begin(actor, entry, sheet, sheet.closed_at, one_key=key)
        fact = SecondLookDrawn(calibration=id, inspection=sheet.id, month=month, among=tuple(sorted(among)), seed=seed)
        await ledger.record(fact, entry.child("drawn"), person=manager, team=whose.team)
        return id

    return await db.run(verb)


async def _manager(actor: Actor, manager: UUID) -> Person:
    found = await people.person(manager)
    if found is None or not found.active:
        raise NotFound("There is no such manager.")
    if manager == actor.id:
        raise Refused(_("Nobody looks again at their own sheets."), back="/drift/managers")
    return found


async def _key(manager: UUID, now: datetime) -> str:
    """What lets a manager have one a month. One whose time ran out without the leader's sheet makes room for another."""
    month = month_of(now)
    mine = [one for one in await queries.second_looks(_first(now)) if (seat := one.looked_at) and seat.inspector == manager]
    if any(one.complete or one.is_open(now) for one in mine):
        raise Refused(_("This month has its second look at this manager already."), back="/drift/managers")
    return f"again {manager} {month} {len(mine)}"


async def _begin(actor: Actor, entry: Entry, sheet: Sheet, then: datetime, *, one_key: str) -> UUID:
    deal = (await deals.deals([sheet.deal]))[sheet.deal]
    until = await _until(actor, entry.at)
    id = await insert(
        entry,
        replace(deal, owner=sheet.person, stage=sheet.claimed, motion=sheet.motion),
        [Asked(behaviour=row.behaviour, why="stage") for row in sheet.rows],
        how=AGAIN,
        one_key=one_key,
        due=until,
        at=then,
    )
    await _seat_both(entry, id, sheet, actor, until=until)
    found = await queries.any_calibration(id)
    assert found is not None, "it was inserted above"  # noqa: S101  # for the reader and the type checker
    evidence = [one for one in await queries.every_evidence(deal.id) if one.at <= then and _held(one.withdrawn_at, then)]
    await freeze(found, replace(entry, at=then), evidence, where=sheet.by)
    return id


async def _until(actor: Actor, now: datetime) -> datetime:
    """Fourteen days, on which the leader is here and the company works."""
    today = local_day(now, actor.zone)
    off = await people.leave_of(actor.id, today) | await lessons.holidays()
    return now + (cadence.later(today, GRANTED.days, off) - today)


async def _seat_both(entry: Entry, calibration: UUID, sheet: Sheet, leader: Actor, *, until: datetime) -> None:
    await SeatRow.insert(
        SeatRow(
            id=seat_id(calibration, sheet.by),
            calibration=calibration,
            inspector=sheet.by,
            until=until,
            inspection=sheet.id,
            closed_at=sheet.closed_at,
        ),
        SeatRow(id=seat_id(calibration, leader.id), calibration=calibration, inspector=leader.id, until=until),
    )
    fact = CalibrationGranted(calibration=calibration, deal=sheet.deal, until=until)
    await ledger.record(fact, entry.child(f"granted {leader.id}"), person=leader.id, team=leader.team)


def _first(now: datetime) -> datetime:
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _held(withdrawn: datetime | None, then: datetime) -> bool:
    return withdrawn is None or withdrawn > then


def _nothing(whose: Person) -> str:
    return _(
        "There is nothing to draw from: in the last month %(name)s closed no whole sheet, of a deal picked by turn or by lot, that you have not seen."
    ) % {"name": whose.name}
