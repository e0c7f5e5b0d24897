"""Who may send what: one table of every route. A route that is not in it is refused, and a test goes red.

Roles open the door of a route; which records somebody may see behind it is decided in the lookup (`queries`), by `people/roles.py`.
"""

from collections.abc import Mapping
from typing import Final

from server.errors import Forbidden, SignedOut
from server.people.roles import Actor

ANYONE: Final = frozenset({"anyone"})
"""Also somebody who is not signed in."""

SIGNED_IN: Final = frozenset({"signed in"})
"""Everybody with a session, whatever their roles."""

REP: Final = frozenset({"rep"})
MANAGER: Final = frozenset({"manager"})
AUTHOR: Final = frozenset({"author", "admin"})
ADMIN: Final = frozenset({"admin"})
DEALS: Final = frozenset({"rep", "manager", "leader"})
"""Whose roles may see a deal at all; which deals, the lookup decides."""

ACCESS: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("GET", "/"): ANYONE,
    ("GET", "/healthz"): ANYONE,
    ("GET", "/house/patterns"): ANYONE,
    ("GET", "/today"): REP,
    ("GET", "/my-line"): SIGNED_IN,
    ("GET", "/deals"): REP,
    ("POST", "/deals"): REP,
    ("GET", "/deals/{deal}"): DEALS,
    ("POST", "/deals/{deal}"): REP,
    ("POST", "/deals/{deal}/closing"): REP,
    ("GET", "/process"): SIGNED_IN,
    ("GET", "/team"): MANAGER,
    ("GET", "/people/{person}"): MANAGER,
    ("POST", "/people/{person}/assignments"): MANAGER,
    ("POST", "/people/{person}/notes"): MANAGER,
    ("POST", "/assignments/{assignment}/withdrawal"): MANAGER,
    ("GET", "/academy"): AUTHOR,
}
"""(method, path template) to the roles that may use it. HEAD follows GET."""


def admit(actor: Actor | None, method: str, path: str) -> None:
    """Lets the request through or raises: SignedOut when somebody has to sign in first, Forbidden when it is not for this role."""
    allowed = ACCESS.get(("GET" if method == "HEAD" else method, path))
    if allowed is None:
        raise Forbidden("This address is not open to anybody.")
    if allowed is ANYONE:
        return
    if actor is None:
        raise SignedOut("Sign in first.")
    if allowed is not SIGNED_IN and not allowed & actor.roles:
        raise Forbidden("This is not for your role.")
