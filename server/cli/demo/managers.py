"""Reps of the demonstration attach proof to their deals; managers inspect them on the standard sheet, and leave a note, a promise, a lesson."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from msgspec.structs import replace

from server import ids, ledger
from server.assignments import queries as assignments
from server.cli.demo.story import habits, looking, pipeline, pupils, words
from server.cli.demo.story.days import chance
from server.cli.demo.story.looking import Item, Look
from server.cli.demo.story.people import CAST
from server.cli.demo.story.pipeline import Opportunity
from server.cli.demo.story.proof import buyer_of, said_of
from server.cli.demo.story.studies import Learned
from server.cli.demo.story.world import Deed, World
from server.coaching import actions as coaching
from server.coaching.actions import Left, close_sheet
from server.inspections import actions as inspections
from server.inspections import queries
from server.inspections.actions import Done, Told
from server.inspections.rubric import Ticked

MORNING, EVENING = 9, 17

PACE = timedelta(seconds=80)
"""Between two rows that are kept as they are ticked, and half as much again or more where there is more to read."""

TOGETHER = "together"

SAVED = 3
"""Rows that are kept one by one; the others go with the sheet when it is closed."""

Taken = Mapping[str, Sequence[Learned]]
"""The lessons that each rep takes, by key."""


def deeds(world: World) -> Iterator[Deed]:
    """Everything that is attached, and every sheet."""
    taken: dict[str, list[Learned]] = {}
    for study in world.studies:
        if isinstance(study, Learned):
            taken.setdefault(study.who, []).append(study)
    for number, deal in enumerate(pipeline.EVERY):
        shown = list(looking.items(deal, world.process, world.days))
        for item in shown:
            at = world.days.at(item.day, EVENING, number % 60)
            yield Deed(at, partial(_attach, world, deal, item, at))
        seen = looking.looks(deal, world.days)
        for look in seen:
            at = looked_at(world, look)
            before = [one for one in shown if one.day < look.day]
            yield Deed(at, partial(_inspect, world, deal, look, before, at, taken, last=look is seen[-1]))


def looked_at(world: World, look: Look) -> datetime:
    """When a manager opens this sheet."""
    hour = MORNING + int(6 * chance("hour", look.deal, look.due))
    return world.days.at(look.day, hour, int(50 * chance("minute", look.deal, look.due)))


async def _attach(world: World, deal: Opportunity, item: Item, at: datetime) -> None:
    """The owner attaches an item of proof; what must come from another source is an item of its own."""
    behaviour = world.process.behaviour[item.behaviour]
    said = said_of(deal.name, item.behaviour)
    sources = {clause.id: clause.source for clause in behaviour.clauses}
    for source in sorted({sources[clause] for clause in item.clauses}):
        buyer = buyer_of(deal.name)
        told = Told(
            artifact=behaviour.artifact,
            source="buyer" if said.form == "event" else source,
            form=said.form,
            dated=world.days.on(item.dated),
            words=(said.words if item.whole else said.less or said.words).format(buyer=buyer),
            sender=buyer if source in {"buyer", "system"} else world.cast[deal.owner].name,
            link=f"https://files.northwind.example/{behaviour.artifact}" if said.form == "link" else "",
            shows=tuple(f"{item.behaviour}/{clause}" for clause in item.clauses if sources[clause] == source),
        )
        entry = world.entry(f"proof {deal.name} {item.behaviour} {item.day} {source}", at, by=deal.owner)
        await inspections.add_evidence(world.actor(deal.owner), entry, world.deal(deal.name), told, process=world.process)


async def _inspect(
    world: World, deal: Opportunity, look: Look, shown: Sequence[Item], at: datetime, taken: Taken, *, last: bool
) -> None:
    """A sheet from opening it to closing it, row after row, and what is left with the rep."""
    name, actor = _name(look), world.actor(look.by)
    if look.mode == TOGETHER and await ledger.seen(world.entry(f"{name} over", at, by=look.by)):
        # A seeding that was killed between the end of a one-to-one and the rep's word on it.
        await _say(world, deal, look, at + 6 * PACE)
        return
    meeting = await _meet(world, deal, look, at) if look.mode == TOGETHER else None
    entry = world.entry(name, at, by=look.by)
    if meeting is not None:
        begun = await coaching.open_sheet(actor, entry, meeting)
    else:
        begun = await inspections.begin(actor, entry, world.deal(deal.name), mode=look.mode, pick=look.pick)
    sheet = await queries.any_sheet(begun)
    if sheet is None:
        raise LookupError(f"The sheet of {deal.name} was not opened.")
    rows = {row.behaviour: _done(world, look, row.behaviour, shown, folds=row.folds) for row in sheet.rows}
    for behaviour in [*rows][:SAVED]:
        at += PACE * (1 + chance("pace", name, behaviour))
        if sheet.closed_at is None:
            await inspections.answer(actor, world.entry(f"{name} {behaviour}", at, by=look.by), begun, behaviour, rows[behaviour])
    left = left_by(world, look, _coached(world, rows), taken, last=last and not deal.outcome)
    if any(one.lesson == left.lesson for one in await assignments.open_for(world.cast[deal.owner].id)):
        left = replace(left, lesson="")
    entry = world.entry(f"{name} closed", at + PACE, by=look.by)
    if meeting is None:
        await close_sheet(actor, entry, begun, left, rows=rows, site=world.site)
    else:
        await inspections.close(actor, entry, begun, rows)
        over = world.entry(f"{name} over", at + 2 * PACE, by=look.by)
        await coaching.close_meeting(actor, over, meeting, left, site=world.site)
        await _say(world, deal, look, at + 3 * PACE)


async def _meet(world: World, deal: Opportunity, look: Look, at: datetime) -> UUID:
    """The one-to-one in which the sheet is filled in."""
    entry = world.entry(f"{_name(look)} together", at - PACE, by=look.by)
    return await coaching.prepare(world.actor(look.by), entry, person=world.cast[deal.owner].id, deal=world.deal(deal.name))


async def _say(world: World, deal: Opportunity, look: Look, at: datetime) -> None:
    """After the one-to-one the rep says whether they know the next step."""
    name = _name(look)
    meeting = ids.derived(world.entry(f"{name} together", at).id, "one-to-one")
    yes, partly = words.LEAVES[look.by]
    drawn = chance("leaves", name)
    answer = "yes" if drawn < yes else "partly" if drawn < partly else "no"
    await coaching.part(world.actor(deal.owner), world.entry(f"{name} parted", at, by=deal.owner), meeting, answer)


def _name(look: Look) -> str:
    return f"look {look.deal} {look.due}"


def _done(world: World, look: Look, behaviour: str, shown: Sequence[Item], *, folds: bool) -> Done:
    """What the manager does in one row: ticks what the proof shows, now and then more, or says that nothing is shown."""
    found = [item for item in shown if item.behaviour == behaviour and looking.counts(item, look)]
    ticks = frozenset(clause for item in found for clause in item.clauses)
    drawn = chance("row", look.deal, look.due, behaviour)
    if behaviour == habits.SILENT and look.day > world.days.length - habits.SINCE:
        return Done(ticked=Ticked())
    if folds and ticks:
        return Done(ticked=Ticked(still=True))
    if drawn < BELIEVES[look.by] and behaviour != looking.STEP:
        clauses = [clause.id for clause in world.process.behaviour[behaviour].clauses if not clause.na]
        return Done(ticked=Ticked(ticks=ticks | {clauses[-1]}))
    # Now and then a row is left for another time.
    return Done(ticked=Ticked(ticks=ticks, looked=not ticks and drawn < 1 - LEFT))


def _coached(world: World, rows: Mapping[str, Done]) -> str:
    """The earliest behaviour of the sheet of which something is missing; empty if nothing is."""
    missing = [
        behaviour.id
        for behaviour in world.process.behaviours
        if behaviour.id in rows
        and not rows[behaviour.id].ticked.still
        and len(rows[behaviour.id].ticked.ticks) < len([clause for clause in behaviour.clauses if not clause.na])
    ]
    gates = [one for one in missing if world.process.behaviour[one].gate and one in words.AGREED]
    return next(iter(gates), next(iter(missing), ""))


def left_by(world: World, look: Look, behaviour: str, taken: Taken, *, last: bool) -> Left:
    """What a manager leaves with the rep at the end of a sheet. Some sheets need nothing said."""
    if last and look.deal in words.LAST:
        said = words.LAST[look.deal]
        due = world.days.on(world.days.length + said.due)
        tag = "number" if said.note and look.by == "henrik" else "step" if said.note else ""
        return Left(behaviour=said.behaviour, note=said.note, tag=tag, commitment=said.commitment, due=due, lesson=said.lesson)
    if not behaviour or look.mode == "delta":
        return Left()
    tag = _tag(look)
    # What the story dwells on was agreed at the last sheet, and nothing else waits beside it.
    free = look.deal not in words.LAST or look.day < world.days.length - MONTH
    agreed = words.AGREED.get(behaviour, "") if free and chance("agreed", look.deal, look.due) < AGREES else ""
    due = world.days.on(look.day + 6 + int(4 * chance("due", look.deal, look.due)))
    note, lesson = _note(look, behaviour, tag), _lesson(world, look, behaviour, taken)
    return Left(behaviour=behaviour, note=note, tag=tag, commitment=agreed, due=due, lesson=lesson)


def _tag(look: Look) -> str:
    """One manager coaches the step; the other one the number, more so from month to month."""
    step = 0.86 if look.by == "ines" else max(0.3, 0.85 - 0.5 * look.day / 150)
    drawn = chance("tag", look.deal, look.due)
    if drawn < step * 0.9:
        return "step"
    return "both" if drawn < step else "number"


def _note(look: Look, behaviour: str, tag: str) -> str:
    said = {"step": words.STEP.get(behaviour, ()), "number": words.NUMBER, "both": words.BOTH}[tag]
    return (
        said[int(chance("note", look.deal, look.due) * len(said))]
        if said and chance("notes", look.deal, look.due) < NOTES
        else ""
    )


def _lesson(world: World, look: Look, behaviour: str, taken: Taken) -> str:
    """A lesson about it that the rep takes within the next days: it was this sheet that brought it."""
    owner = next(deal.owner for deal in pipeline.EVERY if deal.name == look.deal)
    given = {lesson for lesson, *_ in pupils.FOCUS}
    closed = looked_at(world, look) + timedelta(hours=1)
    for study in taken.get(owner, ()):
        lesson = world.edition.lesson(study.lesson)
        if (
            lesson
            and behaviour in lesson.behaviours
            and lesson.id not in given
            and closed < study.at < closed + timedelta(days=6)
        ):
            return lesson.id
    return ""


BELIEVES: Mapping[str, float] = {one.key: 0.03 if one.key == "ines" else 0.08 for one in CAST if one.manages}
"""How often a manager ticks what was only said."""

MONTH = 28

LEFT, NOTES, AGREES = 0.06, 0.7, 0.5
"""How often a row is left for another time, a note is written, and something is agreed."""
