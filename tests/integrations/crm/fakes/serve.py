"""A vendor on this machine: what a fake answers, over HTTP on a free port, with whatever is to go wrong first."""

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct, field


class Asked(Struct, frozen=True):
    """A request as a fake sees it. What stands in it several times is parted by commas."""

    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401  # whatever was sent
        return json.loads(self.body)


class Answer(Struct, frozen=True):
    """What a fake says. `body` is anything JSON can say."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Fake(Protocol):
    """A vendor. `log` holds what was asked, `wrong` what is answered instead of the truth, one for each request to come; None is the truth."""

    log: list[Asked]
    wrong: deque[Answer | None]

    def answer(self, asked: Asked) -> Answer: ...


@contextmanager
def serving(fake: Fake) -> Iterator[str]:
    """The address of a fake."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65_536
        disable_nagle_algorithm = True

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except ConnectionError:
                self.close_connection = True

        def do(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            params: dict[str, str] = {}
            for name, value in parse_qsl(parts.query, keep_blank_values=True):
                params[name] = f"{params[name]},{value}" if name in params else value
            asked = Asked(self.command, parts.path, params, headers, body)
            fake.log.append(asked)
            wrong = fake.wrong.popleft() if fake.wrong else None
            answer = wrong or fake.answer(asked)
            sent = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json;charset=utf-8", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PATCH = do  # noqa: N815  # the names of the standard library

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401  # the standard library's signature
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
