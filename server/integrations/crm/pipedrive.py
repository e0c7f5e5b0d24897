"""Pipedrive, API v2 where there is one: users (v1), pipelines, stages, deals, archived and deleted ones, and what changed in a deal.

The history of a deal is its changelog (`/v1/deals/{id}/changelog`), one request a deal. Pipedrive counts requests by the day, so it is asked only for
deals whose stage has changed since it was asked last; of one that never changed its stage everything is known from the deal itself.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server.deals.crm.pulled import Said
from server.deals.crm.rows import LONGEST_NAME, LONGEST_WORD, Past, Told
from server.integrations.crm.walk import END, Around, Ask, Cursor, Found, Label, Left, Unreadable, day, minor, moment, one_line

PAGE: Final = 100
LISTS: Final = ("users", "pipelines", "stages", "deals", "archived", "deleted")
HISTORY: Final = " history"
"""Ends the name of a step that asks for the changes of the deals of a page."""


class More(Struct):
    """Where a list goes on."""

    next_cursor: str | None = None


class Page(Struct):
    """A page of a list."""

    data: list[dict[str, Any]] | None = None
    additional_data: More | None = None


class _Pending(Struct, array_like=True):
    """A deal whose changes are asked for: when it was added, and of what was read so far the first change of its stage and the stage before."""

    id: str
    added: str
    first: str = ""
    before: str = ""


def begin(since: str, known: str = "") -> Cursor:
    """A walk through everything, or through what changed since a time in RFC 3339; of what changed until `known` the history is there already."""
    return Cursor(step=LISTS[0], since=since, edge=since or known)


def ask(cursor: Cursor) -> Ask:
    """What is asked at this point of the walk."""
    if cursor.step.endswith(HISTORY):
        pending = _pending(cursor)
        more = {"cursor": cursor.mark} if cursor.mark else {}
        return Ask(path=f"/v1/deals/{pending.id}/changelog", params={"limit": str(PAGE), **more})
    more = {"cursor": cursor.after} if cursor.after else {}
    since = {"updated_since": cursor.since} if cursor.since else {}
    sorted_by = {"sort_by": "update_time", "sort_direction": "asc", **since}
    return {
        "users": Ask(path="/v1/users"),
        "pipelines": Ask(path="/api/v2/pipelines", params={"limit": str(PAGE), **more}),
        "stages": Ask(path="/api/v2/stages", params={"limit": str(PAGE), **more}),
        "deals": Ask(path="/api/v2/deals", params={"limit": str(PAGE), **sorted_by, **more}),
        "archived": Ask(path="/api/v2/deals/archived", params={"limit": str(PAGE), **sorted_by, **more}),
        "deleted": Ask(path="/api/v2/deals", params={"limit": str(PAGE), "status": "deleted", **sorted_by, **more}),
    }[cursor.step]


def read(cursor: Cursor, body: bytes, around: Around) -> Found:
    """What the answer to `ask(cursor)` says. Raises Unreadable."""
    try:
        page = msgspec.json.decode(body, type=Page)
        records, after = page.data or [], (page.additional_data.next_cursor if page.additional_data else "") or ""
        if cursor.step.endswith(HISTORY):
            return _changes(cursor, records, after, around)
        return _listed(cursor, records, after, around)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"{cursor.step}: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{cursor.step}: a field is missing or of another kind") from error


def _listed(cursor: Cursor, records: Sequence[dict[str, Any]], after: str, around: Around) -> Found:
    on = replace(cursor, after=after) if after else replace(cursor, after="", step=_following(cursor.step))
    if cursor.step in {"users", "pipelines", "stages"}:
        return Found(next=on, labels=tuple(_label(cursor.step, one) for one in records))
    said: list[Said] = []
    left: list[Left] = []
    for one in records:
        try:
            said.append(_said(one, around))
        except ValueError as error:
            left.append(Left(key=str(one["id"]), name=one_line(one["title"], LONGEST_NAME), why=str(error)))
    newest = max((one.at.isoformat() for one in said), default="")
    on = replace(on, newest=max(cursor.newest, newest))
    pending = tuple(_packed(_Pending(str(one["id"]), one["add_time"])) for one in records if _moved(one, cursor.edge))
    if pending and cursor.step != "deleted":
        on = replace(on, step=f"{cursor.step}{HISTORY}", after=after, ids=pending)
    deleted = {str(one["id"]) for one in records if one["is_deleted"]}
    gone = {one.key: one.at for one in said if one.key in deleted}
    return Found(next=on, said=tuple(said), gone=gone, left=tuple(left))


def _following(step: str) -> str:
    return (*LISTS, END)[LISTS.index(step) + 1]


def _label(step: str, one: dict[str, Any]) -> Label:
    id, name = str(one["id"]), one_line(one["name"], LONGEST_WORD)
    if step == "users":
        return Label(kind="owner", pipeline="", word=id, label=name or id, guess=(one["email"] or "").lower())
    if step == "pipelines":
        return Label(kind="pipeline", pipeline="", word=id, label=name)
    return Label(kind="stage", pipeline=str(one["pipeline_id"]), word=id, label=name)


def _moved(one: dict[str, Any], known: str) -> bool:
    """Whether the stage of a deal changed after what is known."""
    try:
        at, until = moment(one["stage_change_time"]), moment(known)
    except ValueError:
        return False
    return at is not None and (until is None or at >= until)


def _said(one: dict[str, Any], around: Around) -> Said:
    """Raises ValueError with the code of why it stays out."""
    try:
        changed, added, moved = (moment(one[field]) for field in ("update_time", "add_time", "stage_change_time"))
        closed = moment(one["won_time"] or one["lost_time"] or one["close_time"])
        close_date = day(one["expected_close_date"], around.zone)
    except ValueError as error:
        raise ValueError("day") from error
    try:
        amount = minor(one["value"])
    except ValueError as error:
        raise ValueError("amount") from error
    if changed is None or added is None or not one["stage_id"]:
        raise ValueError("empty")
    key, stage, pipeline, gone = str(one["id"]), str(one["stage_id"]), str(one["pipeline_id"]), bool(one["is_deleted"])
    return Said(
        told=Told(
            key=key,
            name=one_line(one["title"], LONGEST_NAME) or key,
            stage=stage,
            owner=str(one["owner_id"] or ""),
            pipeline=pipeline,
            # A deleted deal says so in place of what it was.
            status="open" if gone else one_line(one["status"], LONGEST_WORD),
            amount=amount,
            currency=(one["currency"] or "").upper()[:3],
            close_date=close_date,
            closed_on=closed if one["status"] in {"won", "lost"} else None,
            created=added,
        ),
        at=changed,
        pasts=(Past(key, moved or added, stage, pipeline),),
    )


def _changes(cursor: Cursor, records: Sequence[dict[str, Any]], after: str, around: Around) -> Found:
    pending = _pending(cursor)
    stages = [one for one in records if one["field_key"] == "stage_id" and one["time"]]
    first = min(stages, key=lambda one: str(one["time"]), default=None)
    if first and (not pending.first or str(first["time"]) < pending.first):
        pending = replace(pending, first=str(first["time"]), before=str(first["old_value"] or ""))
    pasts = tuple(_pasts(pending.id, records, around))
    if after:
        return Found(next=replace(cursor, mark=after, ids=(_packed(pending), *cursor.ids[1:])), pasts=pasts)
    added = moment(pending.added)
    if pending.before and added:
        # Where it began is told by its first change alone.
        pasts += (Past(pending.id, added, pending.before, around.pipelines.get(pending.before, "")),)
    rest = cursor.ids[1:]
    if rest:
        return Found(next=replace(cursor, mark="", ids=rest), pasts=pasts)
    step = cursor.step.removesuffix(HISTORY)
    return Found(next=replace(cursor, mark="", ids=(), step=step if cursor.after else _following(step)), pasts=pasts)


def _pasts(key: str, records: Sequence[dict[str, Any]], around: Around) -> Iterator[Past]:
    """Changes of the stage, of the day it is to close and of the owner; one that cannot be read says nothing."""
    for one in records:
        try:
            at, value = moment(one["time"]), str(one["new_value"] or "")
            if at is None or not value:
                continue
            if one["field_key"] == "stage_id":
                yield Past(key, at, value, around.pipelines.get(value, ""))
            elif one["field_key"] in {"user_id", "owner_id"}:
                yield Past(key, at, "", owner=value)
            elif one["field_key"] == "expected_close_date":
                yield Past(key, at, "", close_date=day(value, around.zone))
        except ValueError:
            continue


def _pending(cursor: Cursor) -> _Pending:
    return msgspec.json.decode(cursor.ids[0], type=_Pending)


def _packed(pending: _Pending) -> str:
    return msgspec.json.encode(pending).decode()
