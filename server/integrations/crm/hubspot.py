"""HubSpot, CRM API v3: owners, pipelines, deals with their history, and the deals that were deleted.

Everything is listed the first time and once a week, because a list leaves nothing out. In between, a search finds what changed since, and what
it finds is read with its history: the search gives none, is some seconds behind, and never goes beyond 10,000 results. So the search begins anew at
the last change of every page instead of counting on.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server.deals.crm.pulled import Said
from server.deals.crm.rows import LONGEST_NAME, LONGEST_WORD, Past, Told
from server.integrations.crm.hubspot_search import changed_since
from server.integrations.crm.walk import (
    END,
    Around,
    Ask,
    Cursor,
    Found,
    Label,
    Left,
    Unreadable,
    day,
    minor,
    moment,
    one_line,
)

PAGE: Final = 50
"""Deals of one page: as many as may be read with their history at once."""

PROPERTIES: Final = (
    "dealname",
    "dealstage",
    "pipeline",
    "dealtype",
    "amount",
    "deal_currency_code",
    "closedate",
    "createdate",
    "hubspot_owner_id",
    "hs_lastmodifieddate",
    "hs_manual_forecast_category",
    "hs_merged_object_ids",
)
REMEMBERED: Final = ("dealstage", "closedate", "hubspot_owner_id")
"""Properties whose history is asked for."""


class _Next(Struct):
    after: str = ""


class _Paging(Struct):
    next: _Next | None = None


class _Value(Struct):
    value: str | None = None
    timestamp: str = ""


class _Deal(Struct, rename="camel"):
    id: str
    properties: dict[str, str | None] = {}
    properties_with_history: dict[str, list[_Value]] = {}
    updated_at: str = ""
    archived: bool = False
    archived_at: str | None = None


class _Deals(Struct):
    results: list[_Deal]
    paging: _Paging | None = None


class _Owner(Struct, rename="camel"):
    id: str
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None


class _Owners(Struct):
    results: list[_Owner]
    paging: _Paging | None = None


class _Stage(Struct):
    id: str
    label: str = ""
    metadata: dict[str, Any] = {}


class _Pipeline(Struct):
    id: str
    label: str = ""
    stages: list[_Stage] = []


class _Pipelines(Struct):
    results: list[_Pipeline]


def begin(since: str, _known: str = "") -> Cursor:
    """A walk through everything, or through what changed since a time in RFC 3339."""
    return Cursor(step="owners", since=since, edge=since)


def ask(cursor: Cursor) -> Ask:
    """What is asked at this point of the walk."""
    after = {"after": cursor.after} if cursor.after else {}
    listed = {"limit": str(PAGE), "properties": ",".join(PROPERTIES), "propertiesWithHistory": ",".join(REMEMBERED)}
    match cursor.step:
        case "owners" | "former owners":
            former = str(cursor.step != "owners").lower()
            return Ask(path="/crm/v3/owners/", params={"limit": "100", "archived": former, **after})
        case "pipelines":
            return Ask(path="/crm/v3/pipelines/deals")
        case "changes":
            return Ask(method="POST", path="/crm/v3/objects/deals/search", json=changed_since(cursor, PAGE))
        case "changed":
            return Ask(method="POST", path="/crm/v3/objects/deals/batch/read", json=_reading(cursor.ids))
        case "all" | "deleted":
            archived = str(cursor.step == "deleted").lower()
            return Ask(path="/crm/v3/objects/deals", params={**listed, "archived": archived, **after})
    raise ValueError(f"HubSpot has no step {cursor.step}")


def read(cursor: Cursor, body: bytes, around: Around) -> Found:
    """What the answer to `ask(cursor)` says. Raises Unreadable."""
    try:
        match cursor.step:
            case "owners" | "former owners":
                return _owners(cursor, msgspec.json.decode(body, type=_Owners))
            case "pipelines":
                return _pipelines(cursor, msgspec.json.decode(body, type=_Pipelines))
            case "changes":
                return _changes(cursor, msgspec.json.decode(body, type=_Deals))
        return _deals(cursor, msgspec.json.decode(body, type=_Deals), around)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"{cursor.step}: {error}") from error


def _reading(ids: tuple[str, ...]) -> Mapping[str, Any]:
    return {"inputs": [{"id": id} for id in ids], "properties": PROPERTIES, "propertiesWithHistory": REMEMBERED}


def _after(paging: _Paging | None) -> str:
    return paging.next.after if paging and paging.next else ""


def _owners(cursor: Cursor, page: _Owners) -> Found:
    labels = tuple(
        Label(
            kind="owner",
            pipeline="",
            word=owner.id,
            label=one_line(f"{owner.first_name or ''} {owner.last_name or ''}", LONGEST_WORD) or owner.email or owner.id,
            guess=(owner.email or "").lower(),
        )
        for owner in page.results
    )
    on = "former owners" if cursor.step == "owners" else "pipelines"
    after = _after(page.paging)
    return Found(next=replace(cursor, step=cursor.step if after else on, after=after), labels=labels)


def _pipelines(cursor: Cursor, page: _Pipelines) -> Found:
    labels = [
        Label(kind="stage", pipeline=pipeline.id, word=stage.id, label=one_line(stage.label, LONGEST_WORD), guess=_end(stage))
        for pipeline in page.results
        for stage in pipeline.stages
    ]
    labels += [
        Label(kind="pipeline", pipeline="", word=pipeline.id, label=one_line(pipeline.label, LONGEST_WORD))
        for pipeline in page.results
    ]
    return Found(next=replace(cursor, step="changes" if cursor.since else "all", after=""), labels=tuple(labels))


def _end(stage: _Stage) -> str:
    """What a stage ends, as HubSpot says it: closed with a probability of one or of nothing."""
    if str(stage.metadata.get("isClosed")).lower() != "true":
        return ""
    return "=won" if str(stage.metadata.get("probability")) in {"1", "1.0"} else "=lost"


MOST_FOUND: Final = 10_000
"""Results that a search gives at most."""


def _changes(cursor: Cursor, page: _Deals) -> Found:
    """The next page begins at the last change of this one. Of more changes in one moment than a page holds, the search counts on."""
    after = _after(page.paging)
    edge = max((_changed(deal) for deal in page.results), default=cursor.edge)
    ids = tuple(deal.id for deal in page.results)
    if not after:
        return Found(next=_reading_or(replace(cursor, after="", edge=""), ids))
    if moment(edge) != moment(cursor.edge):
        return Found(next=_reading_or(replace(cursor, after="", edge=edge), ids))
    if not after.isdigit() or int(after) + PAGE > MOST_FOUND:
        return Found(next=replace(cursor, step="all", after="", edge="", since=""))
    return Found(next=_reading_or(replace(cursor, after=after), ids))


def _reading_or(cursor: Cursor, ids: tuple[str, ...]) -> Cursor:
    return replace(cursor, step="changed", ids=ids) if ids else replace(cursor, step="deleted", after="", edge="")


def _changed(deal: _Deal) -> str:
    return deal.properties.get("hs_lastmodifieddate") or deal.updated_at


def _deals(cursor: Cursor, page: _Deals, around: Around) -> Found:
    said, left = [], []
    for deal in page.results:
        try:
            said.append(_said(deal, around))
        except ValueError as error:
            left.append(Left(key=deal.id, name=one_line(deal.properties.get("dealname"), LONGEST_NAME), why=str(error)))
    newest = max((one.at.isoformat() for one in said), default="")
    return Found(
        next=replace(_on(cursor, _after(page.paging)), newest=max(cursor.newest, newest)),
        said=tuple(said),
        gone=dict(_gone(page)),
        left=tuple(left),
    )


def _on(cursor: Cursor, after: str) -> Cursor:
    if cursor.step == "changed":
        return replace(cursor, step="changes" if cursor.edge else "deleted", ids=())
    if after:
        return replace(cursor, after=after)
    return replace(cursor, step="deleted" if cursor.step == "all" else END, after="")


def _gone(page: _Deals) -> Iterator[tuple[str, datetime]]:
    """Deals that were deleted, and those that became part of another."""
    for deal in page.results:
        at = _moment(_changed(deal))
        if deal.archived and at is not None:
            yield deal.id, max(at, _moment(deal.archived_at) or at)
        for id in (deal.properties.get("hs_merged_object_ids") or "").split(";"):
            if id.strip() and at is not None:
                yield id.strip(), at


def _moment(text: str | None) -> datetime | None:
    """The time, None also for what is none: why a deal stays out is told elsewhere."""
    try:
        return moment(text)
    except ValueError:
        return None


def _said(deal: _Deal, around: Around) -> Said:
    """Raises ValueError with the code of why it stays out."""
    told = deal.properties
    changed = _read("day", moment, _changed(deal))
    if changed is None or not told.get("dealstage"):
        raise ValueError("empty")
    pipeline = told.get("pipeline") or ""
    return Said(
        told=Told(
            key=deal.id,
            name=one_line(told.get("dealname"), LONGEST_NAME) or deal.id,
            stage=told["dealstage"] or "",
            owner=told.get("hubspot_owner_id") or "",
            pipeline=pipeline,
            kind=one_line(told.get("dealtype"), LONGEST_WORD),
            amount=_read("amount", minor, told.get("amount")),
            currency=(told.get("deal_currency_code") or "").upper()[:3],
            close_date=_read("day", lambda text: day(text, around.zone), told.get("closedate")),
            created=_read("day", moment, told.get("createdate")),
            category=one_line(told.get("hs_manual_forecast_category"), LONGEST_WORD),
        ),
        at=changed,
        pasts=tuple(_pasts(deal, pipeline, around)),
    )


def _pasts(deal: _Deal, pipeline: str, around: Around) -> Iterator[Past]:
    for name, values in deal.properties_with_history.items():
        for one in values:
            at = _read("day", moment, one.timestamp)
            if at is None or not one.value:
                continue
            if name == "dealstage":
                yield Past(deal.id, at, one.value, around.pipelines.get(one.value, pipeline))
            elif name == "closedate":
                yield Past(deal.id, at, "", close_date=_read("day", lambda text: day(text, around.zone), one.value))
            elif name == "hubspot_owner_id":
                yield Past(deal.id, at, "", owner=one.value)


def _read(why: str, how: Any, text: str | None) -> Any:  # noqa: ANN401  # whatever the reader gives
    try:
        return how(text)
    except ValueError as error:
        raise ValueError(why) from error
