"""A claim that moved on the working day before: what its owner is asked about it."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from server.commitments.due import is_working_day
from server.deals import queries as deals
from server.deals.queries import Deal
from server.inspections import queries as inspections
from server.inspections.standard import of_stage_left
from server.people.roles import Actor
from server.process.map import Process
from server.web.today.nudge import Check
from server.zones import local_day, local_time


async def find(actor: Actor, open_: Sequence[Deal], process: Process | None, now: datetime) -> Check | None:
    """The first of the actor's open deals that moved since the working day before today began and left a gate open; None for most days."""
    if process is None or not open_:
        return None
    by_id = {deal.id: deal for deal in open_}
    for moved in await deals.moved(actor.id, *since(now, actor.zone)):
        deal = by_id.get(moved.deal)
        asked = of_stage_left(process, deal.motion, moved.left, await inspections.standings(deal.id)) if deal else ()
        if deal and asked:
            boxes = tuple(process.behaviour[one.behaviour] for one in asked)
            return Check(deal=deal.id, left=moved.left, stage=process.now(moved.stage), at=moved.at, boxes=boxes)
    return None


def since(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """From when until when a move is yesterday's: after a weekend, Friday's and the weekend's."""
    today = local_day(now, zone)
    before = today - timedelta(days=1)
    while not is_working_day(before):
        before -= timedelta(days=1)
    return local_time(before, time(), zone), local_time(today, time(), zone)
