"""Ada's deal, Mira who inspects it, and what both send over HTTP."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from html import unescape
from uuid import UUID

import httpx
from msgspec import Struct, field
from msgspec.structs import replace

from server import clock, ids
from server.deals import actions as deals
from server.deals.actions import Told as DealTold
from server.inspections import actions
from server.inspections.actions import Done, Told
from tests import selling
from tests.client import HOME, send
from tests.databases import Database
from tests.inspections.reference import PROCESS, clauses
from tests.web.world import World, opened

STEP, WHY, CASE = "next-step-confirmed", "why-now-established", "business-case-co-owned"


class Desk(Struct):
    """Ada's deal, which claims Propose, and Mira who inspects it."""

    world: World
    deal: UUID = field(default_factory=lambda: UUID(int=0))

    async def prove(self, behaviour: str, *shows: str, words: str = "Met Petra & asked.") -> UUID:
        """Ada attaches proof from where the behaviour asks for it."""
        ada, found = self.world.cast.ada, PROCESS.behaviour[behaviour]
        told = Told(
            artifact=found.artifact,
            source=found.source,
            form="event" if found.fresh_days == 0 else "quote",
            dated=clock.now().date() + timedelta(days=2 if found.fresh_days == 0 else -2),
            words=words,
            sender="Petra Nowak",
            shows=tuple(f"{behaviour}/{clause}" for clause in shows or clauses(behaviour)),
        )
        return await actions.add_evidence(ada.actor, self.world.entry(ada), self.deal, told, process=PROCESS)

    async def inspect(self, **rows: Done) -> UUID:
        """Mira closes a sheet with these rows."""
        mira = self.world.cast.mira
        sheet = await actions.begin(mira.actor, self.world.entry(mira), self.deal, mode="full", pick="chosen")
        named = {name.replace("_", "-"): done for name, done in rows.items()}
        await actions.close(mira.actor, self.world.entry(mira), sheet, named)
        return sheet

    async def begun(self, mira: httpx.AsyncClient) -> str:
        """The path of the sheet that Mira opens from the page of the deal."""
        answer = await send(mira, f"/deals/{self.deal}", f"/deals/{self.deal}/inspections")
        assert answer.status_code == 303
        return answer.headers["location"]


@asynccontextmanager
async def at_desk(database: Database) -> AsyncIterator[Desk]:
    """The two with the deal, while the block runs."""
    async with opened(database) as world:
        await selling.serve(replace(selling.ACADEMY, process=PROCESS))
        made = Desk(world)
        ada = world.cast.ada
        told = DealTold(name="Northgate & Sons", stage="propose", amount=6_200_000)
        made.deal = await deals.add(ada.actor, world.entry(ada), told, motion="new", currency="EUR", process=PROCESS)
        yield made


async def post(visitor: httpx.AsyncClient, page: str, action: str, **fields: object) -> httpx.Response:
    """Sends the form of a page that goes to `action`, as a browser without script does."""
    shown = (await visitor.get(page)).text
    given = {"form": str(ids.new()), "csrf": csrf_of(shown), **fields}
    return await visitor.post(action, data=given, headers={"Origin": HOME})


def csrf_of(html: str) -> str:
    """The token that every form of a page carries."""
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def text(html: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))
