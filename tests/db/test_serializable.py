"""PostgreSQL at its strictest, which is how the distributed engines that speak its protocol always are."""

import os
import subprocess
import sys

import pytest

from tests.machine import ROOT

AREAS = (
    "db",
    "ledger",
    "outbox",
    "jobs",
    "people",
    "deals",
    "commitments",
    "assignments",
    "coaching",
    "learning",
    "inspections",
    "notices",
)


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_everything_that_is_done_is_done_at_serializable_too():
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-k", "postgres", *(f"tests/{area}" for area in AREAS)],
        cwd=ROOT,
        env=os.environ | {"TEST_ISOLATION": "serializable"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5_000:]
