"""Pipedrive as its documentation and the types of its client describe it, as far as it is asked here: API v2, and of v1 the users and the changelog.

Lists of v2 hold 500 a page at most and go on by `next_cursor`. Deals that are archived or deleted are in lists of their own. The changelog is newest
first, its values are text.
"""

import base64
from collections import deque
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct, field

from tests.integrations.crm.fakes.serve import Answer, Asked

TOKEN = "0123456789abcdef0123456789abcdef01234567"


def written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Pipedrive(Struct):
    """A company. `page` makes its pages smaller than they would be."""

    page: int = 500
    users: list[dict[str, Any]] = field(default_factory=list)
    pipelines: list[dict[str, Any]] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)
    deals: dict[int, dict[str, Any]] = field(default_factory=dict)
    changes: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    activities: dict[int, dict[str, Any]] = field(default_factory=dict)
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Fields of deals by their code."""
    now: datetime = datetime(2026, 11, 17, 8, 30, tzinfo=UTC)
    log: list[Asked] = field(default_factory=list)
    wrong: deque[Answer | None] = field(default_factory=deque)

    def user(self, id: int, email: str, name: str, *, active: bool = True) -> None:
        self.users.append({"id": id, "name": name, "email": email, "active_flag": active, "default_currency": "EUR"})

    def pipeline(self, id: int, name: str, **stages: int) -> None:
        """Stages are their name and id."""
        self.pipelines.append({"id": id, "name": name, "order_nr": id, "is_deleted": False})
        for n, (stage, number) in enumerate(stages.items()):
            self.stages.append({"id": number, "name": stage, "pipeline_id": id, "order_nr": n, "is_deleted": False})

    def deal(self, id: int, at: datetime, **values: Any) -> None:  # noqa: ANN401  # whatever a field holds
        """Sets fields of a deal, and writes down what changed."""
        before = self.deals.get(id)
        if before is None:
            times = dict.fromkeys(("stage_change_time", "close_time", "won_time", "lost_time", "expected_close_date"))
            plain = {
                "id": id,
                "title": f"Deal {id}",
                "value": 0,
                "currency": "EUR",
                "status": "open",
                "owner_id": 1,
                "pipeline_id": 1,
            }
            marks = {"is_deleted": False, "is_archived": False, "add_time": written(at), "custom_fields": {}}
            self.deals[id] = {**times, **plain, **marks, **values, "update_time": written(at)}
            return
        for name, value in values.items():
            key = {"owner_id": "user_id"}.get(name, name)
            entry = {"field_key": key, "old_value": _text(before.get(name)), "new_value": _text(value), "actor_user_id": 1}
            rest = {"time": written(at), "change_source": "app", "change_source_user_agent": None, "is_bulk_update_flag": False}
            self.changes.setdefault(id, []).insert(0, {**entry, **rest})
        moved = {"stage_change_time": written(at)} if "stage_id" in values else {}
        before.update({**values, **moved, "update_time": written(at)})

    def activity(self, id: int, at: datetime, **values: Any) -> None:  # noqa: ANN401  # whatever a field holds
        """Sets fields of an activity."""
        plain = {"subject": f"Activity {id}", "type": "task", "owner_id": 1, "creator_user_id": 1, "deal_id": None}
        more = {"lead_id": None, "person_id": None, "org_id": None, "project_id": None, "due_date": None, "due_time": None}
        marks = {"done": False, "is_deleted": False, "busy": False, "note": "a body", "public_description": "another"}
        before = self.activities.get(id, {"id": id, **plain, **more, **marks, "add_time": written(at)})
        self.activities[id] = {**before, **values, "update_time": written(at)}

    def answer(self, asked: Asked) -> Answer:
        if asked.headers.get("x-api-token") != TOKEN:
            return Answer({"success": False, "error": "unauthorized access", "errorCode": 401}, 401)
        if asked.path == "/v1/users":
            return Answer({"success": True, "data": self.users})
        if asked.path.startswith("/v1/deals/") and asked.path.endswith("/changelog"):
            return self._paged(asked, self.changes.get(int(asked.path.split("/")[3]), []))
        lists = {"/api/v2/pipelines": self.pipelines, "/api/v2/stages": self.stages}
        if asked.path in lists:
            return self._paged(asked, lists[asked.path])
        return self._second(asked)

    def _second(self, asked: Asked) -> Answer:
        """What API v2 answers."""
        if asked.path.startswith("/api/v2/dealFields/"):
            found = self.fields.get(asked.path.rpartition("/")[2])
            return Answer({"success": True, "data": found}) if found else NOT_FOUND
        if asked.method == "PATCH" and asked.path.startswith("/api/v2/deals/"):
            return self._update(int(asked.path.rpartition("/")[2]), asked.json)
        if asked.path == "/api/v2/activities":
            return self._paged(asked, self._activities(asked))
        if asked.path in {"/api/v2/deals", "/api/v2/deals/archived"}:
            return self._paged(asked, self._deals(asked, archived=asked.path.endswith("archived")))
        return NOT_FOUND

    def _deals(self, asked: Asked, *, archived: bool) -> list[dict[str, Any]]:
        deleted = asked.params.get("status") == "deleted"
        since = asked.params.get("updated_since", "")
        found = [one for one in self.deals.values() if one["is_deleted"] is deleted and one["is_archived"] is archived]
        if since:
            found = [one for one in found if one["update_time"] >= written(datetime.fromisoformat(since))]
        return sorted(found, key=lambda one: (one[asked.params.get("sort_by", "id")], one["id"]))

    def made(self, code: str, type: str = "varchar", *, custom: bool = True) -> None:  # noqa: A002  # as Pipedrive calls it
        marks = {"is_custom_field": custom, "is_optional_response_field": False, "options": None, "subfields": None}
        self.fields[code] = {"field_name": "Evidence stage", "field_code": code, "field_type": type, **marks}

    def _update(self, id: int, told: dict[str, Any]) -> Answer:
        deal = self.deals.get(id)
        if deal is None or deal["is_deleted"]:
            return NOT_FOUND
        if set(told) != {"custom_fields"} or not set(told["custom_fields"]) <= set(self.fields):
            return Answer({"success": False, "error": "custom_fields: unknown", "code": "ERR_SCHEMA_VALIDATION_FAILED"}, 400)
        deal["custom_fields"] |= told["custom_fields"]
        deal["update_time"] = max(deal["update_time"], written(self.now))
        return Answer({"success": True, "data": deal})

    def _activities(self, asked: Asked) -> list[dict[str, Any]]:
        """Those that were not deleted, by their ids, or by what is asked of them."""
        found = [one for one in self.activities.values() if not one["is_deleted"]]
        if asked.params.get("ids"):
            wanted = asked.params["ids"].split(",")
            return [one for one in found if str(one["id"]) in wanted[:100]]
        if asked.params.get("done"):
            found = [one for one in found if str(one["done"]).lower() == asked.params["done"]]
        if asked.params.get("updated_since"):
            since = written(datetime.fromisoformat(asked.params["updated_since"]))
            found = [one for one in found if one["update_time"] >= since]
        return sorted(found, key=lambda one: (one[asked.params.get("sort_by", "id")], one["id"]))

    def _paged(self, asked: Asked, found: list[dict[str, Any]]) -> Answer:
        limit = int(asked.params.get("limit", 100))
        if limit > 500:
            return Answer({"success": False, "error": "limit: must be at most 500", "code": "ERR_SCHEMA_VALIDATION_FAILED"}, 400)
        start = int(base64.b64decode(asked.params["cursor"])) if asked.params.get("cursor") else 0
        end = start + min(limit, self.page)
        more = base64.b64encode(str(end).encode()).decode() if len(found) > end else None
        return Answer({"success": True, "data": found[start:end], "additional_data": {"next_cursor": more}})


def _text(value: object) -> str | None:
    return None if value is None else str(value)


NOT_FOUND = Answer({"success": False, "error": "Resource not found", "code": "ERR_NOT_FOUND"}, 404)


def limited(seconds: int) -> Answer:
    """Too many requests."""
    told = {"success": False, "error": "request over limit", "errorCode": 429}
    return Answer(told, 429, {"Retry-After": str(seconds), "x-ratelimit-remaining": "0"})
