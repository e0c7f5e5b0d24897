"""Who may come in: by token or by session, as often as is reasonable, and only to what the roles may use."""

import asyncio
from datetime import datetime
from typing import Any, Final, Literal
from weakref import WeakValueDictionary

from litestar import Request

from server import clock
from server.api.pace import CHANGING, READING, Pace
from server.errors import SignedOut, TooMany, Unavailable
from server.people import csrf
from server.people.actions import tries
from server.people.limits import Limit
from server.people.queries import Bearer, Visit
from server.people.roles import Actor
from server.sentences import gettext as _
from server.web.access import ANYONE, access_to, admit
from server.web.api.faults import Unscoped
from server.web.door import origin
from server.web.door.origin import Stale

_pace: Final = Pace()

_turns: Final[WeakValueDictionary[tuple[str, str], asyncio.Lock]] = WeakValueDictionary()


async def enter(request: Request[Any, Any, Any]) -> None:
    """Lets the request through or raises: SignedOut, Unscoped, TooMany, Forbidden, Foreign, Stale."""
    scope: dict[str, Any] = request.scope  # type: ignore[assignment]  # Litestar's TypedDict has no place for ours
    method, template = request.method, scope["path_template"]
    if access_to(method, template) is ANYONE:
        return
    actor, who = _actor(scope, method)
    await _keep_pace(READING if method in origin.SAFE else CHANGING, who, clock.now())
    admit(actor, method, template)
    if scope["bearer"] is None and method not in origin.SAFE:
        _ours(request, scope["visit"])


def actor_of(request: Request[Any, Any, Any]) -> Actor:
    """Who asks. Raises SignedOut for nobody."""
    return _actor(request.scope, request.method)[0]  # type: ignore[arg-type]  # as above


def _actor(scope: dict[str, Any], method: str) -> tuple[Actor, str]:
    """The person behind the token, else behind the session; and under which name their requests are counted."""
    bearer: Bearer | Literal[False] | None = scope["bearer"]
    visit: Visit | None = scope["visit"]
    if isinstance(bearer, Bearer):
        if bearer.actor is None or ("read" if method in origin.SAFE else "write") not in bearer.scopes:
            raise Unscoped(_("This token may not do this. What it may was chosen when it was made."))
        return bearer.actor, str(bearer.token)
    if bearer is None and visit is not None:
        return visit.actor, str(visit.session)
    raise SignedOut(_("Send a token of yours that has not ended, as “Authorization: Bearer …”."))


async def _keep_pace(limit: Limit, who: str, now: datetime) -> None:
    if _pace.is_due(limit, who, now):
        # Whoever comes while it is told waits for it, so that a process never lets through more than a step that nobody knows of.
        async with _turns.setdefault((limit.what, who), asyncio.Lock()):
            if _pace.is_due(limit, who, now):
                await _tell(limit, who, now)
    seconds = _pace.step(limit, who, now)
    if seconds:
        raise TooMany(_("That was too often. Wait as long as Retry-After says, then go on."), seconds=seconds)


async def _tell(limit: Limit, who: str, now: datetime) -> None:
    """Tells the database what came here. While it cannot be told, this process goes by what it knows: reading does not wait for room on a disk."""
    counted = _pace.untold(limit, who, now)
    try:
        _pace.hear(limit, who, counted, await tries.add(limit, who, counted))
    except Unavailable:
        _pace.put_off(limit, who, now)


def _ours(request: Request[Any, Any, Any], visit: Visit) -> None:
    """A cookie comes along with whatever a browser sends, so a change also shows the session's key. A token is sent on purpose and needs none."""
    origin.from_here(request)
    if not csrf.matches(visit.csrf_secret, request.headers.get("X-CSRF", "")):
        raise Stale(_("A change by session carries the X-CSRF header that GET /api/v1/me answered with."))
