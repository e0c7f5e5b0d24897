"""What an owner does with a deal by hand: add it, change it, tend it, close it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from piccolo.columns import Column

from server import db, ids, ledger
from server.db import Statement
from server.deals import queries
from server.deals.queries import Deal
from server.deals.tables import DealDate, DealRow, DealStage, DealTending
from server.errors import Forbidden, Invalid, Refused
from server.facts import DealAdded, DealChanged, DealClosed, DealTended
from server.ledger import Entry
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _
from server.zones import local_day

ANSWERS: Final = ("done", "not-now")
"""What comes of the one thing that a day holds on a deal."""

OUTCOMES: Final = ("won", "lost", "no-decision", "disqualified")


class Told(Struct, frozen=True, kw_only=True):
    """What an owner says about a deal. `amount` is in minor units."""

    name: str
    stage: str
    amount: int | None = None
    close_date: date | None = None


async def add(actor: Actor, entry: Entry, told: Told, *, motion: str, currency: str, process: Process) -> UUID:
    """Adds a deal that the actor owns and returns its id. Raises Refused for a motion or a stage that the process does not have."""

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return ids.derived(entry.id, "deal")
        return await put(actor, entry, told, motion=motion, currency=currency, process=process)

    return await db.run(verb)


async def put(actor: Actor, entry: Entry, told: Told, *, motion: str, currency: str, process: Process) -> UUID:
    """The same inside the caller's verb, which has asked `ledger.seen`: a promise at the end of a lesson may bring its deal along."""
    _stand_in_the_process(told.stage, motion, process)
    deal = ids.derived(entry.id, "deal")
    await DealRow.insert(
        DealRow(
            id=deal,
            owner=actor.id,
            name=told.name,
            motion=motion,
            stage=told.stage,
            amount=told.amount,
            currency=currency,
            close_date=told.close_date,
            added_by=actor.id,
            added_at=entry.at,
            process=process.id,
            process_version=process.version,
        )
    )
    await _claim(entry, deal, told.stage, process)
    if told.close_date is not None:
        await _date(entry, deal, told.close_date)
    await ledger.record(
        DealAdded(
            deal=deal,
            stage=told.stage,
            motion=motion,
            amount=told.amount,
            currency=currency,
            process=process.id,
            process_version=process.version,
        ),
        entry,
        person=actor.id,
        team=actor.team,
    )
    return deal


async def change(actor: Actor, entry: Entry, id: UUID, told: Told, *, process: Process) -> None:
    """Sets name, stage, amount and close date of an open deal of the actor's own.

    Raises NotFound for a deal of somebody else, Refused for a closed one, one that a CRM keeps, and a stage that the deal's motion does not have.
    """

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        deal = await own_open(actor, id, entry.at)
        _kept_here(deal)
        _stand_in_the_process(told.stage, deal.motion, process)
        changes = _changes(deal, told)
        if not changes:
            return
        await DealRow.update({**changes, "process": process.id, "process_version": process.version}).where(DealRow.id == id)
        if "stage" in changes:
            await _claim(entry, id, told.stage, process)
        if "close_date" in changes:
            await _date(entry, id, told.close_date)
        await ledger.record(
            DealChanged(
                deal=id,
                fields=tuple(str(field) for field in changes),
                stage=told.stage,
                process=process.id,
                process_version=process.version,
            ),
            entry,
            person=actor.id,
            team=actor.team,
        )

    await db.run(verb)


