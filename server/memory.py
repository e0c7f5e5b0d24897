"""How a worker keeps small and quick: when Python looks for cycles, and what the C library keeps that nobody uses."""

import asyncio
import ctypes
import gc
from collections.abc import Callable
from contextlib import suppress
from typing import Final

SECONDS: Final = 10.0
"""Between two times that memory is given back."""

ARENA_MAX: Final = -8
"""How glibc calls the most heaps that it may have."""


def settle() -> None:
    """What was imported stays, and a page makes thousands of objects that go with it: to look for cycles as often as Python does takes 5% of its
    time.
    """
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    # Threads of ours take turns anyway. With a heap for each, what one gave back lies idle and another asks the system for more.
    _of_the_library("mallopt")(ARENA_MAX, 1)


async def keep_giving_back(stop: asyncio.Event) -> None:
    """Until `stop` is set, gives back to the system what large texts left behind, of which the C library keeps some 3 MB. It takes a millisecond."""
    trim = _of_the_library("malloc_trim")
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SECONDS)
        trim(0)


def _of_the_library(name: str) -> Callable[..., int]:
    """The function of glibc with this name; where there is another library, one that does nothing."""
    try:
        found: Callable[..., int] = getattr(ctypes.CDLL(None), name)
    except (AttributeError, OSError, TypeError):
        return lambda *_given: 0
    return found
