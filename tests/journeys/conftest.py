"""What journeys begin in."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests import served
from tests.browser import Visitor
from tests.journeys import house as houses
from tests.journeys.house import House
from tests.served import Served


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """The first morning of the demonstration in this process, for a test that changes it."""
    async with houses.opened(tmp_path) as opened:
        yield opened


@pytest.fixture
async def lived_in_house(tmp_path: Path) -> AsyncIterator[House]:
    """The same after half a year."""
    async with houses.opened(tmp_path, at=served.HALF_A_YEAR) as opened:
        yield opened


@pytest.fixture(scope="module")
def busy_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for the tests of one module, each of which is somebody else of the cast and changes only what is theirs."""
    with served.running(tmp_path_factory.mktemp("busy"), at=served.HALF_A_YEAR) as server:
        yield server


@pytest.fixture(scope="module")
def fresh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The same on the first morning, when nobody has taken a lesson yet."""
    with served.running(tmp_path_factory.mktemp("fresh")) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def rep_visitor(browser: Browser, busy_server: Served) -> AsyncIterator[Visitor]:
    """A real browser in front of `busy_server`."""
    somebody = Visitor(browser, busy_server.url)
    yield somebody
    await somebody.leave()


@pytest_asyncio.fixture(loop_scope="session")
async def new_visitor(browser: Browser, fresh_server: Served) -> AsyncIterator[Visitor]:
    """A real browser in front of `fresh_server`."""
    somebody = Visitor(browser, fresh_server.url)
    yield somebody
    await somebody.leave()
