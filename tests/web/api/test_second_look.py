"""A leader's program tells them nothing of a deal that they look at a second time before their own sheet is closed."""

from uuid import UUID

from tests.client import form_of, send
from tests.databases import Database
from tests.web.api import world
from tests.web.selling_deeds import deal, inspected


async def test_a_program_tells_a_leader_of_other_sheets_once_their_own_is_closed(sqlite: Database):
    async with world.opened(sqlite) as programs:
        cast = programs.cast
        there = await deal(cast.ada, "Northgate", days=3)
        await inspected(cast.mira, there)
        (sheet,) = (await programs.read("mira", f"/deals/{there}/inspections"))["items"]
        async with programs.world.visit(cast.lea) as lea:
            drawn = await send(lea, "/drift/managers", "/calibration/second-looks", manager=str(cast.mira.id))
            calibration = drawn.headers["location"]
            for path in (f"/deals/{there}/inspections", f"/inspections/{sheet['id']}"):
                assert (await programs.get("lea", path)).status_code == 409
            assert await told(programs, there) == {None}
            own = (await send(lea, calibration, f"{calibration}/sheets")).headers["location"]
            fields = form_of((await lea.get(own)).text, f"{own}/closing")
            await lea.post(f"{own}/closing", data={**fields, "looked": "next-step-confirmed"}, headers={"Origin": "https://test"})
        assert (await programs.read("lea", f"/inspections/{sheet['id']}"))["rows"]
        assert None not in await told(programs, there)


async def told(programs: world.Programs, deal: UUID) -> set[str | None]:
    """The stage that the sheets support, as one deal and as the list of deals tell a leader."""
    one = await programs.read("lea", f"/deals/{deal}")
    (listed,) = [found for found in (await programs.read("lea", "/deals"))["items"] if found["id"] == str(deal)]
    return {found["conclusion"] and found["conclusion"]["supported"] for found in (one, listed)}
