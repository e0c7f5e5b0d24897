"""People who come into a team, for tests of its pages."""

from datetime import timedelta

from server import clock, ids
from server.ledger import Entry
from server.people import actions as people
from server.people.queries import Person
from tests.web.world import World


async def joined(world: World, name: str, *roles: str, team: bool = True) -> Person:
    entry = Entry(id=ids.new(), at=clock.now() - timedelta(days=1))
    email = f"{name.lower()}@example.org"
    return await people.add_person(
        None, name=name, email=email, roles=roles, entry=entry, team=world.cast.north if team else None
    )
