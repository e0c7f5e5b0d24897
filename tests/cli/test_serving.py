"""The command as a process among others: several that begin at once, one that cannot, and one that is told to stop."""

import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from server import ids
from tests import cluster, served
from tests.machine import ROOT
from tests.served import Served

STOPPED = 5.0
"""Seconds in which a server that is told to stop has stopped, whatever its visitors do."""

UNFINISHED = (
    b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n",
    b"GET / HTT",
    b"POST /sign-in HTTP/1.1\r\nHost: here\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nform=",
)
"""What visitors left lying: a connection that is kept alive, half a request, half a form."""


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


def test_a_server_that_is_told_to_stop_stops_soon_whoever_is_connected(own_server: Served):
    with ExitStack() as stack:
        for data in UNFINISHED:
            visitor = stack.enter_context(socket.create_connection(("127.0.0.1", urlsplit(own_server.url).port or 0)))
            visitor.sendall(data)
        time.sleep(0.2)
        told = time.monotonic()
        own_server.killed = True
        own_server.process.send_signal(signal.SIGTERM)
        assert own_server.process.wait(timeout=20) == 0, own_server.last_words()
        assert time.monotonic() - told < STOPPED
    assert "Traceback" not in own_server.last_words()


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
