"""What journeys begin in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys import house as houses
from tests.journeys.house import House


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """The demonstration in this process, for a test that changes it."""
    async with houses.opened(tmp_path) as opened:
        yield opened
