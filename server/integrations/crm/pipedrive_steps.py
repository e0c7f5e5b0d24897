"""Pipedrive, API v2: activities that are about a deal.

Those that are open are listed the first time and once a week, and in between what changed since. No list tells what was deleted, so those that are
known to be open are asked for by their ids. An attendee has a status, but Pipedrive does not say which there are, so none is taken for a yes.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from server.deals.crm.steps import Kind, NextStep, shortened
from server.integrations.crm.pipedrive import Page
from server.integrations.crm.walk import END, STEPS, Around, Ask, Cursor, Found, Unreadable, day, held_name, moment, one_line

PAGE: Final = 100
"""Activities of one page: as many as may be asked for by their ids."""

LISTED, HELD = "activities", "held"

MEETING: Final = "meeting"
"""The type of activities that is an event. Every other, also one of a company's own, is a task."""


def begin(since: str, newest: str, held: tuple[tuple[str, str], ...]) -> Cursor:
    """A walk through those that are open, or through what changed since a time in RFC 3339 and those that are held to be open."""
    names = tuple(held_name(kind, key) for kind, key in held) if since else ()
    return Cursor(step=LISTED, part=STEPS, newest=newest, since=since, held=names)


def ask(cursor: Cursor) -> Ask:
    """What is asked at this point of the walk."""
    if cursor.step == HELD:
        ids = ",".join(key for _kind, key in _held(cursor))
        return Ask(path="/api/v2/activities", params={"limit": str(PAGE), "ids": ids})
    more = {"cursor": cursor.after} if cursor.after else {}
    which = {"updated_since": cursor.since} if cursor.since else {"done": "false"}
    sorted_by = {"sort_by": "update_time", "sort_direction": "asc"}
    return Ask(path="/api/v2/activities", params={"limit": str(PAGE), **sorted_by, **which, **more})


def read(cursor: Cursor, body: bytes, _around: Around) -> Found:
    """What the answer to `ask(cursor)` says. Raises Unreadable."""
    try:
        page = msgspec.json.decode(body, type=Page)
        records = page.data or []
        steps = tuple(_steps(records, changed=bool(cursor.since)))
        there = {str(one["id"]) for one in records}
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"{cursor.step}: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{cursor.step}: a field is missing or of another kind") from error
    newest = max((step.at.isoformat() for step in steps if step.at), default="")
    cursor = replace(cursor, newest=max(cursor.newest, newest))
    if cursor.step == HELD:
        gone = (NextStep(key=key, kind="event" if kind == "event" else "task") for kind, key in _held(cursor) if key not in there)
        rest = cursor.held[PAGE:]
        return Found(next=replace(cursor, held=rest, step=HELD if rest else END), steps=(*steps, *gone))
    after = (page.additional_data.next_cursor if page.additional_data else "") or ""
    on = LISTED if after else HELD if cursor.held else END
    return Found(next=replace(cursor, step=on, after=after), steps=steps)


def _held(cursor: Cursor) -> list[tuple[str, str]]:
    return [(kind, key) for kind, _, key in (name.partition(" ") for name in cursor.held[:PAGE])]


def _steps(records: Sequence[dict[str, Any]], *, changed: bool) -> Iterator[NextStep]:
    """Those of a page; one that does not say when it changed is left out, and of everything whatever is about no deal."""
    for one in records:
        try:
            at = moment(one["update_time"] or one["add_time"])
        except ValueError:
            continue
        deals = (str(one["deal_id"]),) if one["deal_id"] and not one["is_deleted"] else ()
        if at is None or not (deals or changed):
            continue
        kind: Kind = "event" if one["type"] == MEETING else "task"
        if changed:
            # An activity keeps its key when it becomes a meeting, or is one no more.
            yield NextStep(key=str(one["id"]), kind="task" if kind == "event" else "event")
        yield NextStep(
            key=str(one["id"]),
            kind=kind,
            at=at,
            deals=deals,
            subject=shortened(one_line(one["subject"], 500)),
            day=_day(one["due_date"]),
            done=bool(one["done"]),
        )


def _day(text: str | None) -> date | None:
    try:
        return day(text, "UTC")
    except ValueError:
        return None
