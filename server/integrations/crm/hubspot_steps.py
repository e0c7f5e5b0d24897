"""HubSpot, CRM API v3: tasks and meetings that are about deals.

A list says with each what it is about, so everything is listed the first time and once a week. A search finds what changed since but does not say
that, so the associations of what it finds are asked for, and then its fields: neither does a search find what was deleted, which is why those
that are known to be open are read again. HubSpot documents no answer of a guest, so no meeting of it is an accepted one.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server.deals.crm.steps import Kind, NextStep, shortened
from server.integrations.crm.hubspot_search import changed_since
from server.integrations.crm.walk import END, STEPS, Around, Ask, Cursor, Found, Unreadable, day, held_name, moment, one_line

PAGE: Final = 100
"""Records of one page: as many as may be read at once."""

MOST_FOUND: Final = 10_000
"""Results that a search gives at most."""

KINDS: Final[Mapping[str, Kind]] = {"tasks": "task", "meetings": "event"}

TITLE: Final = {"tasks": "hs_task_subject", "meetings": "hs_meeting_title"}
STATE: Final = {"tasks": "hs_task_status", "meetings": "hs_meeting_outcome"}
DAY: Final = {"tasks": "hs_timestamp", "meetings": "hs_meeting_start_time"}
"""By object the properties that are read."""

HELD_MEETING: Final = frozenset({"", "SCHEDULED"})
"""The outcomes of a meeting that is still to come."""

CHANGES, ABOUT, FIELDS, HELD = " changes", " about", " fields", "held"
"""Steps of a walk through changes; the first three follow the name of an object."""


class _Next(Struct):
    after: str = ""


class _Paging(Struct):
    next: _Next | None = None


class _Deal(Struct):
    id: str


class _Deals(Struct):
    results: list[_Deal] = []


class _Associations(Struct):
    deals: _Deals = msgspec.field(default_factory=_Deals)


class _Record(Struct, rename="camel"):
    id: str
    properties: dict[str, str | None] = {}
    updated_at: str = ""
    associations: _Associations | None = None


class _Records(Struct):
    results: list[_Record]
    paging: _Paging | None = None


class _Link(Struct, rename={"source": "from"}):
    source: _Deal
    to: list[_Deal] = []


class _Links(Struct):
    results: list[_Link]


def begin(since: str, newest: str, held: tuple[tuple[str, str], ...]) -> Cursor:
    """A walk through all of them, or through what changed since a time in RFC 3339 and those that are held to be open."""
    if not since:
        return Cursor(step="tasks", part=STEPS, newest=newest)
    names = tuple(held_name(kind, key) for kind, key in held)
    return Cursor(step="tasks" + CHANGES, part=STEPS, newest=newest, since=since, edge=since, held=names)


def ask(cursor: Cursor) -> Ask:
    """What is asked at this point of the walk."""
    if cursor.step == HELD:
        objects, ids = _held(cursor)
        return Ask(method="POST", path=f"/crm/v3/objects/{objects}/batch/read", json=_reading(objects, ids))
    objects, _, way = cursor.step.partition(" ")
    match f" {way}":
        case " changes":
            return Ask(method="POST", path=f"/crm/v3/objects/{objects}/search", json=changed_since(cursor, PAGE))
        case " about":
            inputs = [{"id": id} for id in cursor.ids]
            return Ask(method="POST", path=f"/crm/v3/associations/{objects}/deals/batch/read", json={"inputs": inputs})
        case " fields":
            ids = [id for id, _deals in _packed(cursor)]
            return Ask(method="POST", path=f"/crm/v3/objects/{objects}/batch/read", json=_reading(objects, ids))
    after = {"after": cursor.after} if cursor.after else {}
    wanted = {"limit": str(PAGE), "properties": ",".join(_properties(objects)), "associations": "deals"}
    return Ask(path=f"/crm/v3/objects/{objects}", params={**wanted, **after})


def read(cursor: Cursor, body: bytes, around: Around) -> Found:
    """What the answer to `ask(cursor)` says. Raises Unreadable."""
    try:
        if cursor.step.endswith(ABOUT):
            return _about(cursor, msgspec.json.decode(body, type=_Links))
        page = msgspec.json.decode(body, type=_Records)
        if cursor.step == HELD:
            return _still_there(cursor, page)
        if cursor.step.endswith(CHANGES):
            return _changes(cursor, page)
        return _told(cursor, page, around)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"{cursor.step}: {error}") from error


def _properties(objects: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((TITLE[objects], STATE[objects], DAY[objects], "hs_timestamp", "hs_lastmodifieddate")))


def _reading(objects: str, ids: list[str]) -> Mapping[str, Any]:
    return {"inputs": [{"id": id} for id in ids], "properties": _properties(objects), "propertiesWithHistory": []}


def _changes(cursor: Cursor, page: _Records) -> Found:
    """The next page begins at the last change of this one. Of more changes in one moment than a search gives, everything is listed."""
    after = page.paging.next.after if page.paging and page.paging.next else ""
    edge = max((_changed(one) for one in page.results), default=cursor.edge)
    ids = tuple(one.id for one in page.results)
    if not after:
        return Found(next=_about_or(replace(cursor, after="", edge=""), ids))
    if moment(edge) != moment(cursor.edge):
        return Found(next=_about_or(replace(cursor, after="", edge=edge), ids))
    if not after.isdigit() or int(after) + PAGE > MOST_FOUND:
        return Found(next=begin("", cursor.newest, ()))
    return Found(next=_about_or(replace(cursor, after=after), ids))


def _about_or(cursor: Cursor, ids: tuple[str, ...]) -> Cursor:
    return replace(cursor, step=_object(cursor) + ABOUT, ids=ids) if ids else _on(cursor)


def _object(cursor: Cursor) -> str:
    return cursor.step.partition(" ")[0]


def _on(cursor: Cursor) -> Cursor:
    """Where a walk through changes goes on after a page of them was read."""
    objects = _object(cursor)
    if cursor.edge:
        return replace(cursor, step=objects + CHANGES, ids=())
    if objects == "tasks":
        return replace(cursor, step="meetings" + CHANGES, ids=(), edge=cursor.since)
    return replace(cursor, step=HELD if cursor.held else END, ids=())


def _about(cursor: Cursor, links: _Links) -> Found:
    """What each is about is kept with its id until its fields are read."""
    deals: dict[str, set[str]] = {}
    for link in links.results:
        deals.setdefault(link.source.id, set()).update(one.id for one in link.to)
    packed = tuple(" ".join((id, *sorted(deals.get(id, ())))) for id in cursor.ids)
    return Found(next=replace(cursor, step=_object(cursor) + FIELDS, ids=packed))


def _packed(cursor: Cursor) -> list[tuple[str, tuple[str, ...]]]:
    return [(id, tuple(deals)) for id, *deals in (one.split(" ") for one in cursor.ids)]


def _told(cursor: Cursor, page: _Records, around: Around) -> Found:
    """Fields of records, from a list or of what a search found."""
    about = dict(_packed(cursor)) if cursor.ids else None
    steps = tuple(_steps(_object(cursor), page, about, around))
    newest = max((step.at.isoformat() for step in steps if step.at), default="")
    cursor = replace(cursor, newest=max(cursor.newest, newest))
    if about is not None:
        return Found(next=_on(cursor), steps=steps)
    after = page.paging.next.after if page.paging and page.paging.next else ""
    step = cursor.step if after else "meetings" if cursor.step == "tasks" else END
    return Found(next=replace(cursor, step=step, after=after), steps=steps)


def _steps(objects: str, page: _Records, about: Mapping[str, tuple[str, ...]] | None, around: Around) -> Iterator[NextStep]:
    """Those of a page; one that does not say when it changed is left out, and of a list whatever is about no deal."""
    for one in page.results:
        told = one.properties
        try:
            at = moment(_changed(one))
        except ValueError:
            continue
        listed = tuple(sorted(deal.id for deal in one.associations.deals.results)) if one.associations else ()
        deals = listed if about is None else about.get(one.id, ())
        if at is None or (about is None and not deals):
            continue
        yield NextStep(
            key=one.id,
            kind=KINDS[objects],
            at=at,
            deals=tuple(dict.fromkeys(deals)),
            subject=shortened(one_line(told.get(TITLE[objects]), 500)),
            day=_day(told.get(DAY[objects]) or told.get("hs_timestamp"), around.zone),
            done=_is_done(objects, told.get(STATE[objects]) or ""),
        )


def _is_done(objects: str, state: str) -> bool:
    return state == "COMPLETED" if objects == "tasks" else state not in HELD_MEETING


def _changed(one: _Record) -> str:
    return one.properties.get("hs_lastmodifieddate") or one.updated_at


def _day(text: str | None, zone: str) -> date | None:
    try:
        return day(text, zone)
    except ValueError:
        return None


def _held(cursor: Cursor) -> tuple[str, list[str]]:
    """The object and the ids of those held that are read next."""
    kind = cursor.held[0].partition(" ")[0]
    ids = [key for one, _, key in (name.partition(" ") for name in cursor.held[:PAGE]) if one == kind]
    return next(objects for objects, called in KINDS.items() if called == kind), ids


def _still_there(cursor: Cursor, page: _Records) -> Found:
    """Those that are read no more are gone. What became of the others is told by the changes."""
    objects, ids = _held(cursor)
    there = {one.id for one in page.results}
    gone = tuple(NextStep(key=id, kind=KINDS[objects]) for id in ids if id not in there)
    rest = cursor.held[len(ids) :]
    return Found(next=replace(cursor, held=rest, step=HELD if rest else END), steps=gone)
