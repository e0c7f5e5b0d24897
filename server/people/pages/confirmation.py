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
    visit = _visit(connection)
    if visit and visit.actor.has("admin"):
        await _ask_again(connection, visit)


async def just_signed_in(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """The same for everybody: what is made here speaks for a person long after they have put their phone away."""
    visit = _visit(connection)
    if visit:
        await _ask_again(connection, visit)


async def _ask_again(connection: ASGIConnection[Any, Any, Any, Any], visit: Visit) -> None:
    sending = connection.scope["method"] not in SAFE  # type: ignore[typeddict-item]  # it is HTTP
    if not lifetimes.confirmed(visit.confirmed_at, clock.now(), sending=sending):
        if sending and isinstance(connection, Request):
            # Guards run before the body is read, and the page that follows shows what was typed.
            await forms.keep(connection)
        raise SignedOut("This asks again after twelve hours.")


def _visit(connection: ASGIConnection[Any, Any, Any, Any]) -> Visit | None:
    visit: Visit | None = connection.scope["visit"]  # type: ignore[typeddict-item]  # Litestar's TypedDict has no place for ours
    return visit
