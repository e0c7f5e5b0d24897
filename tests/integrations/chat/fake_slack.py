"""Slack's Web API as docs.slack.dev describes it, as far as it is asked here.

A refusal has status 200, `ok` false and a word in `error`; only too many requests have a status of their own. `users.lookupByEmail` takes no JSON.
"""

import json
from collections import deque
from typing import Any
from urllib.parse import parse_qsl

from msgspec import Struct, field

from tests.integrations.crm.fakes.serve import Answer, Asked

TOKEN = "xoxb-1-2-three"


class Slack(Struct):
    """A workspace. `people` are address to id; `said` is what was posted, with to whom."""

    people: dict[str, str] = field(default_factory=dict)
    team: str = "T1"
    token: str = TOKEN
    scopes: str = "chat:write,users:read,users:read.email"
    closed: set[str] = field(default_factory=set)
    """Ids that are found and cannot be written to."""
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    log: list[Asked] = field(default_factory=list)
    wrong: deque[Answer | None] = field(default_factory=deque)

    def answer(self, asked: Asked) -> Answer:
        given = asked.headers.get("authorization", "")
        if not given:
            return self._told({"ok": False, "error": "not_authed"})
        if given != f"Bearer {self.token}":
            return self._told({"ok": False, "error": "invalid_auth"})
        methods = {
            "/api/auth.test": self._who,
            "/api/users.lookupByEmail": self._find,
            "/api/chat.postMessage": self._post,
        }
        method = methods.get(asked.path)
        return self._told(method(arguments(asked)) if method else {"ok": False, "error": "unknown_method"})

    def _told(self, body: dict[str, Any]) -> Answer:
        return Answer(body, headers={"x-oauth-scopes": self.scopes})

    def _who(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {
            "ok": True,
            "url": "https://northwind.slack.com/",
            "team": "Northwind",
            "user": "plumbline",
            "team_id": self.team,
            "user_id": "UBOT",
            "bot_id": "BBOT",
        }

    def _find(self, given: dict[str, Any]) -> dict[str, Any]:
        if "users:read.email" not in self.scopes:
            return {"ok": False, "error": "missing_scope", "needed": "users:read.email", "provided": self.scopes}
        email = str(given.get("email", ""))
        if email not in self.people:
            return {"ok": False, "error": "users_not_found"}
        profile = {"email": email, "real_name": email.partition("@")[0].title()}
        user = {
            "id": self.people[email],
            "team_id": self.team,
            "name": email.partition("@")[0],
            "deleted": False,
            "profile": profile,
        }
        return {"ok": True, "user": user}

    def _post(self, given: dict[str, Any]) -> dict[str, Any]:
        channel = given.get("channel")
        if channel not in self.people.values() or channel in self.closed:
            return {"ok": False, "error": "channel_not_found"}
        if not given.get("text") and not given.get("blocks"):
            return {"ok": False, "error": "no_text"}
        self.said.append((str(channel), given))
        message = {"type": "message", "text": given.get("text", ""), "bot_id": "BBOT", "ts": "1795334400.000100"}
        return {"ok": True, "channel": f"D{channel}", "ts": "1795334400.000100", "message": message}


def arguments(asked: Asked) -> dict[str, Any]:
    """What a method was given: in the address, as a form, or as JSON where it takes that."""
    kind = asked.headers.get("content-type", "").partition(";")[0]
    if kind == "application/json" and asked.path != "/api/users.lookupByEmail":
        return {**asked.params, **json.loads(asked.body or b"{}")}
    return {**asked.params, **dict(parse_qsl(asked.body.decode()))}
