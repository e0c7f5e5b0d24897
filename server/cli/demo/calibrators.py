"""Managers of the demonstration look at the same deal, each alone; the leader looks a second time, and keeps three answer-key deals."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from server import ids
from server.cli.demo.story import looking, pipeline, words
from server.cli.demo.story.days import chance
from server.cli.demo.story.looking import Item
from server.cli.demo.story.people import CAST, manager_of
from server.cli.demo.story.pipeline import Opportunity
from server.cli.demo.story.proof import PROOF, buyer_of
from server.cli.demo.story.world import Deed, World
from server.inspections import actions as inspections
from server.inspections import queries
from server.inspections.actions import Done, Told
from server.inspections.actions.again import look_again
from server.inspections.actions.calibrations import begin_calibration, freeze_key, take_seat
from server.inspections.actions.keys import Agreed, agree_answers, clauses_of, mark_key
from server.inspections.actions.wordings import propose_wording
from server.inspections.rubric import Ticked

MANAGERS = tuple(one.key for one in CAST if one.manages)
LEADER = "ruth"

EVERY, FIRST = 24, 13
"""Days from one to the next, and the day of the story of the first."""

LATEST, AGAIN, KEYS = 6, 4, 40
"""Days before today: of the newest, of the leader's second looks, and of the answer-key deals."""

UNLIKE: Mapping[str, str] = {"stakeholder-access": "needs-noted"}
"""The clause that the two managers read differently, by its behaviour."""

AHEAD = 6
"""Days until the next meeting of a deal that is looked at alone."""

SLIPS = 0.05
"""How often a clause is ticked otherwise by chance."""


