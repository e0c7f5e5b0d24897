"""Fixtures for every test. Each is a thin door to the module that does the work.

database        a fresh migrated database, once on SQLite and once on PostgreSQL
visitor         a real browser in front of `shared_server`
shared_server   the product as its own process with the demonstration; for reading
own_server      the same, one for this test alone; for writing

The modules are imported when a fixture is first asked for, so that the tests of pure code start at once.
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from hypothesis import settings

from tests import shared, summary

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.databases import Database

shared.begin()
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


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator["Browser"]:
    """Chromium, started once."""
    from tests import browser as browsers

    async with browsers.launched() as started:
        yield started


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long`: the full grids and rounds."""
    parser.addoption("--long", action="store_true", help="run the full grids and rounds as well")


def pytest_configure(config: pytest.Config) -> None:
    """Chooses how many examples properties try."""
    settings.load_profile("long" if config.getoption("--long") else "short")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves long tests to `--long`, and runs browser tests in the loop that the browser lives in."""
    if not config.getoption("--long"):
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("long")])
        items[:] = [item for item in items if not item.get_closest_marker("long")]
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


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
