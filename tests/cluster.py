"""A throw-away PostgreSQL cluster: on loopback, without fsync, gone when the run is over, however it ends."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from tests import machine, shared

# What matters in a test is speed; the cluster is thrown away with its data.
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_connections=200",
    "shared_buffers=64MB",
)


def address() -> str:
    """The address of the cluster of this run without a database name, started when first asked for."""
    return shared.once("postgres", _shared)


def made(data: Path) -> Path:
    """A new cluster in this folder, not started."""
    data.mkdir()
    if os.getuid() == 0:
        # PostgreSQL refuses to run as root.
        shutil.chown(data, "postgres", "postgres")
    initdb = machine.postgres_programs() / "initdb"
    _as_postgres(initdb, "-D", data, "-A", "trust", "-U", "plumbline", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    return data


def following(port: int, data: Path) -> Path:
    """A new cluster in this folder, not started, that will follow the one on this port, which runs with STREAMING."""
    data.mkdir(mode=0o700)
    if os.getuid() == 0:
        shutil.chown(data, "postgres", "postgres")
    copy = machine.postgres_programs() / "pg_basebackup"
    _as_postgres(
        copy, "-h", "127.0.0.1", "-p", port, "-U", "plumbline", "-D", data, "-R", "-X", "stream", "-c", "fast", "--no-sync"
    )
    return data


STREAMING = ("wal_level=replica", "max_wal_senders=4", "synchronous_commit=on", "hot_standby_feedback=on")
"""Settings with which a cluster may be followed, and follows."""


def started(data: Path, port: int, *settings: str) -> "subprocess.Popen[bytes]":
    """The server of a cluster on this port of the loopback, ready for questions. `settings` win over those that make it fast."""
    options = [word for setting in (*FAST, *settings) for word in ("-c", setting)]
    postgres = machine.postgres_programs() / "postgres"
    command = [*_dropped(), *map(str, (postgres, "-D", data, "-h", "127.0.0.1", "-p", port, "-k", data)), *options]
    with _log(data).open("w") as log:
        server = subprocess.Popen(command, cwd="/", stdout=log, stderr=log, start_new_session=True)
    _wait(server, data)
    return server


def at(port: int) -> str:
    """The address of a cluster without a database name."""
    return f"postgresql://plumbline@127.0.0.1:{port}"


def _shared() -> str:
    port = free_port()
    server = started(made(shared.folder() / "postgres"), port)
    shared.ends_with_the_run(server)
    return at(port)


def free_port() -> int:
    """A port of the loopback that nobody listens on just now, and that nobody else of this run is given: it may be long until its server begins.

    A port that the system picks would be picked again for whoever asks next.
    """
    while True:
        port = FIRST + (shared.owner() * 100 + shared.number("ports")) % (LAST - FIRST)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


FIRST, LAST = 12_000, 32_000
"""Systems pick from those above. Where in between a run begins follows from its process, because several may run on one machine."""


def _as_postgres(*words: object) -> None:
    done = subprocess.run([*_dropped(), *map(str, words)], cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _dropped() -> list[str]:
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []


def _wait(server: "subprocess.Popen[bytes]", data: Path) -> None:
    """Until the server says in its pid file that it is ready: it listens before it answers."""
    state, until = data / "postmaster.pid", time.monotonic() + 30
    while time.monotonic() < until:
        assert server.poll() is None, _log(data).read_text()
        if state.exists() and state.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.05)
    server.kill()
    raise AssertionError("PostgreSQL did not start within 30 seconds: " + _log(data).read_text())


def _log(data: Path) -> Path:
    return data.with_suffix(".log")
