"""The deals of the demonstration move: added, claimed further, closed; each by its owner, at its time."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from server.cli.demo.story import pipeline
from server.cli.demo.story.pipeline import Opportunity
from server.cli.demo.story.world import Deed, World
from server.deals import actions as deals

BEFORE_WORK, AFTER_WORK = 6, 18


def deeds(world: World) -> Iterator[Deed]:
    """What every owner does with every deal."""
    for number, deal in enumerate(pipeline.EVERY):
        for place, (stage, day) in enumerate(pipeline.steps(deal)):
            at = world.days.ago(-day, BEFORE_WORK, number % 60)
            yield Deed(at, partial(_move if place else _add, world, deal, stage, at))
        if deal.outcome:
            at = world.days.ago(-deal.ended, AFTER_WORK, number % 60)
            yield Deed(at, partial(_close, world, deal, at))


async def _add(world: World, deal: Opportunity, stage: str, at: datetime) -> None:
    entry = world.entry(f"deal {deal.name}", at, by=deal.owner)
    currency = world.edition.academy.rules.currency
    told = _told(world, deal, stage)
    await deals.add(world.actor(deal.owner), entry, told, motion=deal.motion, currency=currency, process=world.process)


async def _move(world: World, deal: Opportunity, stage: str, at: datetime) -> None:
    entry = world.entry(f"deal {deal.name} to {stage}", at, by=deal.owner)
    await deals.change(world.actor(deal.owner), entry, world.deal(deal.name), _told(world, deal, stage), process=world.process)


async def _close(world: World, deal: Opportunity, at: datetime) -> None:
    entry = world.entry(f"deal {deal.name} ends", at, by=deal.owner)
    await deals.close(world.actor(deal.owner), entry, world.deal(deal.name), deal.outcome)


def _told(world: World, deal: Opportunity, stage: str) -> deals.Told:
    """Its close date moves later with each stage that it claims, if its owner hopes too much."""
    left = len(pipeline.steps(deal)) - 1 - [one for one, _day in pipeline.steps(deal)].index(stage)
    closes = world.days.on(world.days.length + deal.closes - LATER * min(left, deal.slips))
    return deals.Told(name=deal.name, stage=stage, amount=deal.worth * 100, close_date=closes)


LATER = 21
"""Days by which a close date slips at a time."""
