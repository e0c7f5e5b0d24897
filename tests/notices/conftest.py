"""The cast on a fresh database, with every reaction wired, as in a running server."""

from collections.abc import Iterator

import pytest

from server import ledger
from server.wiring import REACTIONS
from tests.cast import Cast, assemble
from tests.databases import Database
from tests.selling import serve


@pytest.fixture
def wired() -> Iterator[None]:
    """Facts wake what they wake in a server."""
    ledger.react_with(REACTIONS)
    yield
    ledger.react_with({})


@pytest.fixture
async def cast(database: Database, wired: None) -> Cast:
    """Everybody, told of what happens."""
    await serve()
    return await assemble()
