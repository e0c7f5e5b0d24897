"""What was taken for a moment and is not used is given back to the system."""

import asyncio
import platform
import subprocess
import sys

import psutil
import pytest

from server import memory
from tests.machine import ROOT

ON_GLIBC = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have no such function")

HEAPS = """
import ctypes, tempfile
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from server import memory

memory.settle()
together = Barrier(4)

def take(_number):
    together.wait()
    return [bytes(10_000) for _ in range(100)]

with ThreadPoolExecutor(4) as pool:
    taken = list(pool.map(take, range(4)))
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as file:
    out = ctypes.c_void_p(libc.fopen(file.name.encode(), b"w"))
    libc.malloc_info(0, out)
    libc.fclose(out)
    print(file.read().count(b"<heap "))
"""

MEGABYTE = 1_000_000


def resident() -> int:
    """Bytes of this process."""
    return int(psutil.Process().memory_info().rss)


@ON_GLIBC
async def test_what_nobody_uses_is_given_back_while_it_runs_and_it_stops_when_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(memory, "SECONDS", 0.01)
    taken = [bytes(60_000) for _ in range(1_000)]
    last = bytes(60_000)  # it keeps the heap from being cut at its end
    before = resident()
    taken.clear()
    stop = asyncio.Event()
    working = asyncio.create_task(memory.keep_giving_back(stop))
    async with asyncio.timeout(20):
        while before - resident() <= 30 * MEGABYTE:  # noqa: ASYNC110  # what is given back sets no event
            await asyncio.sleep(0.01)
        stop.set()
        await working
    assert last


@ON_GLIBC
def test_threads_take_from_one_heap():
    done = subprocess.run([sys.executable, "-c", HEAPS], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"
