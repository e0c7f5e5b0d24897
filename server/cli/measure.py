"""Starting a server as its own process and measuring what its requests cost, for `plumbline bench`."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import psutil

from server.errors import Setup

Reply = tuple[int, Mapping[str, str], str]
"""Status, headers in lower case, body."""


class Server:
    """One server process tree, for the length of a `with` block. `command` gets the port as its last environment variable."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str]) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.arguments = arguments
        self.environment = {**os.environ, **environment, "PLUMBLINE_PORT": str(self.port), "PLUMBLINE_LOG": "warning"}
        self.cookie = ""

    def __enter__(self) -> Self:
        began = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603  # our own command with our own arguments
            [sys.executable, "-m", *(argument.format(port=self.port) for argument in self.arguments)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while True:
            try:
                self.connection.connect()
                break
            except OSError:
                self._wait(began)
        self.get("/sign-in")
        self.started = time.monotonic() - began
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.connection.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        if self.process.stderr is not None:
            self.process.stderr.close()

    def get(self, path: str, **headers: str) -> Reply:
        """One GET with the session's cookie."""
        return self._send("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, str]) -> Reply:
        """One form, with the session's cookie and as one of our own pages would send it."""
        return self._send("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    def cpu(self) -> float:
        """Seconds of processor time that the whole tree has used so far."""
        tree = psutil.Process(self.process.pid)
        return sum(sum(each.cpu_times()[:2]) for each in (tree, *tree.children(recursive=True)))

    def memory(self) -> float:
        """Resident megabytes of the largest process of the tree, which is the worker."""
        tree = psutil.Process(self.process.pid)
        return float(max(each.memory_info().rss for each in (tree, *tree.children(recursive=True)))) / 1e6

    def _send(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Reply:
        sent = {"Accept-Encoding": "identity", "Sec-Fetch-Site": "same-origin", **headers}
        if self.cookie:
            sent["Cookie"] = self.cookie
        self.connection.request(method, path, body, sent)
        reply = self.connection.getresponse()
        text = reply.read().decode()
        if cookie := reply.headers.get("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        return reply.status, {key.lower(): value for key, value in reply.headers.items()}, text

    def _wait(self, began: float) -> None:
        if self.process.poll() is not None:
            said = self.process.stderr.read().decode().strip() if self.process.stderr else ""
            raise Setup(f"The server to measure did not start: {said.splitlines()[-1] if said else 'it said nothing'}")
        if time.monotonic() - began > 60:
            raise Setup("The server to measure did not open its port within a minute.")
        time.sleep(0.02)


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
