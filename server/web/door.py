"""The door: what happens to every request, known address or not, before and after Litestar sees it.

It gives the request an id, knows the visitor by the session cookie, puts the shell in place, sets the security headers, compresses pages, and
writes one line to the log. It is a wrapper and not middleware, because Litestar's middleware does not run for unknown addresses.
"""

import gzip
import logging
from collections.abc import Callable
from typing import Any, cast

from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from server import clock, ids
from server.people.queries import Visit
from server.sentences import speak

log = logging.getLogger("plumbline.requests")

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")

LONGEST_LOGGED = 200
"""Characters of a path in the log."""

WORTH_ZIPPING = 1_000
"""Bytes below which compressing costs more than it saves."""


class Door:
    """An ASGI application around another one. `visit` finds the visitor by cookie value, `shell` builds what stands around the pages."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        cookie: str,
        secure: bool,
        visit: Callable[[str], Any],
        shell: Callable[[Visit | None, str], Any],
    ) -> None:
        self.app = app
        self.cookie = cookie.encode()
        self.headers = (*HEADERS, STRICT_TRANSPORT) if secure else HEADERS
        self.visit = visit
        self.shell = shell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        kept = cast("dict[str, Any]", scope)
        if kept["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = kept["path"]
        if path.startswith("/static/"):
            # Files are named by their content: nobody has to be known, and the log would only tell which browser was new.
            await self.app(scope, receive, Outgoing(send, self.headers, zipping=False))
            return
        await self._recognise(kept)
        began = clock.ticks()
        method: str = kept["method"]
        outgoing = Outgoing(send, self.headers, zipping=_takes_gzip(kept), bare=method == "HEAD")
        if outgoing.bare:
            # Whoever may read a page may ask for its headers; Litestar answers only what a handler names.
            kept["method"] = "GET"
        await self.app(scope, receive, outgoing)
        if outgoing.status == 304 and not log.isEnabledFor(logging.DEBUG):
            return  # Nothing was new to the reader, and a line would be a good part of what the request costs.
        log.info(
            "%s %s %s %.1fms %s",
            method,
            _without_secrets(path),
            outgoing.status,
            (clock.ticks() - began) * 1000,
            kept.get("request_id", "-"),
        )

    async def _recognise(self, scope: dict[str, Any]) -> None:
        """Puts visitor, shell and request id into the scope. A database that is away is told later, by the route, as a page."""
        scope["request_id"] = str(ids.new())
        scope["visit"], scope["fault"] = None, None
        token = _cookie(scope, self.cookie)
        try:
            visit = scope["visit"] = await self.visit(token) if token else None
            speak(visit.actor.locale if visit else "en")
            scope["shell"] = await self.shell(scope["visit"], scope["path"])
        except Exception as error:  # noqa: BLE001  # whatever it is, the visitor gets a page that says so
            scope["fault"] = error
            scope["shell"] = await self.shell(None, "")


class Outgoing:
    """Adds the headers to a response on its way out and compresses it when it came whole. A `bare` one goes without its body."""

    def __init__(self, send: Send, headers: tuple[tuple[bytes, bytes], ...], *, zipping: bool, bare: bool = False) -> None:
        self.send = send
        self.headers = headers
        self.zipping = zipping
        self.bare = bare
        self.status = 0
        self.held: HTTPResponseStartEvent | None = None

    async def __call__(self, message: Message) -> None:
        """Takes one message of the response."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message["headers"], *self.headers]
            if self.zipping and _is_page(message):
                self.held = message
                return
        elif message["type"] == "http.response.body":
            if self.held is not None:
                start, self.held = self.held, None
                if not message.get("more_body") and len(message["body"]) > WORTH_ZIPPING:
                    message["body"] = gzip.compress(message["body"], 1, mtime=0)
                    start["headers"] = _zipped(start["headers"], len(message["body"]))
                await self.send(start)
            if self.bare:
                message["body"] = b""
        await self.send(message)


def _cookie(scope: dict[str, Any], name: bytes) -> str:
    for key, value in scope["headers"]:
        if key == b"cookie":
            for part in value.split(b";"):
                found, _, token = part.strip().partition(b"=")
                if found == name:
                    return str(token.decode("latin-1"))
    return ""


def _without_secrets(path: str) -> str:
    """The path as it may stand in one line of a log: the link of a mail signs somebody in."""
    if path.startswith("/sign-in/link/"):
        return "/sign-in/link/…"
    return path[:LONGEST_LOGGED] if path.isprintable() else ascii(path[:LONGEST_LOGGED])


def _takes_gzip(scope: dict[str, Any]) -> bool:
    return any(key == b"accept-encoding" and b"gzip" in value and b"gzip;q=0" not in value for key, value in scope["headers"])


def _is_page(start: HTTPResponseStartEvent) -> bool:
    return any(key == b"content-type" and value.startswith((b"text/", b"application/json")) for key, value in start["headers"])


def _zipped(headers: Any, length: int) -> list[tuple[bytes, bytes]]:  # noqa: ANN401  # an iterable of pairs, in whatever the server sent
    kept = [(key, value) for key, value in headers if key.lower() not in {b"content-length", b"vary"}]
    vary = b", ".join([value for key, value in headers if key.lower() == b"vary"] + [b"Accept-Encoding"])
    return [*kept, (b"content-length", str(length).encode()), (b"content-encoding", b"gzip"), (b"vary", vary)]
