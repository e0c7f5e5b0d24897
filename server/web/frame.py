"""The shell around every page: navigation by role, policy, language and theme."""

from collections.abc import Callable

from server import ids
from server.html import NavItem, Shell
from server.people import csrf
from server.people.queries import Policy, Visit
from server.people.roles import Actor
from server.sentences import gettext as _


def frame(
    visit: Visit | None, path: str, *, static: Callable[[str], str], policy: Policy | None, process_version: str, demo: bool
) -> Shell:
    """The shell for this reader at this path."""
    if visit is None:
        return Shell(
            lang="en",
            theme="",
            zone="UTC",
            name="",
            role_words="",
            nav=(),
            home="/",
            csrf="",
            policy=policy.sentence if policy else None,
            process_version=process_version,
            static=static,
            signed_in=False,
            demo=demo,
        )
    actor = visit.actor
    return Shell(
        lang=actor.locale,
        theme=actor.theme,
        zone=actor.zone,
        name=actor.name,
        role_words=role_words(actor),
        nav=navigation(actor, path),
        home="/",
        csrf=csrf.mask(visit.csrf_secret, ids.token()),
        policy=policy.sentence if policy else None,
        process_version=process_version,
        static=static,
        signed_in=True,
        demo=demo,
    )


def navigation(actor: Actor, path: str) -> tuple[NavItem, ...]:
    """The places this person's roles lead to, the one that `path` lies below marked as current; people lie below the team."""
    places = {href: label for role in ORDER if role in actor.roles for href, label in _places(role)}
    path = f"/team{path}" if path.startswith("/people/") else path
    return tuple(
        NavItem(href=href, label=label, current=path == href or path.startswith(f"{href}/")) for href, label in places.items()
    )


def role_words(actor: Actor) -> str:
    """`rep`, or `manager and author`, in the reader's language."""
    words = {"rep": _("rep"), "manager": _("manager"), "leader": _("head of sales"), "author": _("author"), "admin": _("admin")}
    named = [words[role] for role in ORDER if role in actor.roles]
    return _(" and ").join(filter(None, [", ".join(named[:-1]), named[-1] if named else ""]))


ORDER = ("rep", "manager", "leader", "author", "admin")
"""How roles are told and which one's places come first."""


def _places(role: str) -> tuple[tuple[str, str], ...]:
    process = ("/process", _("Process"))
    return {
        "rep": (("/today", _("Today")), ("/lessons", _("Lessons")), ("/my-line", _("My line")), ("/deals", _("Deals")), process),
        "manager": (("/team", _("Team")), process),
        "leader": (process,),
        "author": (("/academy", _("Academy")), process),
        "admin": (("/setup", _("Setup")), ("/academy", _("Academy")), process),
    }[role]
