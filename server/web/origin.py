"""Whether a request that changes something comes from one of our own pages.

First what the browser itself says (`Sec-Fetch-Site`, else `Origin` against `Host`), then the token of the session, which is masked afresh in
every page so that compression gives nothing away.
"""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request

from server.errors import DomainError
from server.people import csrf
from server.people.queries import Visit

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Foreign(DomainError):
    """The form came from somewhere else, or from a page that is too old to be trusted."""


async def check(request: Request[Any, Any, Any], visit: Visit | None) -> None:
    """Raises Foreign unless the request is safe, or comes from our own page with the session's token."""
    if request.method in SAFE:
        return
    if not _same_origin(request):
        raise Foreign("This form came from another site.")
    # Signing in needs no token: the page it is sent from may have been opened before somebody signed in.
    if visit is None or request.url.path.startswith("/sign-in"):
        return
    token = request.headers.get("X-CSRF") or str((await request.form()).get("csrf", ""))
    if not csrf.matches(visit.csrf_secret, token):
        raise Foreign("This page was open for so long that its key has changed.")


def _same_origin(request: Request[Any, Any, Any]) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("Host")
