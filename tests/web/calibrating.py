"""A calibration over HTTP: begun, proved, filled in, closed."""

from uuid import UUID

from server import clock
from server.inspections import actions as inspecting
from server.inspections.actions import Told
from server.people.queries import Person
from tests import selling
from tests.client import form_of, send
from tests.web.selling_deeds import DAY, deal
from tests.web.world import World

WORDS = "problem-in-buyer-words"


NEXT = "next-step-confirmed"


async def proved(world: World, *, stage: str = "align", name: str = "Kestrel & Sons") -> UUID:
    """A deal of Ada's with four items of proof."""
    there = await deal(world.cast.ada, name, stage=stage)
    for behaviour, clause in ((WORDS, "written"), (WORDS, "in-time"), (NEXT, "written"), ("insight-shared", "written")):
        told = Told(
            artifact="meeting-recap",
            source="buyer",
            form="quote",
            dated=(clock.now() - DAY).date(),
            words="We lose a day every month.",
            sender="Petra Nowak",
            shows=(f"{behaviour}/{clause}",),
        )
        await inspecting.add_evidence(world.cast.ada.actor, world.entry(world.cast.ada), there, told, process=selling.PROCESS)
    return there


async def get(world: World, person: Person, path: str, status: int = 200) -> str:
    async with world.visit(person) as visitor:
        answer = await visitor.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:300])
        return answer.text


async def begun(world: World, by: Person, there: UUID, **fields: str) -> str:
    """The address of a calibration that somebody begins on the page."""
    async with world.visit(by) as visitor:
        answer = await send(visitor, "/calibration", "/calibration", deal=str(there), **fields)
        assert answer.status_code == 303, answer.text[:500]
        return answer.headers["location"]


async def close(world: World, person: Person, calibration: str, *ticks: str) -> str:
    """Somebody fills their blind sheet and closes it: where that leads."""
    async with world.visit(person) as visitor:
        begun = await send(visitor, calibration, f"{calibration}/sheets")
        sheet = begun.headers["location"]
        shown = await visitor.get(sheet)
        assert shown.status_code == 200
        fields = {**form_of(shown.text, f"{sheet}/closing"), "tick": list(ticks), "looked": [NEXT]}
        closed = await visitor.post(f"{sheet}/closing", data=fields, headers={"Origin": "https://test"})
        assert closed.status_code == 303, closed.text[:500]
        return str(closed.headers["location"])
