"""Setup asks again who is there when the last sign-in was long ago."""

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from server import clock, forms
from server.errors import SignedOut
from server.people import lifetimes
from server.people.queries import Visit

SAFE = frozenset({"GET", "HEAD"})


async def recent(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """A guard. Raises SignedOut when the sign-in of an admin is more than twelve hours old: a page leads to sign-in and back, a form keeps its words.

    Others find nothing here anyway.
    """
    scope: dict[str, Any] = connection.scope  # type: ignore[assignment]  # Litestar's TypedDict has no place for ours
    visit: Visit | None = scope["visit"]
    sending = scope["method"] not in SAFE
    if visit and visit.actor.has("admin") and not lifetimes.confirmed(visit.confirmed_at, clock.now(), sending=sending):
        if sending and isinstance(connection, Request):
            # Guards run before the body is read, and the page that follows shows what was typed.
            await forms.keep(connection)
        raise SignedOut("Setup asks again after twelve hours.")
