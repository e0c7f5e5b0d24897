"""Promises made, for tests of what comes of them."""

from datetime import timedelta
from uuid import UUID

from msgspec import convert

from server import db
from server.commitments import actions
from server.commitments.actions import Promise
from server.commitments.queries import Commitment, Settled
from server.deals import actions as deals
from server.deals.actions import Told
from server.ledger import Entry
from server.people.roles import Actor
from tests.cast import TUESDAY, Cast
from tests.selling import PROCESS


async def deal_of(cast: Cast, name: str = "Northgate") -> UUID:
    told = Told(name=name, stage="discover")
    return await deals.add(cast.ada.actor, cast.entry(cast.ada), told, motion="new", currency="EUR", process=PROCESS)


def a_promise(deal: UUID, *, days: int = 3, take: UUID | None = None) -> Promise:
    return Promise(
        deal=deal,
        words="Ask Petra who signs.",
        due=TUESDAY + timedelta(days=days),
        proof="calendar-invite",
        ask="Show me the invite.",
        behaviours=("next-step-confirmed",),
        process="reference",
        process_version=1,
        lesson="next-step",
        question="promise",
        take=take,
    )


async def promise(actor: Actor, entry: Entry, made: Promise) -> UUID:
    return await db.run(lambda: actions.promise(actor, entry, made))


def came_of(promise: Commitment) -> Settled:
    """What a list of many says of this promise, which is settled."""
    return convert({name: getattr(promise, name) for name in Settled.__struct_fields__}, Settled)
