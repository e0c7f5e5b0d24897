"""Where SCIM hangs in the application, and who may come in. What serves it is loaded with the first request that brings a right token.

Until then a process carries nothing of it: its models alone weigh 27 MB.
"""

import asyncio
import json
import logging
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal

from litestar import asgi
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send

from server import db, logs
from server.integrations.directory.api.wire import ERROR, MOST_BYTES
from server.people.queries import Bearer
from server.people.scopes import SCIM

if TYPE_CHECKING:
    from server.integrations.directory.api.serving import Serving

PREFIX: Final = "/scim/v2"

WHY: Final = {401: "SignedOut", 403: "Unscoped", 503: "Unavailable"}
"""What the log is told of somebody who may not come in: the words that it has for programs elsewhere."""

log = logging.getLogger("plumbline.directory")


def mounted(base: str) -> ASGIRouteHandler:
    """The whole of it. `base` is the address under which the directory reaches it, with everything a proxy puts before."""

    # Not of a copy: what the log is told of a request stands in its scope.
    @asgi(PREFIX, is_mount=True, copy_scope=False)
    async def scim(scope: Scope, receive: Receive, send: Send) -> None:
        kept: dict[str, Any] = scope  # type: ignore[assignment]  # Litestar's TypedDict has no place for ours
        kept["path_template"] = PREFIX  # What hangs in the application as a whole has none.
        refused = _refused(kept)
        if refused:
            status, detail = refused
            kept["refused"] = WHY[status]
            await _say(send, status, {"schemas": [ERROR], "status": str(status), "detail": detail})
            return
        serving = await asyncio.to_thread(_serving)
        body = await _body(receive)
        path = kept["path"].removeprefix(PREFIX)
        answered = await serving.answer(kept["method"], path, kept["query_string"].decode("latin-1"), kept["headers"], body, base)
        await _say(send, answered.status, answered.body, answered.headers)

    return scim


def _refused(scope: dict[str, Any]) -> tuple[int, str] | None:
    """Why somebody may not come in, as status and sentence."""
    if scope["fault"] is not None:
        logs.unavailable(log, scope["method"], db.translate(scope["fault"]))
        return 503, "The database cannot be reached just now. Try again."
    bearer: Bearer | Literal[False] | None = scope["bearer"]
    if not bearer:
        return 401, "Send a token that may bring people and has not ended, as “Authorization: Bearer …”."
    if SCIM not in bearer.scopes:
        return 403, "This token may not bring people. Make one that may, under Setup."
    return None


@cache
def _serving() -> "Serving":
    made: Serving = import_module("server.integrations.directory.api.serving").Serving()
    return made


async def _body(receive: Receive) -> bytes:
    """The body, up to one byte more than is taken."""
    body, more = b"", True
    while more:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            break
        if len(body) <= MOST_BYTES:
            body += message.get("body", b"")
        more = message.get("more_body", False)
    return body[: MOST_BYTES + 1]


async def _say(send: Send, status: int, body: object, headers: dict[str, str] | None = None) -> None:
    told = {"Content-Type": "application/scim+json", "Cache-Control": "no-store", **(headers or {})}
    if status == 401:
        told["WWW-Authenticate"] = 'Bearer realm="SCIM"'
    if status == 503:
        told["Retry-After"] = "5"
    pairs = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in told.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": b"" if body is None else json.dumps(body).encode(), "more_body": False})
