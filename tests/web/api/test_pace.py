"""A token is counted on all servers together: the database is told a step at a time, and hardly ever asked."""

from collections.abc import AsyncIterator

import httpx
import pytest

from server.api import pace
from server.api.pace import READING, Pace
from server.db.statements import counted
from server.errors import Unavailable
from server.people.actions import tries
from server.people.limits import Limit
from server.web.api import gate
from tests import client
from tests.databases import Database
from tests.web.api import world
from tests.web.api.world import Programs, token_of


@pytest.fixture
async def programs(database: Database) -> AsyncIterator[Programs]:
    async with world.opened(database) as programs:
        yield programs


async def asks(programs: Programs, secret: str, server: Pace, monkeypatch: pytest.MonkeyPatch) -> httpx.Response:
    """A program asks one of several servers, each of which counts for itself."""
    monkeypatch.setattr(gate, "_pace", server)
    async with client.visiting(programs.door) as program:
        return await program.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})


async def test_a_token_that_asks_every_server_is_told_to_wait_as_if_they_were_one(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
):
    sixty = Limit(READING.what, 60, READING.window)
    monkeypatch.setattr(gate, "READING", sixty)
    secret, servers = await token_of(programs.cast.ada, "read"), [Pace() for _ in range(3)]
    answers = [await asks(programs, secret, server, monkeypatch) for _ in range(30) for server in servers]
    let = sum(answer.status_code == 200 for answer in answers)
    assert sixty.most <= let <= sixty.most + len(servers) * pace.size(sixty)
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) == len(answers) - let > 0
    assert all(1 <= int(answer.headers["Retry-After"]) <= 120 for answer in refused)
    # A server that was started only now knows of the others by its second step.
    late = Pace()
    assert [(await asks(programs, secret, late, monkeypatch)).status_code for _ in range(3)][-1] == 429
    bo = await token_of(programs.cast.bo, "read")
    assert (await asks(programs, bo, servers[0], monkeypatch)).status_code == 200


async def test_most_requests_ask_the_database_nothing_more(programs: Programs, monkeypatch: pytest.MonkeyPatch):
    secret, server = await token_of(programs.cast.ada, "read"), Pace()
    with counted() as count:
        for _ in range(60):
            await asks(programs, secret, server, monkeypatch)
    assert sum('"sign_in_try"' in sql for sql in count.sql) == 2
    # Whoever is refused costs nothing but to be known.
    server.counts = {key: pace.Count(next=9, told=READING.most * 9) for key in server.counts}
    with counted() as count:
        assert (await asks(programs, secret, server, monkeypatch)).status_code == 429
    assert not any('"sign_in_try"' in sql for sql in count.sql)


async def test_reading_goes_on_while_nothing_can_be_written(programs: Programs, monkeypatch: pytest.MonkeyPatch):
    async def full(*_given: object) -> None:
        raise Unavailable("The disk is full.")

    monkeypatch.setattr(tries, "add", full)
    secret, server = await token_of(programs.cast.ada, "read"), Pace()
    answers = [await asks(programs, secret, server, monkeypatch) for _ in range(2 * pace.size(READING) + 1)]
    assert {answer.status_code for answer in answers} == {200}
