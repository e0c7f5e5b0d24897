"""Answer-key deals, and learning to inspect on them."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from server import db, ids, ledger
from server.errors import Forbidden, Invalid, NotFound, Refused
from server.facts import DifferenceTalkedThrough, KeyAgreed, KeyMarked
from server.inspections import queries
from server.inspections.actions.seats import team_of
from server.inspections.queries import Calibration
from server.inspections.tables import AgreedRow, CalibrationRow, TalkRow
from server.ledger import Entry
from server.lessons.queries import process_in_force
from server.people import actions as people
from server.people.queries import in_training
from server.people.roles import Actor
from server.sentences import gettext as _


class Agreed(Struct, frozen=True, kw_only=True):
    """What was agreed about one clause, and why."""

    shown: bool
    reason: str


async def agree_answers(actor: Actor, entry: Entry, key: UUID, answers: Mapping[tuple[str, str], Agreed]) -> None:
    """Keeps the agreed answers of a key, by behaviour and clause, until it is marked as one.

    Raises Forbidden for who does not lead, NotFound, Refused for a key that is in use, Invalid by field for an answer without a reason.
    """

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        found = await _own_key(actor, key)
        if found.keyed_at is not None:
            raise Refused(_("People learn on these answers already, so they stay as they are. Take the key back first."))
        clauses = await clauses_of(found)
        given = {one: answer for one, answer in answers.items() if one in clauses}
        faults = {
            f"reason-{b}/{c}": _("Say why: it is what the next manager learns from.")
            for (b, c), one in given.items()
            if not one.reason
        }
        if faults:
            raise Invalid(faults, {})
        await AgreedRow.delete().where(AgreedRow.calibration == key)
        if given:
            await AgreedRow.insert(*(_agreed(found.id, behaviour, clause, one) for (behaviour, clause), one in given.items()))
        await ledger.record(_fact(found, given), entry, person=found.person, team=await team_of(found.person))

    await db.run(verb)


async def mark_key(actor: Actor, entry: Entry, key: UUID, *, in_use: bool = True) -> None:
    """Lets managers in training inspect a key, or takes it back. Raises Forbidden, NotFound, Refused while a clause has no agreed answer."""

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        found = await _own_key(actor, key)
        agreed = await queries.agreed_answers(key)
        if in_use and set(agreed) != await clauses_of(found):
            raise Refused(_("Some clauses have no agreed answer yet."))
        await CalibrationRow.update({CalibrationRow.keyed_at: entry.at if in_use else None}).where(CalibrationRow.id == key)
        fact = KeyMarked(calibration=key, deal=found.deal, in_use=in_use)
        await ledger.record(fact, entry, person=found.person, team=await team_of(found.person))

    await db.run(verb)


async def talk_through(actor: Actor, entry: Entry, key: UUID, person: UUID, clause: str) -> None:
    """A leader keeps that a clause, as `behaviour/clause`, was talked through with somebody in training. Raises Forbidden, NotFound."""

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        found = await _own_key(actor, key)
        seat = found.seat_of(person)
        behaviour, _slash, part = clause.partition("/")
        if seat is None or seat.closed_at is None or (behaviour, part) not in await clauses_of(found):
            raise NotFound("There is no such difference.")
        id = ids.derived(key, f"talk {person} {clause}")
        if await TalkRow.exists().where(TalkRow.id == id):
            return
        await TalkRow.insert(
            TalkRow(id=id, calibration=key, person=person, behaviour=behaviour, clause=part, by=actor.id, at=entry.at)
        )
        fact = DifferenceTalkedThrough(calibration=key, behaviour=behaviour, clause=part)
        await ledger.record(fact, entry, person=person, team=await team_of(person))

    await db.run(verb)


async def let_count(actor: Actor, entry: Entry, person: UUID) -> None:
    """A leader says that the inspections of somebody in training count from now on.

    Raises Forbidden for who does not lead and for oneself, NotFound for who is not in training, Refused before three keys came out
    at the agreed stage and every differing clause was talked through.
    """
    _leads(actor)
    if actor.id == person:
        raise Forbidden("Nobody ends their own training.")

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        if not await in_training(person):
            raise NotFound("There is nobody like that in training.")
        progress = await queries.training_of(person)
        if not progress.ready:
            raise Refused(_("Three answer-key deals at the agreed stage, and every differing clause talked through, come first."))
        await people.end_training_within(actor, person, entry)

    await db.run(verb)


async def clauses_of(key: Calibration) -> set[tuple[str, str]]:
    """The clauses that need an agreed answer: those that are done or not, of the behaviours that the process still has."""
    process = await process_in_force()
    return {
        (row.behaviour, clause.id)
        for row in key.rows
        if row.behaviour in process.behaviour
        for clause in process.behaviour[row.behaviour].clauses
        if not clause.na
    }


async def _own_key(actor: Actor, key: UUID) -> Calibration:
    _leads(actor)
    return await queries.key(key, actor)


def _leads(actor: Actor) -> None:
    if not actor.has("leader"):
        raise Forbidden("A leader does this.")


def _agreed(key: UUID, behaviour: str, clause: str, one: Agreed) -> AgreedRow:
    id = ids.derived(key, f"agreed {behaviour}/{clause}")
    return AgreedRow(id=id, calibration=key, behaviour=behaviour, clause=clause, shown=one.shown, reason=one.reason)


def _fact(key: Calibration, given: Mapping[tuple[str, str], Agreed]) -> KeyAgreed:
    named = [(f"{behaviour}/{clause}", one.shown) for (behaviour, clause), one in given.items()]
    return KeyAgreed(
        calibration=key.id,
        deal=key.deal,
        shown=tuple(name for name, shown in named if shown),
        missing=tuple(name for name, shown in named if not shown),
    )