async def tend(actor: Actor, entry: Entry, id: UUID, answer: str, reason: str) -> None:
    """Keeps what came of the one thing that the actor's day asked for on an open deal of their own: done, or not now with a reason.

    A day holds one; what comes second changes nothing. Raises NotFound, Refused for a closed deal, Invalid for another answer or none of the words.
    """
    if answer not in ANSWERS:
        raise Invalid({"answer": _("Say whether it is done or not for now.")}, {})
    if answer == "not-now" and not reason:
        raise Invalid({"reason": _("Say in a few words why not now.")}, {})
    day = local_day(entry.at, actor.zone)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        await own_open(actor, id, entry.at)
        if await queries.tended_on(actor.id, day):
            return
        await DealTending.insert(
            DealTending(id=entry.id, person=actor.id, day=day, deal=id, answer=answer, reason=reason, at=entry.at)
        )
        await ledger.record(DealTended(deal=id, answer=answer), entry, person=actor.id, team=actor.team)

    await db.run(verb)


async def own_open(actor: Actor, id: UUID, now: datetime) -> Deal:
    """An open deal of the actor's own. Raises NotFound, Forbidden for a deal of somebody else, Refused for a closed one."""
    deal = await queries.deal(id, actor, now)
    if deal.owner != actor.id:
        raise Forbidden("Only the owner of a deal changes it.")
    if deal.closed_at is not None:
        raise Refused(_closed())
    return deal


async def close(actor: Actor, entry: Entry, id: UUID, outcome: str) -> None:
    """Closes an open deal of the actor's own as won, lost, no-decision or disqualified. Raises NotFound or Refused."""
    if outcome not in OUTCOMES:
        raise Refused(_("Say how the deal ended: won, lost, no decision or disqualified."))

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        deal = await own_open(actor, id, entry.at)
        _kept_here(deal)
        closed = (
            await DealRow.update({DealRow.closed_at: entry.at, DealRow.outcome: outcome})
            .where(DealRow.id == id, DealRow.closed_at.is_null())
            .returning(DealRow.id)
        )
        if not closed:
            raise Refused(_closed())
        await ledger.record(
            DealClosed(deal=id, outcome=outcome, stage=deal.stage, process=deal.process, process_version=deal.process_version),
            entry,
            person=actor.id,
            team=actor.team,
        )

    await db.run(verb)


def _closed() -> str:
    return _("This deal is closed, so it stays as it was. Add a new deal if it has come back.")


def _kept_here(deal: Deal) -> None:
    """Raises Refused for a deal that comes from a CRM, whose next file would undo what was done here."""
    if deal.source:
        raise Refused(_("This deal comes from your CRM. Change it there; it changes here with the next import."))


async def _date(entry: Entry, deal: UUID, day: date | None) -> None:
    at = entry.after(_newest(await LAST_DATE(deal)))
    await DealDate.insert(DealDate(id=ids.derived(entry.id, "date"), deal=deal, at=at, day=day))


async def _claim(entry: Entry, deal: UUID, stage: str, process: Process) -> None:
    await DealStage.insert(
        DealStage(
            id=ids.derived(entry.id, "stage"),
            deal=deal,
            at=entry.after(_newest(await LAST_STAGE(deal))),
            stage=stage,
            by=entry.actor,
            process=process.id,
            process_version=process.version,
        )
    )


def _newest(rows: Sequence[Mapping[str, Any]]) -> datetime | None:
    return rows[0]["at"] if rows else None


LAST_STAGE = Statement('SELECT "at" FROM "deal_stage" WHERE "deal" = {} ORDER BY "at" DESC LIMIT 1')
LAST_DATE = Statement('SELECT "at" FROM "deal_date" WHERE "deal" = {} ORDER BY "at" DESC LIMIT 1')


def _stand_in_the_process(stage: str, motion: str, process: Process) -> None:
    if motion not in process.motion:
        raise Refused(_("The process has no such kind of deal any more. Load the page again and choose one it has."))
    if stage not in process.motion[motion].stages:
        raise Refused(_("This kind of deal does not have that stage. Choose one it has."))


def _changes(deal: Deal, told: Told) -> dict[Column | str, Any]:
    """The fields that differ, by column."""
    return {field: value for field in Told.__struct_fields__ if (value := getattr(told, field)) != getattr(deal, field)}
