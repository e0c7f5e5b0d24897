"""As of when the deals are that a page goes by, by plain HTTP: said where they came from a CRM, and not where they are kept by hand."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from server import clock, ids
from server.deals.tables import DealRow, DealSource
from tests import selling
from tests.client import send
from tests.databases import Database
from tests.inspections.reference import PROCESS
from tests.web import selling_deeds
from tests.web.world import World, opened


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        await selling.serve(replace(selling.ACADEMY, process=PROCESS))
        yield made


async def test_the_day_the_line_and_the_one_to_one_say_as_of_when_the_deals_are(world: World):
    ada, mira, seen = world.cast.ada, world.cast.mira, clock.now() - timedelta(days=2)
    deal = await selling_deeds.deal(ada, "Fennel Logistics")
    together = f"/people/{ada.id}/one-to-one"
    async with world.visit(ada) as rep, world.visit(mira) as manager:
        await selling_deeds.promise(ada, deal, due=timedelta(days=1))
        pages = [(rep, "/today"), (rep, "/my-line"), (manager, together)]
        for visitor, path in pages:
            assert "Deals as of" not in (await visitor.get(path)).text, path
        await DealSource.insert(DealSource(id=ids.new(), name="hubspot", seen_at=seen))
        await DealRow.update({DealRow.source: "hubspot", DealRow.seen_at: seen}, force=True)
        for visitor, path in pages:
            assert "Deals as of" in (await visitor.get(path)).text, path
        await send(manager, together, together, deal=str(deal))
        assert "Deals as of" in (await manager.get(together)).text
