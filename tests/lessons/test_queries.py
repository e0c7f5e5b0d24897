"""What is served, and how often the database is asked about it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from msgspec.structs import replace

from server.errors import NotFound, Unavailable
from server.lessons import queries
from server.lessons.compiler.edition import NOTHING, Edition
from server.lessons.queries import Latest
from tests.databases import Database


class Desk:
    """A row that says what is current, a clock to turn, and a count of who asked."""

    def __init__(self) -> None:
        self.name, self.now = "one", 100.0
        self.asked = 0
        self.read: list[str] = []
        self.before: Callable[[], Awaitable[None]] | None = None

    async def which(self) -> str:
        self.asked += 1
        if self.before:
            await self.before()
        return self.name

    async def fetch(self, name: str) -> Edition:
        self.read.append(name)
        return replace(NOTHING, hash=name)

    def latest(self) -> Latest:
        return Latest(self.which, self.fetch, lambda: self.now)


async def test_the_row_is_looked_at_once_a_second_at_most() -> None:
    desk = Desk()
    latest = desk.latest()
    for tick in range(40):
        desk.now = 100.0 + tick / 10
        assert (await latest.current()).hash == "one"
    assert desk.asked == 4
    assert desk.read == ["one"]


async def test_a_change_is_seen_after_a_second_and_not_before() -> None:
    desk = Desk()
    latest = desk.latest()
    await latest.current()
    desk.name = "two"
    desk.now += 0.99
    assert (await latest.current()).hash == "one"
    desk.now += 0.01
    assert (await latest.current()).hash == "two"
    assert desk.read == ["one", "two"]


async def test_while_one_looks_the_others_are_served_what_was_current() -> None:
    desk = Desk()
    latest = desk.latest()
    await latest.current()
    desk.name, desk.now = "two", desk.now + 5
    slow, others = asyncio.Event(), []

    async def wait() -> None:
        await slow.wait()

    desk.before = wait
    first = asyncio.ensure_future(latest.current())
    await asyncio.sleep(0)
    others = [(await latest.current()).hash for _ in range(3)]
    slow.set()
    assert others == ["one", "one", "one"]
    assert (await first).hash == "two"
    assert desk.asked == 2


async def test_when_the_database_is_away_the_last_edition_is_served_until_the_next_look() -> None:
    desk = Desk()
    latest = desk.latest()
    await latest.current()

    async def fail() -> None:
        raise Unavailable("gone")

    desk.before, desk.now = fail, desk.now + 2
    with pytest.raises(Unavailable):
        await latest.current()
    assert (await latest.current()).hash == "one"


async def test_after_forgetting_it_looks_at_once() -> None:
    desk = Desk()
    latest = desk.latest()
    await latest.current()
    desk.name = "two"
    latest.forget()
    assert (await latest.current()).hash == "two"


async def test_an_empty_database_serves_the_empty_academy(database: Database) -> None:
    queries.LATEST.forget()
    assert await queries.current() == NOTHING
    assert await queries.state() == queries.State()
    assert (await queries.state()).diagnostics == ()
    with pytest.raises(NotFound):
        await queries.lesson("any")
    with pytest.raises(NotFound):
        await queries.lesson_by_hash("0" * 64)
    with pytest.raises(NotFound):
        await queries.edition("0" * 64)
