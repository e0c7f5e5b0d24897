"""What was taken for a moment and is not used is given back to the system."""

import asyncio
import platform

import psutil
import pytest

from server import memory

MEGABYTE = 1_000_000


def resident() -> int:
    """Bytes of this process."""
    return int(psutil.Process().memory_info().rss)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have no such function")
async def test_what_nobody_uses_is_given_back_while_it_runs_and_it_stops_when_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(memory, "SECONDS", 0.01)
    taken = [bytes(60_000) for _ in range(1_000)]
    last = bytes(60_000)  # it keeps the heap from being cut at its end
    before = resident()
    taken.clear()
    stop = asyncio.Event()
    working = asyncio.create_task(memory.keep_giving_back(stop))
    await asyncio.sleep(0.2)
    assert before - resident() > 30 * MEGABYTE
    stop.set()
    await asyncio.wait_for(working, 1)
    assert last
