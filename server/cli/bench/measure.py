"""Starting a server as its own process and measuring what its requests cost, for `plumbline bench`."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import urlencode

import psutil

from server.errors import Setup

PATIENCE = 60
"""Seconds that a server has to open its port."""


class Reply(NamedTuple):
    """Status, headers in lower case, body, and how many bytes of body came."""

    status: int
    headers: Mapping[str, str]
    text: str
    size: int


class Line:
    """A connection to a server on this machine, kept open, over which requests go as our own pages would send them."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def send(
        self,
        method: str,
        path: str,
        *,
        cookie: str = "",
        fields: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One request as one of our own pages would send it, on a connection that is kept. `fields` are those of a form."""
        sent = {"Accept-Encoding": "identity", "Sec-Fetch-Site": "same-origin", **(headers or {})}
        if cookie:
            sent["Cookie"] = cookie
        if fields is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        body_sent = urlencode(fields, doseq=True) if fields is not None else None
        try:
            self.connection.request(method, path, body_sent, sent)
            reply = self.connection.getresponse()
        except http.client.RemoteDisconnected:
            # On a busy machine a round of the others takes longer than a server keeps a quiet connection.
            self.connection.close()
            self.connection.request(method, path, body_sent, sent)
            reply = self.connection.getresponse()
        body = reply.read()
        text = body.decode(errors="replace") if reply.headers.get("Content-Encoding") is None else ""
        return Reply(reply.status, {key.lower(): value for key, value in reply.headers.items()}, text, len(body))

    def close(self) -> None:
        """Ends it."""
        self.connection.close()


class Server(Line):
    """One server process tree for the length of a `with` block, and a line to it.

    In `arguments`, `{port}` stands for the port; what it writes goes to `log`.
    """

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            super().__init__(probe.getsockname()[1])
        self.arguments = arguments
        self.environment = {**environment, "PLUMBLINE_PORT": str(self.port)}
        self.log = log
        self.started = 0.0
        """Seconds from the start of the process to its first page."""

    def __enter__(self) -> Self:
        began = time.monotonic()
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(  # noqa: S603  # our own command with our own arguments
                [sys.executable, "-m", *(argument.format(port=self.port) for argument in self.arguments)],
                env=dict(self.environment),
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        try:
            self._connect(began)
            self.send("GET", "/")
        except BaseException:
            self._end()
            raise
        self.started = time.monotonic() - began
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def cpu(self) -> float:
        """Seconds of processor time that the whole tree has used so far, as finely as the system counts it."""
        return sum(map(_used, self.tree))

    def memory(self) -> float:
        """Resident megabytes of the largest process of the tree, which is the worker."""
        return float(max(each.memory_info().rss for each in self.tree)) / 1e6

    @cached_property
    def tree(self) -> list[psutil.Process]:
        """The process and its workers, which stay the same once it serves. What works beside the pages comes and goes, and no request pays it."""
        whole = psutil.Process(self.process.pid)
        return [whole, *whole.children()]

    def _connect(self, began: float) -> None:
        while True:
            try:
                self.connection.connect()
            except OSError:
                self._wait(began)
            else:
                return

    def _wait(self, began: float) -> None:
        if self.process.poll() is not None:
            said = self.log.read_text(errors="replace").strip()
            raise Setup(f"The server to measure did not start: {said.splitlines()[-1] if said else 'it said nothing'}")
        if time.monotonic() - began > PATIENCE:
            raise Setup("The server to measure did not open its port within a minute.")
        time.sleep(0.01)

    def _end(self) -> None:
        self.connection.close()
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def cost(server: Server, send: Callable[[], None], requests: int) -> float:
    """Microseconds of processor time for one request, over `requests` of them."""
    before = server.cpu()
    for _ in range(requests):
        send()
    return (server.cpu() - before) / requests * 1e6


def hidden(page: str, name: str) -> str:
    """The value of the first hidden input with this name. Raises LookupError when the page has none."""
    found = re.search(rf'name="{name}"[^>]*\bvalue="([^"]*)"', page)
    if found is None:
        raise LookupError(f"The page has no input {name}.")
    return found[1]


def _used(process: psutil.Process) -> float:
    """Seconds of processor time of one process. Linux counts them in nanoseconds, and tells by a clock whose number is made of the process's."""
    if sys.platform == "linux":
        return time.clock_gettime((~process.pid << 3) | 2)
    return float(sum(process.cpu_times()[:2]))
