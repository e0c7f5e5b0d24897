"""How the demonstration began: one stage in focus, and the past of every deal that was there confirmed with one tick a gate."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from server.cli.demo.story import looking, pipeline
from server.cli.demo.story.days import WHOLE
from server.cli.demo.story.people import manager_of
from server.cli.demo.story.pipeline import STAGES, Opportunity
from server.cli.demo.story.world import Deed, World
from server.inspections import actions as inspections

FOCUS = "align"


def deeds(world: World) -> Iterator[Deed]:
    """The focus of the first weeks, and the past of every deal that was open on the first day."""
    if not world.days.length:
        return
    for day, stage in ((0, FOCUS), (WHOLE, "")):
        if day < world.days.length:
            at = world.days.at(day, 7)
            yield Deed(at, partial(_focus, world, stage, at))
    for number, deal in enumerate(pipeline.EVERY):
        claimed = pipeline.claimed(deal, -world.days.length)
        if claimed and claimed != STAGES[0]:
            at = world.days.at(0, 15, number % 60)
            yield Deed(at, partial(_past, world, deal, at))


async def _focus(world: World, stage: str, at: datetime) -> None:
    entry = world.entry(f"focus on {stage or 'everything'}", at, by="ruth")
    await inspections.set_focus(world.actor("ruth"), entry, stage)


async def _past(world: World, deal: Opportunity, at: datetime) -> None:
    """The manager has seen what each past gate asks for, except where the deal is known to lack it."""
    by = manager_of(deal.owner).key
    entry = world.entry(f"past of {deal.name}", at, by=by)
    await inspections.confirm_past(world.actor(by), entry, world.deal(deal.name), looking.past(deal, world.process, world.days))
