"""The command as a process among others: several that begin at once, and one that cannot."""

import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from server import ids
from tests import cluster, served
from tests.machine import ROOT


@pytest.fixture(params=("sqlite", "postgres"))
async def new(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new.sqlite"
    name = f"new_{ids.new().hex}"
    connection = await asyncpg.connect(f"{cluster.address()}/postgres")
    await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()
    return f"{cluster.address()}/{name}"


async def test_several_processes_that_find_an_old_database_bring_it_up_to_date_once(new: str, tmp_path: Path):
    adding = [begun(new, tmp_path, "people", "add", f"somebody{number}@example.org", "--admin") for number in range(4)]
    said = [one.communicate(timeout=60) for one in adding]
    assert [one.returncode for one in adding] == [0] * 4, said
    listed = begun(new, tmp_path, "people", "list").communicate(timeout=60)[0]
    assert listed.count(b"@example.org") == 4


def test_a_server_whose_worker_cannot_start_says_so_and_ends(tmp_path: Path):
    code = """
import sys
from server.cli.serve import listen
from server.errors import Setup
try:
    listen("server.app:nothing", "127.0.0.1", {})
except Setup as told:
    sys.exit(f"plumbline: {{told}}")
"""
    done = subprocess.run(
        [sys.executable, "-c", code.format(cluster.free_port())],
        cwd=ROOT,
        env=environment(f"sqlite:///{tmp_path}/x.sqlite"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("plumbline: The server could not go on")


def begun(database: str, folder: Path, *words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        served.command(*words), cwd=ROOT, env=environment(database), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def environment(database: str) -> dict[str, str]:
    return served.environment(Path("unused")) | {"DATABASE_URL": database}
