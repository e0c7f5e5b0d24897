"""The shell around every page: navigation by role, policy, language and theme."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from server import ids
from server.html import NavItem, Shell
from server.people import csrf, words
from server.people.queries import Policy, Visit
from server.sentences import gettext as _
from server.sentences import speaking
from server.sentences.tongues import foreign


def frame(
    visit: Visit | None,
    path: str,
    *,
    static: Callable[[str], str],
    policy: Policy | None,
    process_version: str,
    demo: bool,
    academy: str = "en",
    rendered: str = "",
) -> Shell:
    """The shell for this reader at this path. `academy` is the language of the process, `rendered` the stamp of this page."""
    if visit is None:
        return Shell(
            lang=speaking(),
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
            academy=foreign(academy, speaking()),
        )
    actor = visit.actor
    return Shell(
        lang=actor.locale,
        theme=actor.theme,
        zone=actor.zone,
        name=actor.name,
        role_words=role_words(actor.roles, actor.locale),
        nav=navigation(actor.roles, _place(path), actor.locale),
        home="/",
        csrf=csrf.mask(visit.csrf_secret, ids.token()),
        policy=policy.sentence if policy else None,
        process_version=process_version,
        static=static,
        signed_in=True,
        person=str(actor.id),
        rendered=rendered,
        waiting=visit.waiting,
        demo=demo,
        academy=foreign(academy, speaking()),
    )


@lru_cache(maxsize=512)
def navigation(roles: frozenset[str], place: str, language: str) -> tuple[NavItem, ...]:  # noqa: ARG001  # the labels are of it
    """The places these roles lead to, with the one below which `place` lies marked as current. Kept, because every page asks; `language` is the
    one being spoken.
    """
    places = {href: label for role in ORDER if role in roles for href, label in _places(role)}
    current = next((one for one in BELOW.get(place, (place,)) if one in places), "")
    return tuple(NavItem(href=href, label=label, current=href == current) for href, label in places.items())


@lru_cache(maxsize=512)
def role_words(roles: frozenset[str], language: str) -> str:  # noqa: ARG001  # as above
    """`rep`, or `manager and author`, in the reader's language."""
    named = [words.role(role) for role in ORDER if role in roles]
    return _(" and ").join(filter(None, [", ".join(named[:-1]), named[-1] if named else ""]))


def _place(path: str) -> str:
    """The first part of a path. What a day asks for on a deal belongs to the day."""
    if path.endswith(OF_THE_DAY):
        return "/today"
    return f"/{path.split('/', 2)[1]}" if "/" in path else path


BELOW: Mapping[str, tuple[str, ...]] = {
    "/people": ("/team",),
    "/one-to-ones": ("/team", "/my-line"),
    "/inspections": ("/week", "/deals", "/review"),
    "/commitments": ("/week", "/deals", "/review"),
    "/deals": ("/deals", "/review"),
    "/evidence": ("/deals", "/review"),
    "/replies": ("/week", "/review"),
    "/calibrations": ("/calibration",),
    "/wording": ("/academy",),
    "/focus": ("/review",),
}
"""Below which place the pages lie that are none themselves: below the first of these that a reader has. Who sells finds a deal among theirs, a
manager in the review.
"""

OF_THE_DAY = ("/tending", "/self-check")
"""How the addresses end of what the form of a day is sent to."""

ORDER = ("rep", "manager", "leader", "author", "admin")
"""How roles are told and which one's places come first."""


def _places(role: str) -> tuple[tuple[str, str], ...]:
    process = ("/process", _("Process"))
    review, calibration = ("/review", _("Review")), ("/calibration", _("Calibrate"))
    team = ("/team", _("Team"))
    learning, own = ("/lessons", _("Lessons")), ("/my-line", _("My line"))
    return {
        "rep": (("/today", _("Today")), ("/practice", _("Practice")), learning, own, ("/deals", _("Deals")), process),
        "manager": (("/week", _("This week")), review, team, calibration, process, own, learning),
        "leader": (("/drift", _("Drift")), review, team, calibration, process),
        "author": (("/academy", _("Academy")), process),
        "admin": (("/setup", _("Setup")), ("/academy", _("Academy")), process),
    }[role]
