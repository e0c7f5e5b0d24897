"""PostgreSQL goes away under load and comes back: a page that says so, nothing acknowledged is lost, and work goes on by itself."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from msgspec import Struct, field

from server import db, ids, ledger
from server.facts import DealAdded
from server.piccolo_app import MIGRATIONS
from tests import cluster, databases, shared
from tests.web import every_form
from tests.web.every_form import House, Sent

AT_ONCE = 16
DURABLE = "synchronous_commit=on"
RECOVERY = 5.0
"""Seconds after which work goes on."""

LONGEST = 30.0
"""Seconds after which this test gives up, on the slowest machine."""


class Load(Struct):
    """What several people send all the time: deals. `said` is what each form was answered, in the order of the answers."""

    house: House
    over: bool = False
    said: list[tuple[float, UUID, int]] = field(default_factory=list)

    async def send(self, form: UUID) -> int:
        fields = {"name": "Alder & Quay", "stage": "engage", "motion": "new"}
        answer = await self.house.send(Sent("ada", "/deals", fields), form)
        assert answer.status_code == 303 or ("Retry-After" in answer.headers and "try again" in answer.text), answer.text[:500]
        self.said.append((time.monotonic(), form, answer.status_code))
        return answer.status_code

    async def go_on(self) -> None:
        while not self.over:
            await self.send(ids.new())
            await asyncio.sleep(0.005)

    async def first(self, status: int, *, after: float) -> float:
        """When this was answered first after that moment; waits for it."""
        until = time.monotonic() + LONGEST
        while not (found := [at for at, _form, said in self.said if said == status and at > after]):
            assert time.monotonic() < until, f"nobody was answered {status}"
            await asyncio.sleep(0.02)
        return found[0]

    def forms(self, status: int) -> set[UUID]:
        return {form for _at, form, found in self.said if found == status}


@asynccontextmanager
async def loaded(house: House) -> AsyncIterator[Load]:
    load = Load(house)
    work = [asyncio.create_task(load.go_on()) for _ in range(AT_ONCE)]
    try:
        yield load
    finally:
        load.over = True
        await asyncio.gather(*work)


@pytest.mark.parametrize(
    "how", [pytest.param(signal.SIGINT, id="fast", marks=pytest.mark.long), pytest.param(signal.SIGQUIT, id="immediate")]
)
async def test_postgresql_is_restarted_under_load(how: signal.Signals):
    # A cluster of its own: nobody else shall feel this.
    port, data = cluster.free_port(), cluster.made(shared.folder() / f"restarted-{ids.new().hex}")
    server = cluster.started(data, port, DURABLE)
    try:
        async with databases.opened("postgres", f"{cluster.at(port)}/postgres") as database:
            await db.migrate(MIGRATIONS)
            async with every_form.opened(database) as house:
                async with loaded(house) as load:
                    await load.first(303, after=0)
                    told = time.monotonic()
                    server.send_signal(how)
                    await asyncio.to_thread(server.wait)
                    gone = time.monotonic()
                    assert await load.first(503, after=told) < gone + RECOVERY, "it says that the database is away"
                    # Everybody who was on their way has heard of it: nobody is kept waiting for a database that is not there.
                    await load.first(503, after=gone)
                    server = await asyncio.to_thread(cluster.started, data, port, DURABLE)
                    back = time.monotonic()
                    assert await load.first(303, after=gone) < back + RECOVERY
                assert load.forms(303) <= await kept(), "an acknowledged deal was lost"
                for form in load.forms(503):
                    assert await load.send(form) == 303
                assert load.forms(303) == await kept()
    finally:
        server.terminate()
        server.wait()


async def kept() -> set[UUID]:
    """The forms whose deals are there, each of them once."""
    found = [one.id for one in await ledger.of_kind(DealAdded)]
    assert len(found) == len(set(found))
    return set(found)
