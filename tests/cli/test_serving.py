"""The command as a process among others: several that begin at once, one that cannot, and another server in its place."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from email import message_from_bytes
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest
from click.testing import CliRunner

from server import ids
from server.cli import serve
from server.cli.main import plumbline
from server.errors import Setup
from tests import cluster, served, tree
from tests.journeys.plain import Plain
from tests.machine import ROOT


@pytest.fixture(params=("sqlite", "postgres"))
async def new(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new.sqlite"
    return await emptied()


async def emptied() -> str:
    """The address of a new database of PostgreSQL."""
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


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--workers", "2"], "SQLite has one writer"),
        (["--no-migrate"], "There is nothing in this database yet. `plumbline migrate`"),
    ],
)
def test_what_cannot_be_served_is_refused_with_a_sentence(tmp_path: Path, words: list[str], reason: str):
    environ = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite",
        "PLUMBLINE_PORT": str(cluster.free_port()),
        "PLUMBLINE_WORKERS": "",
    }
    done = CliRunner().invoke(plumbline, ["serve", *words], env=environ)
    assert isinstance(done.exception, Setup)
    assert reason in str(done.exception)


def test_a_server_does_not_listen_beside_one_that_came_while_it_prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    port = cluster.free_port()
    with socket.socket() as other:

        def prepared(*_given: object, **_named: object) -> tuple[int, int]:
            other.bind(("127.0.0.1", port))
            other.listen()
            return 1, 0

        monkeypatch.setattr(serve, "apart", prepared)
        monkeypatch.setattr(serve, "listen", lambda *_given, **_named: pytest.fail("it listens, too"))
        environ = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite", "PLUMBLINE_PORT": str(port), "PLUMBLINE_WORKERS": ""}
        done = CliRunner().invoke(plumbline, ["serve"], env=environ)
    assert isinstance(done.exception, Setup)
    assert f"Port {port} on 127.0.0.1 cannot be used" in str(done.exception)
    assert "Plumbline is at" not in done.output


@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.1", "a..b"])
def test_a_host_that_is_none_of_this_machine_is_not_taken_for_a_port(tmp_path: Path, host: str):
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite", "PLUMBLINE_HOST": host, "PLUMBLINE_WORKERS": ""}
    done = CliRunner().invoke(plumbline, ["serve"], env=environ)
    assert isinstance(done.exception, Setup)
    assert f"PLUMBLINE_HOST names {host}" in str(done.exception)


def test_the_last_port_is_followed_by_none(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 65_535))
        taken.listen()
        environ = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite", "PLUMBLINE_PORT": "65535", "PLUMBLINE_WORKERS": ""}
        done = CliRunner().invoke(plumbline, ["serve"], env=environ)
    assert "PLUMBLINE_PORT=65534" in str(done.exception)


def test_a_server_listens_at_a_name_of_this_machine(tmp_path: Path):
    file = Path(shutil.copyfile(served.demonstration(), tmp_path / "named.sqlite"))
    with served.on_file(file, environ={"PLUMBLINE_HOST": "localhost"}) as server:
        assert httpx.get(f"{server.url}/readyz").text == "ready\n"


def test_a_worker_that_is_killed_is_followed_by_another(tmp_path: Path):
    file = Path(shutil.copyfile(served.demonstration(), tmp_path / "killed.sqlite"))
    token = "0123456789abcdef01234567"

    def worker(url: str) -> int:
        """The process that answers, 0 while none does."""
        with suppress(httpx.TransportError):
            told = httpx.get(f"{url}/metrics", headers={"Authorization": f"Bearer {token}"}).text
            return int(re.findall(r'^process_start_time_seconds\{worker=".*:(\d+)"\}', told, re.MULTILINE)[0])
        return 0

    with served.on_file(file, environ={"PLUMBLINE_METRICS": token}) as server:
        first, until = worker(server.url), time.monotonic() + 20
        assert first not in {0, server.process.pid}
        os.kill(first, signal.SIGKILL)
        while (now := worker(server.url)) in {0, first}:
            assert time.monotonic() < until, server.last_words()
            time.sleep(0.05)
        assert now != server.process.pid
        assert httpx.get(f"{server.url}/readyz").text == "ready\n"


@pytest.mark.long  # six processes
async def test_two_hosts_of_two_workers_share_one_database_and_send_each_mail_once(tmp_path: Path):
    url, box = await emptied(), tmp_path / "box"
    people = [f"somebody{number}@example.org" for number in range(8)]
    adding = [begun(url, tmp_path, "people", "add", address) for address in people]
    said = [one.communicate(timeout=60) for one in adding]
    assert [one.returncode for one in adding] == [0] * len(people), said
    environ = {"DATABASE_URL": url, "PLUMBLINE_MAIL": f"file:{box}"}
    by = served.command("serve", "--no-migrate", "--workers", "2")
    with (
        served.on_file(tmp_path / "one", environ=environ, by=by) as one,
        served.on_file(tmp_path / "two", environ=environ, by=by) as two,
    ):
        for number, address in enumerate(people):
            async with httpx.AsyncClient(base_url=(one, two)[number % 2].url) as client:
                somebody = Plain(client)
                await somebody.open("/sign-in")
                await somebody.press(somebody.form(action="/sign-in"), "", {"email": address})
        await asyncio.sleep(5)
        for server in (one, two):
            server.tell_to_stop()
            assert server.process.wait(10) == 0
    assert sorted(str(message_from_bytes(file.read_bytes())["To"]) for file in box.iterdir()) == people


def test_the_other_server_of_the_documents_serves_and_stops(tmp_path: Path):
    file = Path(shutil.copyfile(served.demonstration(), tmp_path / "other.sqlite"))
    (shown,) = re.findall(r"^\.venv/bin/python (-m uvicorn .*)$", tree.read(Path("docs/deploy.md")), re.MULTILINE)
    words = [sys.executable, *shown.replace("--port 8000", "--port PORT").split()]
    with served.on_file(file, by=words) as server:
        here = urlsplit(server.url)
        with socket.create_connection((here.hostname or "", here.port or 0)) as kept:
            kept.sendall(b"GET /sign-in HTTP/1.1\r\nHost: here\r\n\r\n")
            answer = kept.recv(100_000)
            assert answer.startswith(b"HTTP/1.1 200")
            assert b"content-security-policy" in answer
            server.tell_to_stop()
            # Having ended in order it takes the signal up again, so that whoever sent it sees that it worked.
            assert server.process.wait(timeout=10) in {0, -signal.SIGTERM}
    assert "Traceback" not in server.last_words()


def begun(database: str, folder: Path, *words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        served.command(*words), cwd=ROOT, env=environment(database), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def environment(database: str) -> dict[str, str]:
    return served.environment(Path("unused")) | {"DATABASE_URL": database}
