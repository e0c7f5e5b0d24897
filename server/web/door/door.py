"""The door: what happens to every request, known address or not, before and after Litestar sees it.

It gives the request an id, knows the visitor by the session cookie, puts the shell in place, sets the security headers, compresses pages, counts,
and writes one line to the log. It is a wrapper and not middleware, because Litestar's middleware does not run for unknown addresses.
"""

import gzip
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from typing import Any, cast

from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from server import clock, db, ids, logs
from server.html import PRIVATE
from server.people.queries import Visit
from server.sentences import speak
from server.sentences.choice import preferred
from server.web.assets import takes_gzip
from server.web.door.meter import METHODS, Meter
from server.web.door.slow_body import Paced
from server.web.door.unread_body import Unread, worth_reading

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

FOR_PROGRAMS = ("/api/v1", "/scim/v2")
"""What the addresses for programs begin with: they take tokens, and answer without a page around it. Beside them there are pages, if only that which
says that there is nothing.
"""

PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
"""What machines ask every few seconds: nobody is looked up for them, and a line in the log each would hide the others."""

WELL_FORMED = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
"""A name of a request that a proxy may give it: nothing that ends a line, or means something to whoever reads the log."""

WORTH_ZIPPING = 1_000
"""Bytes below which compressing costs more than it saves."""


Headers = Mapping[bytes, bytes]

READ = frozenset(
    {
        b"cookie",
        b"accept-encoding",
        b"accept-language",
        b"if-none-match",
        b"hx-request",
        b"authorization",
        b"x-keeping",
        b"x-request-id",
        b"content-length",
        b"expect",
    }
)
"""The headers that the door itself reads. With `x-keeping` a device asks for a page to have it without a network; nobody has read it yet."""

READING = frozenset({"GET", "HEAD"})

FARTHEST = 2_000
"""Characters of an address. None of ours is so long, and Litestar remembers a thousand of those for which it finds a route, as long as they are."""

AFAR = ("/review", "/drift", "/team", "/academy", "/process")
"""Pages that read much and seldom write: a replica of the database may answer them."""

SHOWN = frozenset({200, 304})
"""The statuses with which somebody has a page before them."""


