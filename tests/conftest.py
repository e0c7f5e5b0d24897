"""Fixtures for every test. Each is a thin door to the module that does the work.

database        a fresh migrated database, once on SQLite and once on PostgreSQL
sqlite          the same, only on SQLite
empty_database  a database without tables, once on each
wired           recorded facts wake what they wake in a server
still           no second goes by for what a process keeps for one, however slow the machine
door, client    the application on `database`, and a visitor to it by plain HTTP
shared_server   the product as its own process with the demonstration; for looking
own_server      the same, one for this test alone; for changing things
visitor         a real browser in front of `shared_server`: `page = await visitor.page(phone=True, javascript=False)`
own_visitor     the same in front of `own_server`

The modules are imported when a fixture is first asked for, so that the tests of pure code start at once.
"""

import gc
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from hypothesis import is_hypothesis_test, settings

from tests import shared, summary

if TYPE_CHECKING:
    from httpx import AsyncClient
    from litestar.types import ASGIApp
    from playwright.async_api import Browser

    from tests.browser import Visitor
    from tests.databases import Database
    from tests.served import Served

shared.begin()
# A process of tests keeps all modules and what they remember; to look through that for garbage every few hundred objects took a twentieth of a run.
gc.set_threshold(50_000, 20, 50)
# Nothing in a test may touch the database of the checkout.
os.environ["DATABASE_URL"] = f"sqlite:///{shared.folder()}/nobody.sqlite"

# The machine of a build server is slow at times; a slow example is no fault.
settings.register_profile("short", deadline=None, max_examples=60)
settings.register_profile("long", deadline=None, max_examples=2_000)


@pytest.fixture(params=("sqlite", "postgres"))
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator["Database"]:
    """A fresh migrated database, in use by this process."""
    from tests import databases

    async with databases.migrated(request.param, tmp_path) as made:
        yield made


@pytest.fixture(params=("sqlite", "postgres"))
async def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator["Database"]:
    """A database without tables."""
    from tests import databases

    async with databases.empty(request.param, tmp_path) as made:
        yield made


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator["Database"]:
    """A fresh migrated SQLite database, for what does not depend on the engine."""
    from tests import databases

    async with databases.migrated("sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def wired() -> Iterator[None]:
    """What is recorded wakes what it wakes in a server."""
    from server import ledger
    from server.wiring import REACTIONS

    ledger.react_with(REACTIONS)
    yield
    ledger.react_with({})


@pytest.fixture
def still() -> Iterator[None]:
    """No second goes by for what a process keeps for one."""
    from tests.still import still

    with still():
        yield


@pytest.fixture
async def door(database: "Database") -> "AsyncIterator[ASGIApp]":
    """The application on `database`, started."""
    from tests import client as clients

    async with clients.opened(database) as started:
        yield started


@pytest.fixture
async def client(door: "ASGIApp") -> "AsyncIterator[AsyncClient]":
    """A visitor of `door` who is signed out."""
    from tests import client as clients

    async with clients.visiting(door) as visitor:
        yield visitor


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator["Browser"]:
    """Chromium, started once."""
    from tests import browser as browsers

    async with browsers.launched() as started:
        yield started


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Served"]:
    """A server with half a year of the demonstration, for tests that only look."""
    from tests import served

    with served.running(tmp_path_factory.mktemp("served"), at=served.HALF_A_YEAR) as server:
        yield server


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator["Served"]:
    """A server with the demonstration that nobody else uses."""
    from tests import served

    with served.running(tmp_path) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: "Browser", shared_server: "Served") -> AsyncIterator["Visitor"]:
    """A real browser in front of `shared_server`."""
    from tests.browser import Visitor

    somebody = Visitor(browser, shared_server.url)
    yield somebody
    await somebody.leave()


@pytest_asyncio.fixture(loop_scope="session")
async def own_visitor(browser: "Browser", own_server: "Served") -> AsyncIterator["Visitor"]:
    """A real browser in front of `own_server`."""
    from tests.browser import Visitor

    somebody = Visitor(browser, own_server.url)
    yield somebody
    await somebody.leave()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long`: the full grids and rounds."""
    parser.addoption("--long", action="store_true", help="run the full grids and rounds as well")


LONG = 1_800
"""Seconds for what is only tried with `--long`, and for a property that then tries many examples; 120 are for the rest."""


def pytest_configure(config: pytest.Config) -> None:
    """Chooses how many examples properties try."""
    settings.load_profile("long" if config.getoption("--long") else "short")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves long tests to `--long`, and runs browser tests in the loop that the browser lives in."""
    if not config.getoption("--long"):
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("long")])
        items[:] = [item for item in items if not item.get_closest_marker("long")]
    for item in items:
        if config.getoption("--long") and _is_long(item) and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(LONG))
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def _is_long(item: pytest.Item) -> bool:
    return item.get_closest_marker("long") is not None or is_hypothesis_test(getattr(item, "obj", None))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object) -> None:
    """Gathers what the processes of a run noticed."""
    summary.unpack(getattr(node, "workeroutput", {}).get("summary", {}))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hands what was noticed to the process that prints the summary."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["summary"] = summary.pack()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says loudly what was not tested."""
    for remark in sorted(summary.remarks):
        terminalreporter.write_line(remark, yellow=True)
    for part in sorted(summary.left_out):
        terminalreporter.write_line(f"NOT TESTED here, because it is missing: {part}", red=True, bold=True)
