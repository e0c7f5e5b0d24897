"""Whether a request that changes something comes from one of our own pages.

First what the browser itself says (`Sec-Fetch-Site`, else `Origin` against `Host`), then the token of the session, which is masked afresh in
every page so that compression gives nothing away.
"""

from typing import Any

from litestar import Request

from server import forms
from server.errors import DomainError
from server.people import csrf
from server.people.queries import Visit

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Foreign(DomainError):
    """The form came from another site. It is not shown again, because somebody else filled it in."""


class Stale(DomainError):
    """The form came from a page of ours that is too old to be trusted. Whoever sent it may confirm it."""


def from_here(request: Request[Any, Any, Any]) -> None:
    """Raises Foreign when another site sends a request that would change something. Asked first, before anything tells who is signed in."""
    if request.method not in SAFE and not _same_origin(request):
        raise Foreign("This form came from another site.")


async def confirmed(request: Request[Any, Any, Any], visit: Visit | None) -> None:
    """Raises Stale when somebody who is signed in would change something without the token of their session."""
    # Signing in needs no token: the page it is sent from may have been opened before somebody signed in. The link of a mail brings its own secret.
    if request.method in SAFE or visit is None or request.scope["path"].startswith(("/sign-in", "/reminders/")):
        return
    token = request.headers.get("X-CSRF") or await forms.token(request)
    if not csrf.matches(visit.csrf_secret, token):
        raise Stale("This page was open for so long that its key has changed.")


def _same_origin(request: Request[Any, Any, Any]) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin, host = request.headers.get("Origin"), request.headers.get("Host")
    return origin is None or (bool(host) and origin.partition("://")[2] == host)
