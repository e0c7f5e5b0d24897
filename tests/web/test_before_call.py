"""Before a call, through the door: the same words for the rep and for the manager, reached from the deal and from the day."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from server import clock
from server.deals import actions as deals
from server.deals.actions import Told as DealTold
from server.inspections import actions as inspections
from server.inspections.actions import Told
from server.people import queries as people
from tests.cast import ZONE
from tests.databases import Database
from tests.selling import PROCESS
from tests.web.world import World, opened


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with opened(database) as made:
        yield made


async def invite(world: World, deal: UUID, days: int, *, who: str) -> None:
    """A buyer accepted a meeting so many days ahead."""
    told = Told(
        artifact="meeting-recap",
        source="buyer",
        form="event",
        dated=clock.now().astimezone(ZoneInfo(ZONE)).date() + timedelta(days=days),
        words="To decide when.",
        sender=who,
    )
    await inspections.add_evidence(world.cast.ada.actor, world.entry(world.cast.ada), deal, told, process=PROCESS)


def main(text: str) -> str:
    return text.partition("<main")[2].partition("</main>")[0]


async def test_a_call_is_prepared_from_the_day_and_from_the_deal_in_the_same_words(world: World):
    ada, mira = world.cast.ada, world.cast.mira
    made = [
        await deals.add(
            ada.actor, world.entry(ada), DealTold(name=name, stage="align"), motion="new", currency="EUR", process=PROCESS
        )
        for name in ("Northgate", "Alder", "Quay")
    ]
    for deal, days, who in zip(made, (1, 0, 5), ("Petra Nowak", "Jitka Malá", "Hanna Lund"), strict=True):
        await invite(world, deal, days, who=who)
    address = f"/deals/{made[0]}/before-a-call"
    async with world.visit(ada) as visitor:
        today = main((await visitor.get("/today")).text)
        assert today.index("Alder, today, with Jitka Malá.") < today.index("Northgate, tomorrow, with Petra Nowak.")
        assert f'href="{address}"' in today
        assert "Hanna Lund" not in today
        assert f'href="{address}"' in (await visitor.get(f"/deals/{made[0]}")).text
        own = (await visitor.get(address)).text
    for words in (
        "with Petra Nowak, tomorrow",
        "<q>To decide when.</q>",
        "<li>Written down by a named buyer</li>",
        "Access to all required stakeholders",
        "Whoever looks will ask: Is it there: access to all required stakeholders?",
        "Ask the buyer what comes next.",
        '<a href="/process/templates/meeting-recap">Meeting recap</a>',
        "After the call: add what you heard",
        f'href="/deals/{made[0]}/evidence?shows=stakeholder-access/written"',
    ):
        assert words in own
    async with world.visit(mira) as visitor:
        read = (await visitor.get(address)).text
    assert main(read).replace("<span>a deal of Ada Rep</span>", "") == main(own)
    assert [(look.name, look.page) for look in await people.who_looked(ada.id)] == [("Mira North", "deal")]
    for stranger in (world.cast.bo, world.cast.tom, world.cast.sam):
        async with world.visit(stranger) as visitor:
            assert (await visitor.get(address)).status_code == 404
