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

PROGRAM: Final = frozenset({"a program"})
"""A program of somebody else's, with a secret that its handler asks for; nobody's session counts here, and no page of ours sends it."""

REP: Final = frozenset({"rep"})
MANAGER: Final = frozenset({"manager"})
REVIEW: Final = frozenset({"manager", "leader"})
LEADER: Final = frozenset({"leader"})
AUTHOR: Final = frozenset({"author", "admin"})
WORDING: Final = frozenset({"author"})
"""Who may decide the wording of the process: an author, and behind the door only one with that mark."""
ADMIN: Final = frozenset({"admin"})
DEALS: Final = frozenset({"rep", "manager", "leader"})
"""Whose roles may see a deal at all; which deals, the lookup decides."""
INSPECTING: Final = frozenset({"manager", "leader"})
"""Whose roles look at the deals of others; which deals, the lookup decides."""

ACCESS: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("GET", "/"): ANYONE,
    ("GET", "/healthz"): ANYONE,
    ("GET", "/house/patterns"): ANYONE,
    ("GET", "/sign-in"): ANYONE,
    ("POST", "/sign-in"): ANYONE,
    ("POST", "/sign-in/demo"): ANYONE,
    ("GET", "/sign-in/code"): ANYONE,
    ("POST", "/sign-in/code"): ANYONE,
    ("GET", "/sign-in/link/{token}"): ANYONE,
    ("POST", "/sign-in/link/{token}"): ANYONE,
    ("GET", "/sign-in/oidc"): ANYONE,
    ("GET", "/sign-in/oidc/return"): ANYONE,
    ("GET", "/sign-in/oidc/out"): ANYONE,
    ("GET", "/sign-in/passkey"): ANYONE,
    ("POST", "/sign-in/passkey"): ANYONE,
    ("POST", "/sign-in/passkey/challenge"): ANYONE,
    ("POST", "/sign-out"): ANYONE,
    ("GET", "/who-sees-what"): ANYONE,
    ("GET", "/account"): SIGNED_IN,
    ("POST", "/account"): SIGNED_IN,
    ("POST", "/account/sessions/{session}/sign-out"): SIGNED_IN,
    ("POST", "/account/sessions/sign-out"): SIGNED_IN,
    ("GET", "/account/tokens"): SIGNED_IN,
    ("POST", "/account/tokens"): SIGNED_IN,
    ("POST", "/account/tokens/{token}/ending"): SIGNED_IN,
    ("GET", "/account/passkeys"): SIGNED_IN,
    ("POST", "/account/passkeys"): SIGNED_IN,
    ("POST", "/account/passkeys/challenge"): SIGNED_IN,
    ("POST", "/account/passkeys/{passkey}/removal"): SIGNED_IN,
    ("GET", "/account/absences"): SIGNED_IN,
    ("POST", "/account/absences"): SIGNED_IN,
    ("POST", "/account/absences/{absence}/withdrawal"): SIGNED_IN,
    ("GET", "/account/reminders"): SIGNED_IN,
    ("POST", "/account/reminders"): SIGNED_IN,
    ("POST", "/account/reminders/feed"): SIGNED_IN,
    ("POST", "/account/reminders/feed/ending"): SIGNED_IN,
    ("GET", "/account/mail"): SIGNED_IN,
    ("POST", "/account/mail"): SIGNED_IN,
    ("POST", "/mail/{item}/filing"): REP,
    ("POST", "/mail/{item}/dropping"): REP,
    ("POST", "/mail/arrivals"): PROGRAM,
    ("GET", "/scim/v2"): PROGRAM,
    ("GET", "/inbox"): SIGNED_IN,
    ("GET", "/inbox/{notice}"): SIGNED_IN,
    ("POST", "/inbox/reading"): SIGNED_IN,
    ("GET", "/reminders/{token}/ending"): ANYONE,
    ("POST", "/reminders/{token}/ending"): ANYONE,
    ("GET", "/feeds/{file}"): ANYONE,
    ("GET", "/setup"): ADMIN,
    ("GET", "/setup/mail"): ADMIN,
    ("GET", "/setup/people"): ADMIN,
    ("POST", "/setup/people"): ADMIN,
    ("GET", "/setup/people/import"): ADMIN,
    ("POST", "/setup/people/import"): ADMIN,
    ("GET", "/setup/people/import/{file}"): ADMIN,
    ("POST", "/setup/people/import/{file}/columns"): ADMIN,
    ("POST", "/setup/people/import/{file}/taking-over"): ADMIN,
    ("POST", "/setup/people/import/{file}/discarding"): ADMIN,
    ("GET", "/setup/people/{person}"): ADMIN,
    ("POST", "/setup/people/{person}"): ADMIN,
    ("POST", "/setup/people/{person}/roles"): ADMIN,
    ("POST", "/setup/people/{person}/team"): ADMIN,
    ("POST", "/setup/people/{person}/managed-teams"): ADMIN,
    ("POST", "/setup/people/{person}/managed-teams/{team}/ending"): ADMIN,
    ("POST", "/setup/people/{person}/deactivation"): ADMIN,
    ("POST", "/setup/people/{person}/reactivation"): ADMIN,
    ("GET", "/setup/teams"): ADMIN,
    ("POST", "/setup/teams"): ADMIN,
    ("POST", "/setup/teams/{team}"): ADMIN,
    ("GET", "/setup/policy"): ADMIN,
    ("POST", "/setup/policy"): ADMIN,
    ("GET", "/setup/tokens"): ADMIN,
    ("POST", "/setup/tokens"): ADMIN,
    ("POST", "/setup/tokens/{token}/ending"): ADMIN,
    ("GET", "/setup/sign-in"): ADMIN,
    ("POST", "/setup/sign-in"): ADMIN,
    ("POST", "/setup/sign-in/trial"): ADMIN,
    ("POST", "/setup/sign-in/accounts/{identity}/parting"): ADMIN,
    ("GET", "/setup/deals"): ADMIN,
    ("POST", "/setup/deals"): ADMIN,
    ("GET", "/setup/deals/{run}"): ADMIN,
    ("POST", "/setup/deals/{run}/mapping"): ADMIN,
    ("POST", "/setup/deals/{run}/people"): ADMIN,
    ("POST", "/setup/deals/{run}/beginning"): ADMIN,
    ("POST", "/setup/deals/{run}/discarding"): ADMIN,
    ("POST", "/setup/deals/{run}/withdrawal"): ADMIN,
    ("POST", "/setup/deals/{run}/missing"): ADMIN,
    ("POST", "/setup/deals/retirement"): ADMIN,
    ("GET", "/setup/crm"): ADMIN,
    ("GET", "/setup/crm/{source}"): ADMIN,
    ("POST", "/setup/crm/{source}"): ADMIN,
    ("POST", "/setup/crm/{source}/test"): ADMIN,
    ("POST", "/setup/crm/{source}/looking"): ADMIN,
    ("POST", "/setup/crm/{source}/pulling"): ADMIN,
    ("POST", "/setup/crm/{source}/mapping"): ADMIN,
    ("POST", "/setup/crm/{source}/schedule"): ADMIN,
    ("POST", "/setup/crm/{source}/ending"): ADMIN,
    ("GET", "/today"): REP,
    ("GET", "/my-line"): SIGNED_IN,
    ("GET", "/my-line/{behaviour}"): SIGNED_IN,
    ("GET", "/deals"): REP,
    ("POST", "/deals"): REP,
    ("GET", "/deals/{deal}"): DEALS,
    ("POST", "/deals/{deal}"): REP,
    ("POST", "/deals/{deal}/closing"): REP,
    ("POST", "/deals/{deal}/tending"): REP,
    ("POST", "/deals/{deal}/self-check"): REP,
    ("GET", "/commitments/{commitment}"): DEALS,
    ("POST", "/commitments/{commitment}/outcome"): MANAGER,
    ("GET", "/deals/{deal}/evidence"): DEALS,
    ("POST", "/deals/{deal}/evidence"): DEALS,
    ("POST", "/evidence/{evidence}/clauses"): DEALS,
    ("POST", "/evidence/{evidence}/withdrawal"): DEALS,
    ("GET", "/evidence/{evidence}/file"): DEALS,
    ("GET", "/deals/{deal}/replies"): DEALS,
    ("POST", "/deals/{deal}/replies"): REP,
    ("GET", "/replies/{reply}"): DEALS,
    ("POST", "/replies/{reply}"): INSPECTING,
    ("GET", "/deals/{deal}/baseline"): DEALS,
    ("POST", "/deals/{deal}/baseline"): DEALS,
    ("POST", "/deals/{deal}/inspections"): INSPECTING,
    ("GET", "/inspections/{inspection}"): DEALS,
    ("POST", "/inspections/{inspection}/rows"): DEALS,
    ("POST", "/inspections/{inspection}/rows/{behaviour}"): DEALS,
    ("POST", "/inspections/{inspection}/closing"): DEALS,
    ("POST", "/inspections/{inspection}/misfits"): INSPECTING,
    ("GET", "/glossary"): SIGNED_IN,
    ("GET", "/media/{file}"): SIGNED_IN,
    ("GET", "/lessons"): SIGNED_IN,
    ("GET", "/lessons/{lesson}"): SIGNED_IN,
    ("POST", "/lessons/{lesson}/answers"): SIGNED_IN,
    ("POST", "/lessons/{lesson}/hints"): SIGNED_IN,
    ("POST", "/lessons/{lesson}/moves"): SIGNED_IN,
    ("POST", "/lessons/{lesson}/rewinds"): SIGNED_IN,
    ("POST", "/lessons/{lesson}/commitment"): SIGNED_IN,
    ("GET", "/lessons/{lesson}/completion"): SIGNED_IN,
    ("POST", "/lessons/{lesson}/completion"): SIGNED_IN,
    ("POST", "/lessons/{lesson}/takes"): SIGNED_IN,
    ("GET", "/practice"): REP,
    ("POST", "/practice/answers"): REP,
    ("GET", "/practice/answers/{answer}"): REP,
    ("GET", "/process"): SIGNED_IN,
    ("GET", "/process/{behaviour}/note"): MANAGER,
    ("POST", "/process/{behaviour}/note"): MANAGER,
    ("GET", "/week"): MANAGER,
    ("POST", "/week/picks/{pick}/swap"): MANAGER,
    ("GET", "/review"): REVIEW,
    ("POST", "/review"): REVIEW,
    ("GET", "/focus"): LEADER,
    ("POST", "/focus"): LEADER,
    ("GET", "/team"): REVIEW,
    ("GET", "/team/assignments"): MANAGER,
    ("POST", "/team/assignments"): MANAGER,
    ("GET", "/people/{person}"): MANAGER,
    ("GET", "/people/{person}/one-to-one"): MANAGER,
    ("POST", "/people/{person}/one-to-one"): MANAGER,
    ("GET", "/one-to-ones/{meeting}"): DEALS,
    ("POST", "/one-to-ones/{meeting}/sheet"): DEALS,
    ("POST", "/one-to-ones/{meeting}/comparison"): MANAGER,
    ("POST", "/one-to-ones/{meeting}/closing"): MANAGER,
    ("POST", "/one-to-ones/{meeting}/parting"): REP,
    ("POST", "/people/{person}/assignments"): MANAGER,
    ("POST", "/people/{person}/notes"): MANAGER,
    ("POST", "/assignments/{assignment}/restoration"): MANAGER,
    ("POST", "/assignments/{assignment}/withdrawal"): MANAGER,
    ("GET", "/calibration"): INSPECTING,
    ("POST", "/calibration"): INSPECTING,
    ("POST", "/calibration/keys"): LEADER,
    ("POST", "/calibration/second-looks"): LEADER,
    ("POST", "/calibration/training/{person}/ending"): LEADER,
    ("GET", "/calibrations/{calibration}"): INSPECTING,
    ("POST", "/calibrations/{calibration}/answers"): LEADER,
    ("POST", "/calibrations/{calibration}/key"): LEADER,
    ("POST", "/calibrations/{calibration}/sheets"): INSPECTING,
    ("POST", "/calibrations/{calibration}/talks"): LEADER,
    ("POST", "/calibrations/{calibration}/wording"): INSPECTING,
    ("GET", "/wording"): WORDING,
    ("POST", "/wording/{wording}/outcome"): WORDING,
    ("GET", "/academy"): AUTHOR,
    ("GET", "/academy/lessons/{lesson}"): AUTHOR,
    ("GET", "/api"): ANYONE,
    ("GET", "/api/v1/openapi.json"): ANYONE,
    ("GET", "/api/v1/me"): SIGNED_IN,
    ("GET", "/api/v1/people"): SIGNED_IN,
    ("GET", "/api/v1/people/{person}"): SIGNED_IN,
    ("POST", "/api/v1/people/{person}/assignments"): MANAGER,
    ("GET", "/api/v1/teams"): SIGNED_IN,
    ("GET", "/api/v1/teams/{team}"): SIGNED_IN,
    ("GET", "/api/v1/teams/{team}/series"): INSPECTING,
    ("GET", "/api/v1/process"): SIGNED_IN,
    ("GET", "/api/v1/lessons"): SIGNED_IN,
    ("GET", "/api/v1/lessons/{lesson}"): SIGNED_IN,
    ("POST", "/api/v1/lessons/{lesson}/answers"): SIGNED_IN,
    ("GET", "/api/v1/answers"): SIGNED_IN,
    ("GET", "/api/v1/answers/{answer}"): SIGNED_IN,
    ("GET", "/api/v1/gaps"): SIGNED_IN,
    ("GET", "/api/v1/series"): SIGNED_IN,
    ("GET", "/api/v1/deals"): DEALS,
    ("POST", "/api/v1/deals"): REP,
    ("GET", "/api/v1/deals/{deal}"): DEALS,
    ("POST", "/api/v1/deals/{deal}"): REP,
    ("GET", "/api/v1/deals/{deal}/stages"): DEALS,
    ("POST", "/api/v1/deals/{deal}/closing"): REP,
    ("GET", "/api/v1/deals/{deal}/evidence"): DEALS,
    ("POST", "/api/v1/deals/{deal}/evidence"): DEALS,
    ("GET", "/api/v1/evidence/{evidence}"): DEALS,
    ("POST", "/api/v1/evidence/{evidence}/clauses"): DEALS,
    ("POST", "/api/v1/evidence/{evidence}/withdrawal"): DEALS,
    ("GET", "/api/v1/deals/{deal}/inspections"): DEALS,
    ("POST", "/api/v1/deals/{deal}/inspections"): INSPECTING,
    ("GET", "/api/v1/inspections/{inspection}"): DEALS,
    ("POST", "/api/v1/inspections/{inspection}/rows/{behaviour}"): DEALS,
    ("POST", "/api/v1/inspections/{inspection}/closing"): DEALS,
    ("GET", "/api/v1/commitments"): DEALS,
    ("GET", "/api/v1/commitments/{commitment}"): DEALS,
    ("POST", "/api/v1/deals/{deal}/commitments"): MANAGER,
    ("POST", "/api/v1/commitments/{commitment}/outcome"): MANAGER,
    ("GET", "/api/v1/assignments"): SIGNED_IN,
    ("GET", "/api/v1/assignments/{assignment}"): SIGNED_IN,
    ("POST", "/api/v1/assignments/{assignment}/withdrawal"): MANAGER,
}
"""(method, path template) to the roles that may use it. HEAD follows GET."""


def admit(actor: Actor | None, method: str, path: str) -> None:
    """Lets the request through or raises: SignedOut when somebody has to sign in first, Forbidden when it is not for this role."""
    allowed = access_to(method, path)
    if allowed is None:
        raise Forbidden("This address is not open to anybody.")
    if allowed is ANYONE:
        return
    if actor is None:
        raise SignedOut("Sign in first.")
    if allowed is not SIGNED_IN and not allowed & actor.roles:
        raise Forbidden("This is not for your role.")


def access_to(method: str, path: str) -> frozenset[str] | None:
    """The roles that may use this route, None for one that is not declared."""
    return ACCESS.get(("GET" if method == "HEAD" else method, path))
