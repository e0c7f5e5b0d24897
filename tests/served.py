"""The product as its own process, the way people run it: `plumbline serve` on a free port, with a copy of the demonstration."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from msgspec import Struct

from tests import shared
from tests.cluster import free_port
from tests.machine import ROOT

START, THREE_WEEKS, HALF_A_YEAR = "start", "week3", "month6"
"""Moments of the demonstration. On its first morning nobody has done anything yet."""


class Served(Struct):
    """A running server: its address, its database file, its process, and the file it writes to."""

    url: str
    file: Path
    process: "subprocess.Popen[bytes]"
    log: Path
    killed: bool = False

    def last_words(self) -> str:
        """The end of what it wrote."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-3_000:]

    def kill(self) -> None:
        """Ends it like a power cut would: at once, workers included."""
        self.killed = True
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def tell_to_stop(self) -> None:
        """Asks it to end, as systemd does, and does not wait."""
        self.killed = True
        self.process.terminate()


@contextmanager
def running(
    folder: Path, *, source: str = "", at: str = START, environ: Mapping[str, str] | None = None, name: str = "127.0.0.1"
) -> Iterator[Served]:
    """A server on a copy of `source`, or of the demonstration. It is stopped and waited for when the block ends. `name` is what its address calls
    this machine.
    """
    file = folder / "served.sqlite"
    shutil.copyfile(source or demonstration(at), file)
    with on_file(file, environ=environ, name=name) as served:
        yield served


@contextmanager
def on_file(
    file: Path, *, environ: Mapping[str, str] | None = None, name: str = "127.0.0.1", by: Sequence[str] = ()
) -> Iterator[Served]:
    """A server on this database file, as it is. `by` is another command line to start it with, PORT where the port goes."""
    port = free_port()
    url = f"http://{name}:{port}"
    log = file.with_suffix(f".{port}.log")
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(port) if word == "PORT" else word for word in by] or command("serve"),
            cwd=ROOT,
            env=environment(file) | {"PLUMBLINE_PORT": str(port), "PLUMBLINE_URL": url, **(environ or {})},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    served = Served(url, file, process, log)
    try:
        _wait(served)
        yield served
        assert process.poll() is None or served.killed, served.last_words()
    finally:
        _stop(process)


def demonstration(at: str = START) -> str:
    """The file of a database with the demonstration at this moment of its story, filled once in a run."""
    return shared.once(f"demonstration-{at}", partial(_fill, at))


def said_when_filled(at: str = START) -> str:
    """What the command said that filled it."""
    return Path(demonstration(at)).with_suffix(".said").read_text(encoding="utf-8")


def command(*words: str) -> list[str]:
    """The command line of `plumbline WORDS`."""
    return [sys.executable, "-m", "server.cli.main", *words]


def environment(file: Path) -> dict[str, str]:
    """The environment of a command that works on this database file."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLUMBLINE_", "DATABASE_"))}
    return kept | {"DATABASE_URL": f"sqlite:///{file}", "PYTHONUNBUFFERED": "1"}


def _fill(at: str) -> str:
    file = shared.folder() / f"demonstration-{at}.sqlite"
    done = subprocess.run(
        command("demo", "--at", at), cwd=ROOT, env=environment(file), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    file.with_suffix(".said").write_text(done.stdout, encoding="utf-8")
    return str(file)


def _wait(served: Served) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert served.process.poll() is None, served.last_words()
        try:
            with urllib.request.urlopen(f"{served.url}/healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise AssertionError("the server did not answer within 30 seconds: " + served.last_words())


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