def deeds(world: World) -> Iterator[Deed]:
    """Pairs every few weeks, the month's deal six days ago, second looks and keys."""
    days = world.days
    for number, day in enumerate(range(FIRST, days.length - LATEST - EVERY // 2, EVERY)):
        deal = _deal(world, MANAGERS[number % 2], day)
        if deal is not None:
            at = days.at(day, 14)
            yield Deed(at, partial(_calibrate, world, deal, MANAGERS[number % 2], at, pair=True))
    if days.length > LATEST + EVERY:
        at = days.ago(LATEST, 14)
        yield Deed(at, partial(_calibrate, world, _named(words.CALIBRATED), manager_of("tomas").key, at, pair=False))
        for key in MANAGERS:
            yield Deed(days.ago(AGAIN, 15), partial(_look_again, world, key, days.ago(AGAIN, 15)))
    if days.length > KEYS:
        for number, (name, reason) in enumerate(words.KEYS):
            at = days.ago(KEYS - number, 15)
            yield Deed(at, partial(_key, world, _named(name), reason, at))


async def _calibrate(world: World, deal: Opportunity, by: str, at: datetime, *, pair: bool) -> None:
    """Both managers fill in their sheet of the deal within a day, and see then where they differ."""
    name = f"calibration of {deal.name} {at.date()}"
    other = next(one for one in MANAGERS if one != by)
    entry = world.entry(name, at, by=by)
    asked = world.cast[other].id if pair else None
    await _invite(world, deal, name, at)
    calibration = await begin_calibration(world.actor(by), entry, world.deal(deal.name), other=asked)
    for number, key in enumerate((by, other), start=1):
        await _sheet(world, deal, calibration_of=name, key=key, at=at + timedelta(minutes=20 * number))
    last = at + timedelta(hours=1)
    told = words.REWORDED
    if at < world.days.at(told.day, 0) <= at + timedelta(days=EVERY):
        entry = world.entry(told.name, last, by=other)
        await propose_wording(world.actor(other), entry, calibration, f"{told.behaviour}/{told.clause}", told.after)
    if last + timedelta(days=LATEST + 1) > world.days.now:
        entry = world.entry(f"wording of {name}", last, by=other)
        await propose_wording(world.actor(other), entry, calibration, "/".join(*UNLIKE.items()), words.WORDING)


async def _invite(world: World, deal: Opportunity, name: str, at: datetime) -> None:
    """The next meeting with this buyer was accepted that morning, so that nobody has to guess about it."""
    told = Told(
        artifact=world.process.behaviour[looking.STEP].artifact,
        source="buyer",
        form="event",
        dated=at.date() + timedelta(days=AHEAD),
        words=PROOF[looking.STEP].words,
        sender=buyer_of(deal.name),
        shows=tuple(f"{looking.STEP}/{clause.id}" for clause in world.process.behaviour[looking.STEP].clauses),
    )
    entry = world.entry(f"{name} invite", at, by=deal.owner)
    await inspections.add_evidence(world.actor(deal.owner), entry, world.deal(deal.name), told, process=world.process)


async def _look_again(world: World, manager: str, at: datetime) -> None:
    """The leader looks once more at a sheet of this manager that is drawn by lot."""
    name = f"second look at {manager}"
    drawn = await look_again(world.actor(LEADER), world.entry(name, at, by=LEADER), world.cast[manager].id)
    found = await queries.any_calibration(drawn)
    if found is None:
        raise LookupError(name)
    await _sheet(world, _named(found.deal_name), calibration_of=name, key=LEADER, at=at)


async def _sheet(world: World, deal: Opportunity, *, calibration_of: str, key: str, at: datetime) -> None:
    """One blind sheet, from its seat to its closing."""
    calibration = ids.derived(world.entry(calibration_of, at).id, "calibration")
    actor = world.actor(key)
    opened = await take_seat(actor, world.entry(f"{calibration_of} seat {key}", at, by=key), calibration)
    sheet = await queries.any_sheet(opened)
    if sheet is None:
        raise LookupError(calibration_of)
    shown = [item for item in looking.items(deal, world.process, world.days) if item.day < world.days.length + world.day_of(at)]
    unlike = UNLIKE if at >= world.days.at(words.REWORDED.day, 0) else {**UNLIKE, words.REWORDED.behaviour: words.REWORDED.clause}
    rows = {row.behaviour: _done(world, row.behaviour, shown, deal, key, unlike) for row in sheet.rows}
    entry = world.entry(f"{calibration_of} closed {key}", at + timedelta(minutes=9), by=key)
    await inspections.close(actor, entry, opened, rows)


def _done(world: World, behaviour: str, shown: Sequence[Item], deal: Opportunity, key: str, unlike: Mapping[str, str]) -> Done:
    """What somebody ticks who looks alone: what is shown, but for a slip, and for a clause that they read in their own way."""
    seen = {clause for item in shown if item.behaviour == behaviour for clause in item.clauses}
    if behaviour == looking.STEP:
        seen = {clause.id for clause in world.process.behaviour[behaviour].clauses}
    ticks = set()
    for clause in world.process.behaviour[behaviour].clauses:
        slips = chance("slips", key, deal.name, behaviour, clause.id) < SLIPS
        if not clause.na and (clause.id in seen) != (slips and behaviour != looking.STEP):
            ticks.add(clause.id)
    if behaviour in unlike:
        # A summary of one call is a note on everybody to the one, and to the other on nobody; so is what a rep thinks no guess.
        ticks = ticks | {unlike[behaviour]} if key == MANAGERS[-1] else ticks - {unlike[behaviour]}
    return Done(ticked=Ticked(ticks=frozenset(ticks), looked=not ticks))


async def _key(world: World, deal: Opportunity, reason: str, at: datetime) -> None:
    """A finished deal becomes one to learn inspecting on: each clause with its agreed answer and why."""
    name = f"key {deal.name}"
    key = await freeze_key(world.actor(LEADER), world.entry(name, at, by=LEADER), world.deal(deal.name))
    found = await queries.any_calibration(key)
    if found is None:
        raise LookupError(name)
    shown = {(item.behaviour, clause) for item in looking.items(deal, world.process, world.days) for clause in item.clauses}
    answers: Mapping[tuple[str, str], Agreed] = {
        one: Agreed(shown=one in shown, reason=reason if one in shown else words.NOT_SHOWN) for one in await clauses_of(found)
    }
    if found.keyed_at is None:
        await agree_answers(world.actor(LEADER), world.entry(f"{name} agreed", at, by=LEADER), key, answers)
        await mark_key(world.actor(LEADER), world.entry(f"{name} marked", at, by=LEADER), key)


def _deal(world: World, by: str, day: int) -> Opportunity | None:
    """A deal of this manager's team that stands in Align on that day and cannot show access in full."""
    before = day - world.days.length
    fitting = [
        deal
        for deal in pipeline.EVERY
        if manager_of(deal.owner).key == by and deal.motion == "new" and pipeline.claimed(deal, before) == "align"
    ]
    return min(fitting, key=lambda deal: chance("calibrate", deal.name, day), default=None)


def _named(name: str) -> Opportunity:
    return next(deal for deal in pipeline.EVERY if deal.name == name)
