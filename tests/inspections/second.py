"""A sheet of a manager that a leader looks at again."""

from uuid import UUID

from server.inspections import actions, queries
from server.inspections.actions import Done
from server.inspections.calibration import Reveal
from server.people.queries import Person
from tests.inspections.world import World, every

WORDS = "problem-in-buyer-words"


async def picked(world: World, *, pick: str = "coverage", deal: UUID | None = None) -> UUID:
    """Mira closes a sheet of the deal as a pick of her week."""
    sheet = await world.begin(pick=pick, deal=deal)
    await world.close(sheet, {WORDS: every(WORDS)})
    return sheet


async def again(world: World, of: Person | None = None, by: Person | None = None) -> UUID:
    leader = by or world.cast.lea
    return await actions.look_again(leader.actor, world.cast.entry(leader), (of or world.cast.mira).id)


async def fills(world: World, calibration: UUID, rows: dict[str, Done]) -> UUID:
    """The leader's own sheet, closed."""
    lea = world.cast.lea
    sheet = await actions.take_seat(lea.actor, world.cast.entry(lea), calibration)
    await world.close(sheet, rows, lea)
    return sheet


async def revealed(world: World, id: UUID) -> Reveal:
    (found,) = [one for one in await queries.opened(world.cast.now) if one.calibration.id == id]
    return found.reveal
