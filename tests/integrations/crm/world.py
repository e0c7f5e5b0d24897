"""A small HubSpot, connected; the walk through it; and what is left of it."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct, field

from server.integrations.crm import actions, queries
from server.integrations.crm.actions import Within
from server.integrations.crm.outside import Access
from server.integrations.crm.queries import Run
from tests.cast import TUESDAY, Cast
from tests.integrations.crm.fakes.hubspot import TOKEN, HubSpot
from tests.integrations.crm.fakes.serve import Fake
from tests.selling import PROCESS

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
BEGAN = datetime(2026, 10, 1, 9, tzinfo=UTC)


class Clock(Struct):
    """A clock that is set by hand, and how long was waited. `rings` is run at the next wait."""

    now: datetime = TUESDAY
    waited: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        await asyncio.sleep(0)

    def within(self) -> Within:
        return Within(key=KEY, private=True, process=PROCESS, currency="EUR", now=lambda: self.now, sleep=self.sleep)


def at(days: float) -> datetime:
    return BEGAN + timedelta(days=days)


def small(deals: int = 5) -> HubSpot:
    """Two pipelines, Ada and Bo, a former owner, and some deals of Ada's that went from meeting to needs."""
    crm = HubSpot()
    crm.pipeline("default", "Sales", meeting="Meeting", needs="Discover", room="Align", won="Closed won", lost="Closed lost")
    crm.pipeline("77", "Renewals", **{"771": "Discover again", "772": "Closed won"})
    crm.owner("11", "ada@example.org", "Ada Rep")
    crm.owner("12", "bo@example.org", "Bo Rep")
    crm.owner("19", "bo@example.org", "Bo Rep", archived=True)
    crm.owner("13", "nobody@example.com", "Nina Nobody")
    for n in range(1, deals + 1):
        values = {
            "dealname": f"Deal {n}",
            "pipeline": "default",
            "hubspot_owner_id": "11",
            "amount": f"{n}000.50",
            "dealtype": "newbusiness",
        }
        crm.deal(str(n), at(n), dealstage="meeting", closedate="2026-12-18T17:00:00Z", **values)
        crm.deal(str(n), at(n + 3), dealstage="needs")
    return crm


async def connect(cast: Cast, base: str, clock: Clock, *, token: str = TOKEN) -> None:
    await actions.connect(cast.zoe.actor, cast.entry(cast.zoe), "hubspot", base, Access(token=token), clock.within())


async def walk(cast: Cast, clock: Clock, kind: str = "pull", *, source: str = "hubspot") -> Run:
    """Begins a walk and goes on with it until its end, or until it has to wait."""
    cast.now = clock.now
    id = await actions.begin(cast.zoe.actor, cast.entry(cast.zoe), source, kind)
    return await actions.go_on(await queries.run(id), clock.within())


async def settle(cast: Cast, clock: Clock, *, source: str = "hubspot") -> None:
    """Looks, takes what is likely meant, and turns the clock of it on."""
    await walk(cast, clock, "look", source=source)
    await actions.schedule(cast.zoe.actor, cast.entry(cast.zoe), source, 60, clock.within())


async def bring(cast: Cast, base: str, clock: Clock) -> Run:
    """Connects, settles and pulls."""
    await connect(cast, base, clock)
    await settle(cast, clock)
    return await walk(cast, clock)


def asked(crm: Fake, path: str) -> Sequence[str]:
    """The requests to one path, by method and parameters."""
    return [f"{one.method} {dict(one.params)}" for one in crm.log if one.path == path]
