"""A body that stands still, or comes by drops, holds no connection for ever."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from litestar.types import Receive, ReceiveMessage

from server.web.door import slow_body
from server.web.door.slow_body import Paced
from tests import client as clients
from tests.client import HOME
from tests.databases import Database

GONE = {"type": "http.disconnect"}


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_body, "PATIENCE", 0.2)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/sign-in", 408), ("/api/v1/deals", 401), ("/scim/v2/Users", 401), ("/nowhere", 404), ("/sign-in/oidc/over", 408)],
)
async def test_whoever_sends_half_a_form_and_no_more_is_answered_and_let_go(sqlite: Database, path: str, status: int):
    async with clients.opened(sqlite) as door, clients.visiting(door) as visitor, asyncio.timeout(10):
        answer = await visitor.post(
            path, content=_half(), headers={"Origin": HOME, "Content-Type": FORM, "Content-Length": "8000"}
        )
    assert answer.status_code == status


FORM = "application/x-www-form-urlencoded"


async def _half() -> AsyncIterator[bytes]:
    yield b"form="
    await asyncio.Event().wait()


async def test_a_body_that_comes_by_drops_is_over():
    drops, parts = Paced(_every(0.02, b"x")), list[ReceiveMessage]()
    async with asyncio.timeout(10):
        while (message := await drops.receive()) != GONE:
            parts.append(message)
    assert 2 < len(parts) < 50
    assert await drops.receive() == GONE


async def test_a_body_that_comes_slowly_and_does_come_is_read_to_its_end():
    slow = Paced(_every(0.05, b"x" * 1_000))
    assert GONE not in [await slow.receive() for _ in range(10)]


async def test_the_time_in_which_nobody_asks_for_the_body_does_not_count():
    asked = Paced(_every(0, b"x"))
    await asked.receive()
    await asyncio.sleep(0.3)
    assert await asked.receive() != GONE


def _every(seconds: float, part: bytes) -> Receive:
    """A body that never ends, a part of it after so many seconds."""

    async def receive() -> ReceiveMessage:
        await asyncio.sleep(seconds)
        return {"type": "http.request", "body": part, "more_body": True}

    return receive
