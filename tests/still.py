"""A clock that stands still, for tests of what a page asks: what a process keeps for a second it then keeps, however slow the machine."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from server import clock
from server.lessons.queries import LATEST


@contextmanager
def still() -> Iterator[None]:
    """No second goes by, for whoever measures spans."""
    at = clock.ticks()
    with pytest.MonkeyPatch.context() as patch:
        for where in (clock, LATEST):
            patch.setattr(where, "ticks", lambda: at)
        yield
