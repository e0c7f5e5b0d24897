"""Salesforce as its documentation of the REST API describes it, as far as it is asked here.

`query` leaves deleted records out, `queryAll` does not. A page holds 200 to 2,000 records, as `Sforce-Query-Options` asks; the rest stands where
`nextRecordsUrl` points, as it was when the query began. A token of the client credentials flow ends when it likes. Errors are lists.
"""

import base64
import re
from collections import deque
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any
from urllib.parse import parse_qs

from msgspec import Struct, field

from tests.integrations.crm.fakes.serve import Answer, Asked

CLIENT, SECRET = "3MVG9client", "s3cret-of-the-client"
SOQL = re.compile(
    r"SELECT (?P<fields>[\w, ]+?)(?:, \(SELECT (?P<inner>[\w, ]+) FROM (?P<child>\w+) WHERE (?P<condition>[^)]+)\))? FROM (?P<object>\w+)"
    r"(?: WHERE (?P<where>.+?))?(?: ORDER BY (?P<order>[\w, ]+))?"
)
CHILDREN = {"EventRelations": ("EventRelation", "EventId")}
"""By the name of a relationship the object that stands at its other end, and its field that points back."""
PREFIXES = {"006": "Opportunity", "001": "Account"}


STANDARD = [
    {"name": "Id", "label": "Opportunity ID", "type": "id", "updateable": False, "length": 18},
    {"name": "StageName", "label": "Stage", "type": "picklist", "updateable": True, "length": 255},
]


def written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


