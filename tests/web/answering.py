"""Right answers to the lesson of every kind of question."""

from datetime import timedelta

from server import clock, ids
from server.learning import actions as learning
from server.learning.actions import Deed
from server.ledger import Entry
from server.people.queries import Person
from tests.learning.world import RIGHT
from tests.web.world import World


async def answer(world: World, person: Person, *questions: str, days: int = 0, turn: int = 0) -> None:
    """Right answers, so many days ago."""
    for question in questions:
        entry = Entry(id=ids.new(), at=clock.now() - timedelta(days=days), actor=person.id)
        deed = Deed(actor=person.actor, entry=entry, lesson="every-kind", turn=turn)
        await learning.answer(deed, question, RIGHT[question])
