"""What is about to happen in the demonstration: the one-to-one of tomorrow, the newest proof, and what everybody has read of what was told them."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from server.cli.demo.story import looking, pipeline, words
from server.cli.demo.story.people import manager_of
from server.cli.demo.story.proof import buyer_of
from server.cli.demo.story.world import Deed, World
from server.coaching import actions as coaching
from server.inspections import actions as inspections
from server.inspections import queries
from server.inspections.actions import Done, Told
from server.inspections.rubric import Ticked
from server.notices import actions as notices

MORNING, EVENING, NIGHT = 8, 16, 19

HOPED = "source-and-owner"
"""The clause that the rep ticks on their side and the proof does not show."""


def deeds(world: World) -> Iterator[Deed]:
    """Yesterday and this morning."""
    if not world.days.length:
        return
    for key in world.cast:
        if key != "sofia":
            at = world.days.ago(1, MORNING)
            yield Deed(at, partial(_read, world, key, at))
    yield Deed(world.days.ago(1, EVENING), partial(_prove, world, world.days.ago(1, EVENING)))
    yield Deed(world.days.ago(1, NIGHT), partial(_prepare, world, world.days.ago(1, NIGHT)))
    yield Deed(world.days.ago(0, MORNING), partial(_answer, world, world.days.ago(0, MORNING)))


async def _read(world: World, key: str, at: datetime) -> None:
    await notices.read_all(world.actor(key), world.entry(f"{key} reads", at, by=key))


async def _prove(world: World, at: datetime) -> None:
    """The proof of a promise that is due today."""
    newest = words.NEWEST
    rep = next(deal.owner for deal in pipeline.OPEN if deal.name == newest.deal)
    told = Told(
        artifact=world.process.behaviour[newest.behaviour].artifact,
        source="seller-note",
        form="quote",
        dated=world.days.on(world.days.length - 1),
        sender=buyer_of(newest.deal),
        words=newest.proof,
        shows=(f"{newest.behaviour}/{newest.clause}",),
    )
    entry = world.entry(f"newest proof of {newest.deal}", at, by=rep)
    await inspections.add_evidence(world.actor(rep), entry, world.deal(newest.deal), told, process=world.process)


async def _prepare(world: World, at: datetime) -> None:
    """The manager chooses the deal of the next one-to-one."""
    rep, deal = words.TOMORROW
    by = manager_of(rep).key
    entry = world.entry("the next one-to-one", at, by=by)
    await coaching.prepare(world.actor(by), entry, person=world.cast[rep].id, deal=world.deal(deal))


async def _answer(world: World, at: datetime) -> None:
    """The rep fills in their side first, and hopes for one clause more than the proof shows."""
    rep, name = words.TOMORROW
    by = manager_of(rep).key
    entry = world.entry("the next one-to-one", at, by=by)
    meeting = await coaching.prepare(world.actor(by), entry, person=world.cast[rep].id, deal=world.deal(name))
    opened = await coaching.open_sheet(world.actor(rep), world.entry("own side", at, by=rep), meeting)
    sheet = await queries.any_sheet(opened)
    if sheet is None:
        raise LookupError(name)
    deal = next(deal for deal in pipeline.OPEN if deal.name == name)
    shown = list(looking.items(deal, world.process, world.days))
    rows = {}
    for row in sheet.rows:
        seen = {clause for item in shown if item.behaviour == row.behaviour for clause in item.clauses}
        ticks = frozenset(seen | ({HOPED} if row.behaviour == deal.lacks else set()))
        rows[row.behaviour] = Done(ticked=Ticked(ticks=ticks, looked=not ticks))
    await inspections.close(world.actor(rep), world.entry("own side saved", at, by=rep), opened, rows)
