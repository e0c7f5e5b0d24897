"""A host of repositories on this machine: git's own `http-backend` behind HTTP basic authentication."""

import base64
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from msgspec import Struct, field

TOKEN = "glpat-0123456789abcdef"


class Host(Struct):
    """Serves the repositories of a folder to whoever has the token. `answers` are statuses for paths that begin so, `seen` (path, authorization)."""

    folder: Path
    answers: dict[str, int] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""
    elsewhere: str = ""

    def opened(self, header: str) -> bool:
        return base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")[2] == TOKEN


class Handler(BaseHTTPRequestHandler):
    host: Host

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        authorization = self.headers.get("Authorization", "")
        self.host.seen.append((self.path, authorization))
        status = next((code for start, code in self.host.answers.items() if self.path.startswith(start)), 0)
        if not status and not self.host.opened(authorization):
            status = 401
        if status:
            self.send_response(status)
            self.send_header("WWW-Authenticate", 'Basic realm="here"')
            self.send_header("Location", f"{self.host.elsewhere}{self.path}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.backend(body)

    def backend(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        ran = subprocess.run(
            ["git", "http-backend"],
            input=body,
            capture_output=True,
            check=True,
            env={
                "PATH": os.environ["PATH"],
                "GIT_PROJECT_ROOT": str(self.host.folder),
                "GIT_HTTP_EXPORT_ALL": "1",
                "PATH_INFO": parts.path,
                "QUERY_STRING": parts.query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "HTTP_GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "REMOTE_USER": "somebody",
            },
        )
        head, _gap, content = ran.stdout.partition(b"\r\n\r\n")
        lines = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(lines.pop("Status", "200").split()[0]))
        for name, value in lines.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as the base class names it
        """Says nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[Host]:
    """The host, for the length of a `with` block."""
    host = Host(folder)

    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (Handler,), {"host": host}))
    host.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
