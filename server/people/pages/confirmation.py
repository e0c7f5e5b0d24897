"""Setup asks again who is there when the last sign-in was long ago."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from server import clock
from server.errors import SignedOut
from server.people import lifetimes
from server.people.queries import Visit

SAFE = frozenset({"GET", "HEAD"})


def recent(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """A guard. Raises SignedOut when the sign-in is more than twelve hours old: a page leads to sign-in and back, a form keeps its words."""
    scope: dict[str, Any] = connection.scope  # type: ignore[assignment]  # Litestar's TypedDict has no place for ours
    visit: Visit | None = scope["visit"]
    if visit and not lifetimes.confirmed(visit.confirmed_at, clock.now(), sending=scope["method"] not in SAFE):
        raise SignedOut("Setup asks again after twelve hours.")
