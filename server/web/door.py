"""The door: what happens to every request, known address or not, before and after Litestar sees it.

It gives the request an id, knows the visitor by the session cookie, puts the shell in place, sets the security headers, compresses pages, and
writes one line to the log. It is a wrapper and not middleware, because Litestar's middleware does not run for unknown addresses.
"""

import gzip
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from server import clock, ids
from server.html import PRIVATE
from server.people.queries import Visit
from server.sentences import speak
from server.sentences.choice import preferred

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

FOR_PROGRAMS = ("/api/", "/scim/")
"""What the addresses for programs begin with: they take tokens, and answer without a page around it."""

LONGEST_LOGGED = 200
"""Characters of a path in the log."""

WORTH_ZIPPING = 1_000
"""Bytes below which compressing costs more than it saves."""


Headers = Mapping[bytes, bytes]

READ = frozenset({b"cookie", b"accept-encoding", b"accept-language", b"if-none-match", b"hx-request", b"authorization"})
"""The headers that the door itself reads."""

READING = frozenset({"GET", "HEAD"})

SHOWN = frozenset({200, 304})
"""The statuses with which somebody has a page before them."""


class Door:
    """An ASGI application around another one. `visit` finds the visitor by cookie value, `bearer` who is behind a token, `shell` builds what stands
    around the pages, `tag` names the state of everything that a page at an address may show this visitor, and `arrived` is told which page
    somebody who has not read everything has before them.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        cookie: str,
        secure: bool,
        visit: Callable[[str], Any],
        bearer: Callable[[str], Any],
        shell: Callable[[Visit | None, str], Any],
        tag: Callable[[Visit, str], Any],
        arrived: Callable[[Visit, str], Any],
    ) -> None:
        self.app = app
        self.cookie = cookie.encode()
        self.headers = (*HEADERS, STRICT_TRANSPORT) if secure else HEADERS
        self.visit = visit
        self.bearer = bearer
        self.shell = shell
        self.tag = tag
        self.arrived = arrived

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
        began = clock.ticks()
        method: str = kept["method"]
        headers = _read(kept["headers"])
        await self._recognise(kept, headers)
        outgoing = Outgoing(send, self.headers, zipping=_takes_gzip(headers), bare=method == "HEAD")
        if _has_it(kept, headers):
            await _say_unchanged(kept["tag"], outgoing)
        else:
            await self._frame(kept, headers)
            if outgoing.bare:
                # Whoever may read a page may ask for its headers; Litestar answers only what a handler names.
                kept["method"] = "GET"
            await self.app(scope, receive, outgoing)
        visit: Visit | None = kept["visit"]
        if visit is not None and visit.waiting and method == "GET" and outgoing.status in SHOWN:
            # The page is out already, so its reader waits for nothing.
            await self.arrived(visit, path)
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

    async def _recognise(self, scope: dict[str, Any], headers: Headers) -> None:
        """Puts visitor, tag and request id into the scope. A database that is away is told later, by the route, as a page."""
        scope["request_id"] = str(ids.new())
        scope["visit"], scope["tag"], scope["fault"], scope["bearer"] = None, "", None, None
        if scope["path"].startswith(FOR_PROGRAMS) and b"authorization" in headers:
            await self._know_the_bearer(scope, headers[b"authorization"])
            return
        token = _cookie(headers.get(b"cookie", b""), self.cookie)
        if not token:
            return
        try:
            visit = scope["visit"] = await self.visit(token)
            if visit is not None and scope["method"] in READING and not scope["path"].startswith(FOR_PROGRAMS):
                query = scope["query_string"]
                scope["tag"] = await self.tag(visit, f"{scope['path']}?{query.decode('latin-1')}" if query else scope["path"])
        except Exception as error:  # noqa: BLE001  # whatever it is, the visitor gets a page that says so
            scope["visit"], scope["tag"], scope["fault"] = None, "", error

    async def _know_the_bearer(self, scope: dict[str, Any], authorization: bytes) -> None:
        """Puts who is behind a token into the scope, False when there is nobody: a cookie that came along does not count then."""
        scheme, _space, secret = authorization.decode("latin-1").partition(" ")
        try:
            scope["bearer"] = (await self.bearer(secret.strip()) if scheme.lower() == "bearer" else None) or False
        except Exception as error:  # noqa: BLE001  # as above
            scope["bearer"], scope["fault"] = False, error

    async def _frame(self, scope: dict[str, Any], headers: Headers) -> None:
        """Puts the shell into the scope, in the language that the visitor chose, or that the browser of somebody unknown asks for. A program
        needs none.
        """
        visit: Visit | None = scope["visit"]
        if scope["path"].startswith(FOR_PROGRAMS):
            reader = visit.actor if visit else scope["bearer"].actor if scope["bearer"] else None
            speak(reader.locale if reader else "en")
            return
        speak(visit.actor.locale if visit else preferred(headers.get(b"accept-language", b"").decode("latin-1")))
        try:
            scope["shell"] = await self.shell(visit, scope["path"] if scope["fault"] is None else "")
        except Exception as error:  # noqa: BLE001  # as above
            scope["visit"], scope["fault"] = None, error
            scope["shell"] = await self.shell(None, "")


def _read(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """What the door wants to know. HTTP/2 may send the cookies in several parts."""
    found: dict[bytes, bytes] = {}
    for key, value in headers:
        if key in READ:
            found[key] = found[key] + b"; " + value if key in found else value
    return found


def _has_it(scope: dict[str, Any], headers: Headers) -> bool:
    """Whether the visitor has what this address would show. A tag names its address, so whoever sends it got it there."""
    tag: str = scope["tag"]
    return bool(tag) and tag.encode() in headers.get(b"if-none-match", b"") and b"hx-request" not in headers


async def _say_unchanged(tag: str, send: Send) -> None:
    headers = [(b"etag", tag.encode()), *((name.lower().encode(), value.encode()) for name, value in PRIVATE.items())]
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


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


def _cookie(cookies: bytes, name: bytes) -> str:
    for part in cookies.split(b";"):
        found, _, token = part.strip().partition(b"=")
        if found == name:
            return token.decode("latin-1")
    return ""


def _without_secrets(path: str) -> str:
    """The path as it may stand in one line of a log: the link of a mail signs somebody in, and the address of a calendar opens it."""
    for secret in SECRET:
        if path.startswith(secret):
            return f"{secret}…"
    return path[:LONGEST_LOGGED] if path.isprintable() else ascii(path[:LONGEST_LOGGED])


SECRET = ("/sign-in/link/", "/reminders/", "/feeds/")
"""What is followed by a secret."""


def _takes_gzip(headers: Headers) -> bool:
    value = headers.get(b"accept-encoding", b"")
    return b"gzip" in value and b"gzip;q=0" not in value


def _is_page(start: HTTPResponseStartEvent) -> bool:
    return any(key == b"content-type" and value.startswith((b"text/", b"application/json")) for key, value in start["headers"])


def _zipped(headers: Any, length: int) -> list[tuple[bytes, bytes]]:  # noqa: ANN401  # an iterable of pairs, in whatever the server sent
    kept = [(key, value) for key, value in headers if key.lower() not in {b"content-length", b"vary"}]
    vary = b", ".join([value for key, value in headers if key.lower() == b"vary"] + [b"Accept-Encoding"])
    return [*kept, (b"content-length", str(length).encode()), (b"content-encoding", b"gzip"), (b"vary", vary)]
