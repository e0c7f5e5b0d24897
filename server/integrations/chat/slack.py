"""What Slack's Web API answers and what went wrong, as values; no network here. Pure.

Three methods are used, as docs.slack.dev describes them: `auth.test`, `users.lookupByEmail` and `chat.postMessage`. Slack answers with status 200
also when it refuses: then `ok` is false and `error` is one word.
"""

from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import urlsplit

from msgspec import Struct

from server.outgoing.reply import Why

BASE: Final = "https://slack.com/api"

HOSTS: Final = frozenset({"slack.com", "slack-gov.com"})
"""Hosts of Slack's Web API."""

SCOPES: Final = ("chat:write", "users:read", "users:read.email")
"""What the app has to be allowed: to write, and to find somebody by address."""

Code = Literal[
    "token",
    "inactive",
    "scope",
    "closed",
    "tab",
    "unknown",
    "gone",
    "busy",
    "down",
    "away",
    "address",
    "private",
    "refused",
    "locked",
    "ended",
]
"""The token is none, its app or workspace is no more, it may not do this, the workspace forbids it, the app takes no messages, nobody has this
address, no conversation is found, too many messages, an error over there, nobody answers, no address of Slack, a private one, a refusal of another
kind, a token kept with another key, not connected any more."""

FOR_PERSON: Final[frozenset[Code]] = frozenset({"unknown", "gone"})
"""What only the person whose chat it is can mend, or an admin for that one person."""

PASSING: Final[frozenset[Code]] = frozenset({"busy", "down", "away"})
"""What waiting mends."""

ERRORS: Final[Mapping[str, Code]] = {
    "invalid_auth": "token",
    "not_authed": "token",
    "token_revoked": "token",
    "token_expired": "token",
    "not_allowed_token_type": "token",
    "account_inactive": "inactive",
    "missing_scope": "scope",
    "no_permission": "scope",
    "access_denied": "closed",
    "ekm_access_denied": "closed",
    "org_login_required": "closed",
    "restricted_action": "closed",
    "team_access_not_granted": "closed",
    "messages_tab_disabled": "tab",
    "users_not_found": "unknown",
    "user_not_found": "unknown",
    "channel_not_found": "gone",
    "is_archived": "gone",
    "not_in_channel": "gone",
    "ratelimited": "busy",
    "rate_limited": "busy",
    "fatal_error": "down",
    "internal_error": "down",
    "request_timeout": "down",
    "service_unavailable": "down",
    "team_added_to_org": "down",
}
"""The words by which Slack refuses; any other is `refused`."""


class Trouble(Exception):
    """Slack did not do it. `seconds` is how long it asks to wait, `detail` a word of its own that helps an admin, never a secret."""

    def __init__(self, code: Code, *, seconds: int | None = None, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code: Code = code
        self.seconds = seconds
        self.detail = detail


class Said(Struct, frozen=True, kw_only=True):
    """What all answers have in common, and what the three methods give: workspace and name of the bot, or the person that was looked for."""

    ok: bool
    error: str = ""
    needed: str = ""
    team: str = ""
    team_id: str = ""
    user: "str | Found | None" = None


class Found(Struct, frozen=True, kw_only=True):
    """Somebody in Slack."""

    id: str
    deleted: bool = False


class Workspace(Struct, frozen=True, kw_only=True):
    """Where a token opens, and as whom it writes there."""

    id: str
    name: str
    bot: str


def of_error(word: str, needed: str = "") -> Trouble:
    """The trouble that Slack's word for a refusal means."""
    code = ERRORS.get(word, "refused")
    told = needed if code == "scope" else word if code in {"refused", "closed", "token"} else ""
    return Trouble(code, detail=_safe(told))


def of_status(status: int, seconds: int | None) -> Trouble:
    """The trouble of an answer whose status is no success."""
    if status == 429:
        return Trouble("busy", seconds=seconds)
    return Trouble("down" if status >= 500 else "refused", seconds=seconds, detail=str(status))


def of_silence(why: Why) -> Trouble:
    """The trouble of no answer."""
    codes: dict[Why, Code] = {"private": "private", "address": "address", "name": "address"}
    return Trouble(codes.get(why, "away"))


def lacking(told: str | None) -> str:
    """The scopes that are missing, parted by commas, by the header `x-oauth-scopes` of an answer; empty without one, and when none is."""
    if told is None:
        return ""
    has = {one.strip() for one in told.split(",")}
    return ", ".join(scope for scope in SCOPES if scope not in has)


def is_base(base: str, *, private: bool) -> bool:
    """Whether Slack may be asked at this address. `private` takes any, as it is needed where a proxy stands before it."""
    try:
        parts = urlsplit(base)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.query or parts.fragment or len(base) > 200:
        return False
    return private or (parts.scheme == "https" and host in HOSTS and port is None and parts.path.rstrip("/") == "/api")


def is_token(token: str) -> bool:
    """Whether this can be the token of a bot: no header carries another sign."""
    return token.startswith("xoxb-") and token.isascii() and token.isprintable() and " " not in token and len(token) <= 500


def _safe(word: str) -> str:
    """A word as it may stand in a page of ours."""
    return (
        word[:60] if word.replace("_", "").replace(":", "").replace(".", "").replace(",", "").replace(" ", "").isalnum() else ""
    )