class Salesforce(Struct):
    """An org. `page` makes its pages smaller than they would be."""

    page: int = 2000
    records: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)
    wrong: deque[Answer | None] = field(default_factory=deque)
    token: str = "00Dsession1"
    fields: list[dict[str, Any]] = field(default_factory=list)
    """Fields of opportunities that somebody made."""
    refused: dict[str, str] = field(default_factory=dict)
    """By id what an opportunity answers to every change."""
    now: datetime = datetime(2026, 11, 17, 8, 30, tzinfo=UTC)
    open_queries: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def user(self, id: str, email: str, name: str, *, active: bool = True) -> None:
        self._put("User", id, Name=name, Email=email, IsActive=active)

    def stage(self, name: str, label: str = "", *, closed: bool = False, won: bool = False) -> None:
        self._put("OpportunityStage", name, ApiName=name, MasterLabel=label or name, IsClosed=closed, IsWon=won)

    def deal(self, id: str, at: datetime, **values: Any) -> None:  # noqa: ANN401  # whatever a field holds
        """Sets fields of an opportunity, and keeps a row of its history where one of those changed that Salesforce keeps it for."""
        before = self.records.get("Opportunity", {}).get(id)
        new = {
            "Name": id,
            "Amount": None,
            "CloseDate": "2026-12-18",
            "Type": None,
            "ForecastCategoryName": "Pipeline",
            "OwnerId": "",
        }
        made = {**new, "CreatedDate": written(at)} if before is None else {}
        self._put("Opportunity", id, **{**made, **values, "SystemModstamp": written(at)})
        now = self.records["Opportunity"][id]
        if before is None or {"StageName", "Amount", "CloseDate"} & set(values):
            row = f"008{len(self.records.get('OpportunityHistory', {})):015d}"
            kept = {name: now[name] for name in ("StageName", "CloseDate")}
            self._put("OpportunityHistory", row, OpportunityId=id, CreatedDate=written(at), **kept)

    def task(self, id: str, at: datetime, **values: Any) -> None:  # noqa: ANN401  # whatever a field holds
        new = {
            "WhatId": None,
            "Subject": None,
            "ActivityDate": None,
            "IsClosed": False,
            "IsRecurrence": False,
            "Description": "a body",
        }
        self._put("Task", id, **{**({} if id in self.records.get("Task", {}) else new), **values, "SystemModstamp": written(at)})

    def event(self, id: str, at: datetime, **values: Any) -> None:  # noqa: ANN401  # as above
        """An event; one that is deleted is about nothing any more."""
        new = {
            "WhatId": None,
            "Subject": None,
            "StartDateTime": None,
            "IsAllDayEvent": False,
            "IsRecurrence": False,
            "IsChild": False,
        }
        made = {} if id in self.records.get("Event", {}) else {**new, "Description": "a body"}
        parted = {"WhatId": None} if values.get("IsDeleted") else {}
        self._put("Event", id, **{**made, **values, **parted, "SystemModstamp": written(at)})

    def guest(self, event: str, who: str, status: str) -> None:
        self._put("EventRelation", f"0RE{event[3:]}{who[:3]}", EventId=event, RelationId=who, Status=status)

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/services/oauth2/token":
            return self._let_in(asked)
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return _error(401, "INVALID_SESSION_ID", "Session expired or invalid")
        if asked.path == "/services/data/v60.0/sobjects/Opportunity/describe":
            return Answer({"name": "Opportunity", "label": "Opportunity", "custom": False, "fields": [*STANDARD, *self.fields]})
        if (asked.method, asked.path) == ("PATCH", "/services/data/v60.0/composite/sobjects"):
            return self._update(asked.json)
        way, _, rest = asked.path.removeprefix("/services/data/v60.0/").partition("/")
        if way not in {"query", "queryAll"} or asked.method != "GET":
            return _error(404, "NOT_FOUND", "The requested resource does not exist")
        if rest:
            return self._more(rest)
        return self._query(asked, deleted=way == "queryAll")

    def _put(self, object: str, id: str, **values: Any) -> None:  # noqa: A002, ANN401  # as Salesforce calls it
        record = self.records.setdefault(object, {}).get(id, {})
        self.records[object][id] = {"Id": id, "IsDeleted": False, **record, **values}

    def _let_in(self, asked: Asked) -> Answer:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        basic = base64.b64decode(asked.headers.get("authorization", "").removeprefix("Basic ")).decode().split(":")
        client, secret = (form.get("client_id"), form.get("client_secret")) if "client_id" in form else (basic[0], basic[-1])
        if form.get("grant_type") != "client_credentials" or (client, secret) != (CLIENT, SECRET):
            return Answer({"error": "invalid_client", "error_description": "invalid client credentials"}, 400)
        told = {"access_token": self.token, "instance_url": "https://northwind.my.salesforce.com", "token_type": "Bearer"}
        return Answer(
            {**told, "signature": "x", "scope": "api", "id": "https://login.salesforce.com/id/00D/005", "issued_at": "1"}
        )

    def made(self, name: str, type: str = "string", *, updateable: bool = True) -> None:  # noqa: A002  # as Salesforce calls it
        self.fields.append({"name": name, "label": "Evidence stage", "type": type, "updateable": updateable, "length": 255})

    def _update(self, body: dict[str, Any]) -> Answer:
        if len(body["records"]) > 200:
            return _error(400, "INVALID_BATCH_SIZE", "record count exceeds maximum allowed: 200")
        return Answer([self._saved({**one}) for one in body["records"]])

    def _saved(self, values: dict[str, Any]) -> dict[str, Any]:
        object, id = values.pop("attributes")["type"], values.pop("id")  # noqa: A001  # as Salesforce calls it
        record = self.records[object].get(id)
        unknown = [name for name in values if name not in {one["name"] for one in self.fields}]
        word = "INVALID_FIELD" if unknown else self.refused.get(id, "")
        if record is None or record["IsDeleted"] or word:
            word = "ENTITY_IS_DELETED" if record is None or record["IsDeleted"] else word
            return {"id": id, "success": False, "errors": [{"statusCode": word, "message": "It may not be.", "fields": []}]}
        self._put(object, id, **{**values, "SystemModstamp": max(written(self.now), record["SystemModstamp"])})
        return {"id": id, "success": True, "errors": []}

    def _query(self, asked: Asked, *, deleted: bool) -> Answer:
        found = SOQL.fullmatch(asked.params.get("q", ""))
        if found is None:
            return _error(400, "MALFORMED_QUERY", "unexpected token")
        fields = [name.strip() for name in found["fields"].split(",")]
        records = [one for one in self.records.get(found["object"], {}).values() if deleted or not one["IsDeleted"]]
        records = [one for one in records if _holds(found["where"] or "", one)]
        for name in reversed([name.strip() for name in (found["order"] or "Id").split(",")]):
            records.sort(key=itemgetter(name))
        shown = [{"attributes": {"type": found["object"]}, **{name: one[name] for name in fields}} for one in records]
        for one in shown if found["child"] else ():
            one[found["child"]] = self._children(one["Id"], found["child"], found["inner"], found["condition"])
        asked_for = int((re.search(r"batchSize=(\d+)", asked.headers.get("sforce-query-options", "")) or ["", "2000"])[1])
        return self._paged(shown, min(max(asked_for, 200), self.page), len(shown))

    def _children(self, parent: str, name: str, inner: str, condition: str) -> dict[str, Any] | None:
        """The records of a subquery, None for none."""
        object, back = CHILDREN[name]  # noqa: A001  # as Salesforce calls it
        fields = [field.strip() for field in inner.split(",")]
        kept = [one for one in self.records.get(object, {}).values() if one[back] == parent and _holds(condition, one)]
        shown = [{"attributes": {"type": object}, **{field: one[field] for field in fields}} for one in kept]
        return {"totalSize": len(shown), "done": True, "records": shown} if shown else None

    def _more(self, rest: str) -> Answer:
        if rest not in self.open_queries:
            return _error(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
        left = self.open_queries[rest]
        return self._paged(left, self.page, len(left))

    def _paged(self, records: list[dict[str, Any]], page: int, total: int) -> Answer:
        shown, left = records[:page], records[page:]
        if not left:
            return Answer({"totalSize": total, "done": True, "records": shown})
        mark = f"01g{len(self.open_queries):012d}-{page}"
        self.open_queries[mark] = left
        more = f"/services/data/v60.0/query/{mark}"
        return Answer({"totalSize": total, "done": False, "nextRecordsUrl": more, "records": shown})


def _holds(where: str, record: dict[str, Any]) -> bool:
    """Whether a record meets conditions joined by AND, one of which may be two in brackets joined by OR."""
    return all(
        any(_meets(one, record) for one in part.removeprefix("(").removesuffix(")").split(" OR "))
        for part in (where.split(" AND ") if where else ())
    )


TODAY = "2026-11-17T00:00:00.000+0000"


def _meets(condition: str, record: dict[str, Any]) -> bool:
    name, how, wanted = condition.split(" ", 2)
    if name == "What.Type":
        return PREFIXES.get((record["WhatId"] or "")[:3], "") == wanted.strip("'")
    if how == ">=":
        since = TODAY if wanted == "TODAY" else written(datetime.fromisoformat(wanted))
        return record[name] is not None and record[name] >= since
    return str(record[name]).lower() == wanted.strip("'").lower()


def _error(status: int, code: str, message: str) -> Answer:
    return Answer([{"errorCode": code, "message": message}], status)


LIMITED = _error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
BROKEN = _error(503, "SERVER_UNAVAILABLE", "Server unavailable")
