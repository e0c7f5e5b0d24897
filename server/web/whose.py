"""Whose deals somebody may go through, one after another."""

from datetime import datetime

from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor


async def sellers(actor: Actor, now: datetime) -> list[Person]:
    """Those whose deals the actor looks at: for a leader everybody who sells, for a manager their team, for others nobody."""
    if actor.has("leader"):
        return await people.holding("rep")
    return await people.team_of(actor, now)
