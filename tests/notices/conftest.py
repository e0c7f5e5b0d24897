"""The cast on a fresh database, with every reaction wired, as in a running server."""

import pytest

from tests.cast import Cast, assemble
from tests.databases import Database
from tests.selling import serve


@pytest.fixture
async def cast(database: Database, wired: None) -> Cast:
    """Everybody, told of what happens."""
    await serve()
    return await assemble()
