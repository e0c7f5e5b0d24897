"""What works beside the pages ends with its worker."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from server import loops, settings
from server.app import MORNINGS
from server.jobs import settle_gaps
from server.operations import patience
from tests.databases import Database

SLOW = "import os, sys, time; print(os.getpid(), file=open(sys.argv[1], 'w'), flush=True); time.sleep(600)"
"""A settling that takes long, and says in a file which process it is."""


async def test_a_settling_that_is_under_way_ends_with_the_worker_that_began_it(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "process"
    monkeypatch.setattr(settle_gaps, "COMMAND", (sys.executable, "-c", SLOW, str(file)))
    monkeypatch.setattr(patience, "NIGHT", range(24))
    monkeypatch.setattr(loops, "STOPPING", 0.1)
    monkeypatch.setattr(loops, "BREAKING", 10.0)
    monkeypatch.setattr(loops, "_all", lambda _settings, _mornings, stop, **_how: [settle_gaps.keep_settling(stop)])
    async with loops.running(settings.read({"DATABASE_URL": sqlite.url}), MORNINGS, develop=False):
        async with asyncio.timeout(30):
            while not file.exists() or not file.read_text(encoding="utf-8"):  # noqa: ASYNC110  # the process tells, no event does
                await asyncio.sleep(0.02)
    with pytest.raises(ProcessLookupError):
        os.kill(int(file.read_text(encoding="utf-8")), 0)
