"""Managers of the demonstration follow up what was promised, on the day it is due, and answer what reps reply to their sheets."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from server import ids
from server.cli.demo.story import pipeline, words
from server.cli.demo.story.days import WHOLE, chance
from server.cli.demo.story.people import CAST, REPS, Someone, manager_of
from server.cli.demo.story.proof import buyer_of
from server.cli.demo.story.words import Reply
from server.cli.demo.story.world import Deed, World
from server.commitments import actions as commitments
from server.commitments import queries
from server.commitments.actions import Settling
from server.commitments.queries import Commitment
from server.inspections import actions as inspections
from server.inspections.actions import Told

MORNING, AFTERNOON, EVENING = 11, 16, 18

KEEPS: Mapping[str, float] = {"mara": 0.8, "ewa": 0.84, "priya": 0.86, "tomas": 0.4, "yusuf": 0.56}
"""How often a rep keeps what they promised; who is not here keeps two of three."""

MOST, PROVEN, PARTLY, PUT_OFF = 0.67, 0.95, 0.35, 0.8
"""How often others keep it; how often there is proof of it; what becomes of the rest: partly, put off, or no longer needed."""

AGAIN = 5
"""Days until what was put off is due again."""


def deeds(world: World) -> Iterator[Deed]:
    """Each working day each manager says what came of the promises that are due, and the replies that wait are answered."""
    for manager in (one for one in CAST if one.manages):
        for day in world.days.working():
            at = world.days.at(day, AFTERNOON, 30)
            yield Deed(at, partial(_follow_up, world, manager, day, at))
    # While one stage is in focus, nobody has asked for the others, so there is nothing to answer.
    for said in words.REPLIES if world.days.length > WHOLE else ():
        at = world.days.ago(said.ago, EVENING)
        yield Deed(at, partial(_reply, world, said, at))
        if said.stands:
            at = world.days.ago(said.ago - 1, MORNING)
            yield Deed(at, partial(_answer, world, said, at))


async def _follow_up(world: World, manager: Someone, day: int, at: datetime) -> None:
    team = [one.key for one in REPS if one.team == manager.manages]
    keys = {world.cast[key].id: key for key in team}
    for person, promised in (await queries.open_of_each(list(keys))).items():
        for promise in promised:
            if promise.due_at.date() <= world.days.on(day) and promise.made_at < at:
                await _settle(world, manager, keys[person], promise, day, at)


async def _settle(world: World, manager: Someone, rep: str, promise: Commitment, day: int, at: datetime) -> None:
    name = f"follow up {promise.id} {promise.put_off}"
    told = await _told(world, rep, promise, day, at - timedelta(hours=2))
    await commitments.settle(world.actor(manager.key), world.entry(name, at, by=manager.key), promise.id, told)


async def _told(world: World, rep: str, promise: Commitment, day: int, at: datetime) -> Settling:
    """What came of it. Kept with proof, as a rule; on a deal that has ended it is no longer needed."""
    deal = next(one for one in pipeline.EVERY if world.deal(one.name) == promise.deal)
    if not pipeline.claimed(deal, day - world.days.length):
        return Settling(outcome="no-longer-needed", because=words.FELL_AWAY)
    if chance("keeps", promise.id) < KEEPS.get(rep, MOST):
        if chance("proven", promise.id) > PROVEN:
            return Settling(outcome="kept")
        dated = world.days.on(day)
        entry = world.entry(f"proof of {promise.id}", at, by=rep)
        buyer = buyer_of(deal.name)
        told = Told(artifact=promise.proof, source="buyer", form="quote", dated=dated, sender=buyer, words=words.DONE)
        proof = await inspections.add_evidence(world.actor(rep), entry, promise.deal, told, process=world.process)
        return Settling(outcome="kept", proof=proof, proof_dated=dated)
    rest = chance("rest", promise.id)
    if rest < PARTLY:
        return Settling(outcome="partly")
    if rest < PUT_OFF:
        return Settling(outcome="not-yet", again=world.days.on(day + AGAIN))
    return Settling(outcome="no-longer-needed", because=words.NOT_NEEDED)


async def _reply(world: World, said: Reply, at: datetime) -> None:
    rep = next(deal.owner for deal in pipeline.EVERY if deal.name == said.deal)
    behaviour = world.process.behaviour[said.behaviour]
    proof = Told(
        artifact=behaviour.artifact,
        source=behaviour.source,
        form="quote",
        dated=at.date(),
        sender=buyer_of(said.deal),
        words=said.proof,
        shows=(f"{said.behaviour}/{said.clause}",),
    )
    entry = world.entry(f"reply on {said.deal}", at, by=rep)
    await inspections.give_reply(world.actor(rep), entry, world.deal(said.deal), said.behaviour, said.words, proof)


async def _answer(world: World, said: Reply, at: datetime) -> None:
    """The manager looks again: the row says what it said, and why."""
    rep = next(deal.owner for deal in pipeline.EVERY if deal.name == said.deal)
    by = manager_of(rep).key
    reply = ids.derived(world.entry(f"reply on {said.deal}", at).id, "reply")
    entry = world.entry(f"answer on {said.deal}", at, by=by)
    await inspections.answer_reply(world.actor(by), entry, reply, ticks=said.ticks, words=said.stands)
