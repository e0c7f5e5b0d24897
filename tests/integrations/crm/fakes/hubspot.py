"""HubSpot as its documentation of the CRM API v3 describes it, as far as it is asked here: deals, owners, pipelines, tasks, meetings, properties.

Lists are by id and go on by `after`; with histories a page holds 50 at most, else 100. A search holds 200 a page, sorts as it is told, counts on by
`after` and refuses to go beyond 10,000. A deal that was deleted is listed with `archived=true` alone. Values of properties are text. A list says what
its records are about, where that is asked; a search and a batch do not. Some of a batch that are not there make its answer a 207.
"""

from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct, field

from tests.integrations.crm.fakes.serve import Answer, Asked

TOKEN = "pat-eu1-token"


def written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


class Deal(Struct):
    id: str
    created: datetime
    properties: dict[str, str] = field(default_factory=dict)
    history: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    changed: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    archived_at: datetime | None = None

    def set(self, at: datetime, **values: str) -> None:
        for name, value in values.items():
            self.properties[name] = value
            entry = {"value": value, "timestamp": written(at), "sourceType": "CRM_UI", "sourceId": "userId:1"}
            self.history.setdefault(name, []).insert(0, entry)
        self.changed = max(at, self.changed)


class HubSpot(Struct):
    """An account. `page` makes its pages smaller than they would be."""

    page: int = 1000
    deals: dict[str, Deal] = field(default_factory=dict)
    tasks: dict[str, Deal] = field(default_factory=dict)
    meetings: dict[str, Deal] = field(default_factory=dict)
    about: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """By object and id the deals that a task or a meeting is about."""
    scopes: set[str] = field(default_factory=lambda: {"deals", "tasks", "meetings", "write", "schemas"})
    """What the token may read; write: change deals, schemas: make a field."""
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Properties of deals that somebody made, by name."""
    mute: bool = False
    """Whether a batch leaves out what is not there without a word."""
    owners: list[dict[str, Any]] = field(default_factory=list)
    pipelines: dict[str, dict[str, Any]] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)
    wrong: deque[Answer | None] = field(default_factory=deque)
    now: datetime = datetime(2026, 11, 17, 8, 30, tzinfo=UTC)
    """When something is written."""
    twice: bool = False
    """Whether lists say the last of a page again on the next."""

    def pipeline(self, id: str, label: str, **stages: str) -> None:
        """Stages are id and label; those of which the label begins with `Closed` end a deal."""
        made = [
            {
                "id": stage,
                "label": name,
                "displayOrder": n,
                "metadata": {
                    "isClosed": str(name.startswith("Closed")).lower(),
                    "probability": "1.0" if name.endswith("won") else "0.0" if name.startswith("Closed") else "0.4",
                },
                "createdAt": "2025-01-01T00:00:00Z",
                "updatedAt": "2025-01-01T00:00:00Z",
                "archived": False,
            }
            for n, (stage, name) in enumerate(stages.items())
        ]
        self.pipelines[id] = {
            "id": id,
            "label": label,
            "displayOrder": 0,
            "stages": made,
            "createdAt": "2025-01-01T00:00:00Z",
            "updatedAt": "2025-01-01T00:00:00Z",
            "archived": False,
        }

    def owner(self, id: str, email: str, name: str, *, archived: bool = False) -> None:
        first, _, last = name.partition(" ")
        self.owners.append(
            {
                "id": id,
                "email": email,
                "firstName": first,
                "lastName": last,
                "userId": None if archived else int(id),
                "userIdIncludingInactive": int(id),
                "type": "PERSON",
                "createdAt": "2025-01-01T00:00:00Z",
                "updatedAt": "2025-01-01T00:00:00Z",
                "archived": archived,
                "teams": [],
            }
        )

    def deal(self, id: str, at: datetime, **values: str) -> Deal:
        deal = self.deals.setdefault(id, Deal(id, at))
        deal.set(at, **values)
        return deal

    def task(self, id: str, at: datetime, *deals: str, **values: str) -> Deal:
        """Sets properties of a task, and where some are named the deals that it is about."""
        return self._engagement("tasks", id, at, deals, values)

    def meeting(self, id: str, at: datetime, *deals: str, **values: str) -> Deal:
        """The same of a meeting."""
        return self._engagement("meetings", id, at, deals, values)

    def _engagement(self, objects: str, id: str, at: datetime, deals: tuple[str, ...], values: dict[str, str]) -> Deal:
        record: Deal = getattr(self, objects).setdefault(id, Deal(id, at))
        record.set(at, **values)
        if deals:
            self.about[objects, id] = [deal for deal in deals if deal]
        return record

    def answer(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return _error(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
        match asked.method, asked.path:
            case "GET", "/crm/v3/owners/":
                return self._owners(asked)
            case "GET", "/crm/v3/pipelines/deals":
                return Answer({"results": [*self.pipelines.values()]})
        match asked.path.removeprefix("/crm/v3/").split("/"):
            case "objects", objects, *rest if objects in {"deals", "tasks", "meetings"}:
                if objects not in self.scopes:
                    return _error(403, "MISSING_SCOPES", "This app hasn't been granted all required scopes to make this call.")
                return self._object(objects, "/".join(rest), asked)
            case "properties", "deals", *names:
                return self._properties(names, asked)
            case "associations", objects, "deals", "batch", "read":
                return self._links(objects, asked.json)
        return _error(404, "OBJECT_NOT_FOUND", "No such route.")

    def _object(self, objects: str, way: str, asked: Asked) -> Answer:
        records: dict[str, Deal] = getattr(self, objects)
        match asked.method, way:
            case "GET", "":
                return self._list(objects, records, asked)
            case "POST", "search":
                return self._search(records, asked.json)
            case "POST", "batch/read":
                return self._read(records, asked.json)
            case "POST", "batch/update":
                return self._update(records, asked.json)
        return _error(404, "OBJECT_NOT_FOUND", "No such route.")

    def _properties(self, names: list[str], asked: Asked) -> Answer:
        if names:
            found = self.fields.get(names[0])
            return Answer(found) if found else _error(404, "OBJECT_NOT_FOUND", f"Property {names[0]} does not exist.")
        if "schemas" not in self.scopes:
            return _error(403, "MISSING_SCOPES", "This app hasn't been granted all required scopes to make this call.")
        told = asked.json
        if told["name"] in self.fields:
            return _error(409, "OBJECT_ALREADY_EXISTS", "It is there.")
        metadata = {"archivable": True, "readOnlyDefinition": False, "readOnlyValue": False}
        marks = {"options": [], "calculated": False, "archived": False, "hidden": False, "modificationMetadata": metadata}
        self.fields[told["name"]] = {**told, **marks, "updatedAt": "2026-11-17T08:00:00Z", "createdAt": "2026-11-17T08:00:00Z"}
        return Answer(self.fields[told["name"]], 201)

    def _update(self, records: dict[str, Deal], body: dict[str, Any]) -> Answer:
        if "write" not in self.scopes:
            return _error(403, "MISSING_SCOPES", "This app hasn't been granted all required scopes to make this call.")
        if len(body["inputs"]) > 100 or any(name not in self.fields for one in body["inputs"] for name in one["properties"]):
            return _error(400, "VALIDATION_ERROR", "Property values were not valid.")
        there = [one for one in body["inputs"] if one["id"] in records and records[one["id"]].archived_at is None]
        gone = [one["id"] for one in body["inputs"] if one not in there]
        for one in there:
            record = records[one["id"]]
            # Any write is a change of the deal, also of what was the same before.
            record.set(max(self.now, record.changed), **one["properties"])
        shown = [self._shown(records[one["id"]], [*one["properties"]], []) for one in there]
        return _batch(shown, [_nothing("OBJECT_NOT_FOUND", gone)] if gone and not self.mute else [], many=bool(gone))

    def _links(self, objects: str, body: dict[str, Any]) -> Answer:
        ids = [one["id"] for one in body["inputs"]]
        if len(ids) > 1000:
            return _error(400, "VALIDATION_ERROR", "Too many at once.")
        found = {id: self.about.get((objects, id), []) for id in ids}
        kind = f"{objects.removesuffix('s')}_to_deal"
        results = [
            {"from": {"id": id}, "to": [{"id": deal, "type": kind} for deal in deals]} for id, deals in found.items() if deals
        ]
        none = [id for id, deals in found.items() if not deals]
        return _batch(results, [_nothing("NO_ASSOCIATIONS_FOUND", none)] if none else [])

    def _owners(self, asked: Asked) -> Answer:
        wanted = asked.params.get("archived", "").lower() == "true"
        found = [owner for owner in self.owners if owner["archived"] is wanted]
        start, limit = int(asked.params.get("after", 0)), min(int(asked.params.get("limit", 100)), self.page)
        return _paged([*found[start : start + limit]], str(start + limit) if len(found) > start + limit else "")

    def _list(self, objects: str, records: dict[str, Deal], asked: Asked) -> Answer:
        remembered = [name for name in asked.params.get("propertiesWithHistory", "").split(",") if name]
        limit = int(asked.params.get("limit", 10))
        if limit > (50 if remembered else 100):
            return _error(400, "VALIDATION_ERROR", f"limit may not be {limit}.")
        archived = asked.params.get("archived", "").lower() == "true"
        ids = sorted((id for id, deal in records.items() if (deal.archived_at is not None) is archived), key=int)
        after, limit = int(asked.params.get("after", 0)), min(limit, self.page)
        rest = [id for id in ids if int(id) > after]
        shown = rest[:limit]
        if self.twice and after and str(after) in ids:
            shown = [str(after), *shown]
        names = [name for name in asked.params.get("properties", "").split(",") if name]
        results = [self._shown(records[id], names, remembered) for id in shown]
        if asked.params.get("associations") == "deals":
            kind = f"{objects.removesuffix('s')}_to_deal"
            for one in results:
                deals = self.about.get((objects, one["id"]), [])
                if deals:
                    one["associations"] = {"deals": {"results": [{"id": id, "type": kind} for id in deals]}}
        return _paged(results, rest[limit - 1] if len(rest) > limit else "")

    def _search(self, records: dict[str, Deal], body: dict[str, Any]) -> Answer:
        [group] = body["filterGroups"]
        [condition] = group["filters"]
        if condition["propertyName"] != "hs_lastmodifieddate" or condition["operator"] != "GTE" or body["limit"] > 200:
            return _error(400, "VALIDATION_ERROR", "This is asked of no fake.")
        since = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(condition["value"]))
        found = sorted(
            (deal for deal in records.values() if deal.archived_at is None and _milli(deal.changed) >= since),
            key=lambda deal: (_milli(deal.changed), int(deal.id)),
        )
        start, limit = int(body.get("after", 0)), min(body["limit"], self.page)
        if start + limit > 10_000:
            return _error(400, "VALIDATION_ERROR", "A search goes no further.")
        results = [self._shown(deal, body.get("properties", []), []) for deal in found[start : start + limit]]
        for one in results:
            del one["propertiesWithHistory"]
        answer = _paged(results, str(start + limit) if len(found) > start + limit else "")
        return Answer({"total": len(found), **answer.body})

    def _read(self, records: dict[str, Deal], body: dict[str, Any]) -> Answer:
        remembered = body.get("propertiesWithHistory", [])
        if len(body["inputs"]) > (50 if remembered else 100):
            return _error(400, "VALIDATION_ERROR", "Too many at once.")
        ids = [one["id"] for one in body["inputs"]]
        there = [id for id in ids if id in records and records[id].archived_at is None]
        gone = [id for id in ids if id not in there]
        shown = [self._shown(records[id], body["properties"], remembered) for id in there]
        return _batch(shown, [_nothing("OBJECT_NOT_FOUND", gone)] if gone else [])

    def _shown(self, deal: Deal, names: list[str], remembered: list[str]) -> dict[str, Any]:
        always = {"createdate": written(deal.created), "hs_lastmodifieddate": written(deal.changed), "hs_object_id": deal.id}
        shown = {
            "id": deal.id,
            "properties": always | {name: deal.properties.get(name) for name in names if name not in always},
            "propertiesWithHistory": {name: deal.history.get(name, []) for name in remembered},
            "createdAt": written(deal.created),
            "updatedAt": written(deal.changed),
            "archived": deal.archived_at is not None,
        }
        return shown | ({"archivedAt": written(deal.archived_at)} if deal.archived_at else {})


def _batch(results: list[dict[str, Any]], errors: list[dict[str, Any]], *, many: bool = False) -> Answer:
    at = written(datetime(2026, 11, 17, 8, tzinfo=UTC))
    told = {"status": "COMPLETE", "results": results, "startedAt": at, "completedAt": at}
    return Answer(told | {"numErrors": len(errors), "errors": errors}, 207) if errors or many else Answer(told)


def _nothing(category: str, ids: list[str]) -> dict[str, Any]:
    return {"status": "error", "category": category, "message": "Nothing was found.", "context": {"ids": ids}}


def _milli(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _paged(results: list[dict[str, Any]], after: str) -> Answer:
    paging = {"paging": {"next": {"after": after, "link": f"?after={after}"}}} if after else {}
    return Answer({"results": results, **paging})


def _error(status: int, category: str, message: str) -> Answer:
    return Answer({"status": "error", "message": message, "correlationId": "c0ffee", "category": category}, status)


def limited(seconds: int | None = None) -> Answer:
    """Too many requests."""
    told = _error(429, "RATE_LIMITS", "You have reached your ten_secondly_rolling limit.").body
    headers = {"X-HubSpot-RateLimit-Interval-Milliseconds": "10000"}
    return Answer(told, 429, headers | ({"Retry-After": str(seconds)} if seconds is not None else {}))


BROKEN = Answer({"status": "error", "message": "internal error", "correlationId": "c0ffee"}, 500)
