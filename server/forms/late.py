"""Forms that waited on a device without a network: when each was answered, and what vouches for that.

The device says when, by its own clock. A page says when it was rendered, signed with the key of the server, so that nobody dates their deed further
back than they had its page before them.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from litestar import Request, Response

from server import vault
from server.outgoing.waits import OFFLINE

WAITED: Final = "X-Kept-At"
"""The header in which a device says when a form was answered that it kept, by its own clock."""

SENT: Final = "X-Sent-At"
"""The header in which it says what time it is now, by the same clock, which may be wrong by years as long as it is wrong evenly."""

COUNTS: Final = "X-Counts-From"
"""The header that tells the device that its time could not be taken: `now`."""

OLDEST: Final = OFFLINE
"""How far back a device without a network may say that something was answered."""

LEEWAY: Final = timedelta(minutes=1)
"""What clocks that are set by a network wander and jump."""


def stamp(person: str, path: str, now: datetime, *, key: str) -> str:
    """When a page at this address was rendered for this person, signed; empty where no form may wait. `key` is what `vault.key_of` gives."""
    place = _place(path)
    if not place or not key:
        return ""
    said = f"{int(now.timestamp() * 1000)}"
    return f"{said}.{vault.sign(_about(said, person, place), key=key)}"


def rendered_at(stamp: str, person: str, path: str, *, key: str) -> datetime | None:
    """What a stamp says, for a form that is sent to this address; None for one that we did not make for this person and place."""
    said, _dot, signature = stamp.partition(".")
    if not said.isascii() or not said.isdecimal() or not vault.is_ours(_about(said, person, _place(path)), signature, key=key):
        return None
    return datetime.fromtimestamp(int(said) / 1000, UTC)


def answered_at(kept: str, sent: str, rendered: datetime | None, now: datetime) -> datetime | None:
    """When a form was answered: as long ago as the device says, `kept` and `sent` by its clock (ISO 8601 with a zone), held between when its page
    was rendered and now. None where that is not known, or lies further off than clocks wander, or further back than `OLDEST`.
    """
    began, ended = _read(kept), _read(sent)
    if rendered is None or began is None or ended is None:
        return None
    ago = ended - began
    if not -LEEWAY <= ago <= min(now - rendered + LEEWAY, OLDEST):
        return None
    return min(max(now - ago, rendered), now)


def waited(request: Request[Any, Any, Any]) -> bool:
    """Whether a device kept this form while there was no network, so that nobody looks at the answer now."""
    return WAITED in request.headers


def doubt(request: Request[Any, Any, Any]) -> None:
    """Notes that the time of this form could not be taken."""
    _scope(request)["doubted"] = True


def done(request: Request[Any, Any, Any], response: Response[Any]) -> Response[Any]:
    """The answer to a form that was taken. Where its time could not be, a device is told, which a redirect would hide from it."""
    if not _scope(request).get("doubted"):
        return response
    return Response(None, status_code=200, headers={COUNTS: "now", "Cache-Control": "no-store"})


PLACE = re.compile(r"/(?:practice|lessons/[^/]+|deals/[^/]+)(?=/|$)")
"""What pages with forms that may wait have in common with where they are sent."""


def _place(path: str) -> str:
    found = PLACE.match(path)
    return found[0] if found else ""


def _about(said: str, person: str, place: str) -> str:
    return f"rendered {said} {person} {place}"


def _read(told: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(told)
    except ValueError:
        return None
    return time if time.tzinfo else None


def _scope(request: Request[Any, Any, Any]) -> dict[str, Any]:
    scope: dict[str, Any] = request.scope  # type: ignore[assignment]  # Litestar's TypedDict has no place for it
    return scope