class Door:
    """An ASGI application around another one. `visit` finds the visitor by cookie value, `bearer` who is behind a token, `shell` builds what stands
    around the pages, `tag` names the state of everything that a page at an address may show this visitor, and `arrived` is told which page
    somebody who has not read everything has before them. With a `meter` every request is counted by its route, which `route` finds for a path that
    the application was not asked for.
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
        meter: Meter | None = None,
        route: Callable[[str], str] = str,
    ) -> None:
        self.app = app
        self.cookie = cookie.encode()
        self.headers = (*HEADERS, STRICT_TRANSPORT) if secure else HEADERS
        self.visit = visit
        self.bearer = bearer
        self.shell = shell
        self.tag = tag
        self.arrived = arrived
        self.meter = meter
        self.route = route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        kept = cast("dict[str, Any]", scope)
        if kept["type"] != "http":
            await self.app(scope, receive, send)
            return
        if len(kept["path"]) > FARTHEST:
            kept["path"] = _cut(kept["path"])
        path: str = kept["path"]
        if path.startswith("/static/"):
            # Files are named by their content: nobody has to be known, and the log would only tell which browser was new.
            named = (*self.headers, (b"x-request-id", _number(_read(kept["headers"])).encode()))
            await self.app(scope, receive, Outgoing(send, named, zipping=False))
            return
        if self.meter is None:
            await self._serve(kept, receive, send)
            return
        self.meter.inside += 1
        try:
            await self._serve(kept, receive, send)
        finally:
            self.meter.inside -= 1

    async def _serve(self, kept: dict[str, Any], receive: Receive, send: Send) -> None:
        began = clock.ticks()
        path: str = kept["path"]
        method: str = kept["method"]
        headers = _read(kept["headers"])
        if method not in READING:
            receive = Paced(receive).receive
            if worth_reading(headers.get(b"content-length", b""), waits=b"expect" in headers):
                unread = Unread(receive, send)
                receive, send = unread.receive, unread.send
        number = kept["request_id"] = _number(headers)
        logs.request(number)
        outgoing = Outgoing(
            send,
            (*self.headers, (b"x-request-id", number.encode())),
            zipping=takes_gzip(headers.get(b"accept-encoding", b"")),
            bare=method == "HEAD",
        )
        if path in PROBES:
            kept["visit"], kept["tag"], kept["fault"], kept["bearer"] = None, "", None, None
            kept["shell"] = await self.shell(None, "")
            await self._ask(kept, receive, outgoing)
        else:
            await self._recognise(kept, headers)
            if _has_it(kept, headers):
                await _say_unchanged(kept["tag"], outgoing)
            else:
                await self._frame(kept, headers)
                await self._ask(kept, receive, outgoing)
            visit: Visit | None = kept["visit"]
            if (
                visit is not None
                and visit.waiting
                and method == "GET"
                and outgoing.status in SHOWN
                and b"x-keeping" not in headers
            ):
                # The page is out already, so its reader waits for nothing.
                await self.arrived(visit, path)
        self._tell(kept, method, outgoing.status, clock.ticks() - began)

    async def _ask(self, kept: dict[str, Any], receive: Receive, outgoing: "Outgoing") -> None:
        """Has the application answer."""
        if outgoing.bare:
            # Whoever may read a page may ask for its headers; Litestar answers only what a handler names.
            kept["method"] = "GET"
        with db.afar() if kept["method"] in READING and kept["path"].startswith(AFAR) else nullcontext():
            await self.app(cast("Scope", kept), receive, outgoing)

    def _tell(self, kept: dict[str, Any], method: str, status: int, seconds: float) -> None:
        """Counts the request and writes its line: the route and not the address, which may hold a secret, and nobody's name."""
        quiet = (status == 304 or kept["path"] in PROBES) and not log.isEnabledFor(logging.DEBUG)
        if quiet and self.meter is None:
            return  # Nothing was new to the reader, and a line would be a good part of what the request costs.
        route: str = kept["path_template"] if "path_template" in kept else self.route(kept["path"]) if status == 304 else ""
        if self.meter is not None:
            self.meter.note(method, route, status, seconds)
        if not quiet and log.isEnabledFor(logging.INFO):
            took = round(seconds * 1000, 1)
            # What is no method may be any word.
            method = method if method in METHODS else "other"
            why: str = kept.get("refused", "")
            fields = {"method": method, "route": route, "status": status, "ms": took, **({"refused": why} if why else {})}
            log.info("%s %s %s %.1fms%s", method, route or "-", status, took, f" {why}" if why else "", extra={"fields": fields})

    async def _recognise(self, scope: dict[str, Any], headers: Headers) -> None:
        """Puts visitor and tag into the scope. A database that is away is told later, by the route, as a page."""
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


def _cut(path: str) -> str:
    """An address at which there is nothing, of the same kind."""
    first, slash, _rest = path[1:FARTHEST].partition("/")
    return f"/{first}/-/-/-" if slash else "/-/-/-"


def _number(headers: Headers) -> str:
    """What this request is called in the log and on a page about a fault: as a proxy calls it already, or a new id."""
    given = headers.get(b"x-request-id", b"")
    return given.decode() if WELL_FORMED.fullmatch(given) else str(ids.new())


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
                    message["body"] = gzip.compress(message["body"], 3, mtime=0)
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


def _is_page(start: HTTPResponseStartEvent) -> bool:
    return any(key == b"content-type" and value.startswith((b"text/", b"application/json")) for key, value in start["headers"])


def _zipped(headers: Any, length: int) -> list[tuple[bytes, bytes]]:  # noqa: ANN401  # an iterable of pairs, in whatever the server sent
    kept = [(key, value) for key, value in headers if key.lower() not in {b"content-length", b"vary"}]
    vary = b", ".join([value for key, value in headers if key.lower() == b"vary"] + [b"Accept-Encoding"])
    return [*kept, (b"content-length", str(length).encode()), (b"content-encoding", b"gzip"), (b"vary", vary)]
