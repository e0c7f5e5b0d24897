"""What people do in front of the whole application, for tests of what others then see."""

from datetime import timedelta

import httpx

from server import clock
from server.learning import actions as learning
from server.learning.actions import Deed
from server.people.queries import Person
from tests.client import send
from tests.web.world import World


def in_days(days: int) -> str:
    """A date as a form wants it."""
    return (clock.now() + timedelta(days=days)).date().isoformat()


async def assign(world: World, to: Person, *, lesson: str = "next-step", **wrong: str) -> httpx.Response:
    """Mira assigns a lesson from the page of this person."""
    async with world.visit(world.cast.mira) as mira:
        path = f"/people/{to.id}"
        fields = {"lesson": lesson, "reason": "For Friday.", "day": in_days(3), **wrong}
        return await send(mira, path, f"{path}/assignments", **fields)


async def answer(world: World, person: Person, *, lesson: str = "next-step") -> None:
    """Answers every question of a lesson, and so finishes it."""
    for question in ("first", "second"):
        deed = Deed(actor=person.actor, entry=world.entry(person), lesson=lesson)
        await learning.answer(deed, question, {"choice": ["a"]})
