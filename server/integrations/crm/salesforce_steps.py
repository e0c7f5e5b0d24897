"""Salesforce, REST API: tasks and events whose `WhatId` is an opportunity, by SOQL.

What is open is asked the first time and once a week, and what changed since in between, deleted ones among them: those may say no more what they were
about. A task or an event that repeats stands once for each time, so the row of the series is left, and so is the copy that an event has for each
colleague. Of an event Salesforce tells which guests accepted it; a guest who is a contact or a lead is one of the buyer.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from server.deals.crm.steps import NextStep, shortened
from server.integrations.crm.salesforce import API, PAGE, Page
from server.integrations.crm.walk import END, STEPS, Around, Ask, Cursor, Found, Unreadable, day, moment, one_line

TASKS: Final = "SELECT Id, WhatId, Subject, ActivityDate, IsClosed, SystemModstamp, IsDeleted FROM Task"
EVENTS: Final = (
    "SELECT Id, WhatId, Subject, StartDateTime, IsAllDayEvent, SystemModstamp, IsDeleted, "
    "(SELECT RelationId FROM EventRelations WHERE Status = 'Accepted') FROM Event"
)
OPEN: Final = {
    "tasks": "What.Type = 'Opportunity' AND IsRecurrence = false AND IsClosed = false",
    "events": "What.Type = 'Opportunity' AND IsRecurrence = false AND IsChild = false AND StartDateTime >= TODAY",
}
CHANGED: Final = {
    "tasks": "(What.Type = 'Opportunity' OR IsDeleted = true) AND IsRecurrence = false",
    "events": "(What.Type = 'Opportunity' OR IsDeleted = true) AND IsRecurrence = false AND IsChild = false",
}

OPPORTUNITY: Final = "006"
BUYERS: Final = ("003", "00Q")
"""How ids begin: of opportunities, and of contacts and leads."""


def begin(since: str, newest: str, _held: tuple[tuple[str, str], ...]) -> Cursor:
    """A walk through those that are open, or through what changed since a time in RFC 3339."""
    return Cursor(step="tasks", part=STEPS, newest=newest, since=since)


def ask(cursor: Cursor) -> Ask:
    """What is asked at this point of the walk."""
    headers = {"Sforce-Query-Options": f"batchSize={PAGE}"}
    if cursor.after:
        return Ask(path=cursor.after, headers=headers)
    return Ask(path=f"{API}/{'queryAll' if cursor.since else 'query'}", params={"q": soql(cursor)}, headers=headers)


def soql(cursor: Cursor) -> str:
    """The query of this step."""
    at = moment(cursor.since)
    which = f"{CHANGED[cursor.step]} AND SystemModstamp >= {at.strftime('%Y-%m-%dT%H:%M:%SZ')}" if at else OPEN[cursor.step]
    return f"{TASKS if cursor.step == 'tasks' else EVENTS} WHERE {which} ORDER BY SystemModstamp, Id"


def read(cursor: Cursor, body: bytes, around: Around) -> Found:
    """What the answer to `ask(cursor)` says. Raises Unreadable."""
    try:
        page = msgspec.json.decode(body, type=Page)
        steps = tuple(_steps(cursor, page.records, around))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"{cursor.step}: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{cursor.step}: a field is missing or of another kind") from error
    if page.more and not page.more.startswith(f"{API}/query"):
        raise Unreadable(f"{cursor.step}: the next page lies elsewhere")
    newest = max((step.at.isoformat() for step in steps if step.at), default="")
    on = cursor.step if page.more else "events" if cursor.step == "tasks" else END
    return Found(next=replace(cursor, step=on, after=page.more, newest=max(cursor.newest, newest)), steps=steps)


def _steps(cursor: Cursor, records: Sequence[dict[str, Any]], around: Around) -> Iterator[NextStep]:
    """Those of a page; one that does not say when it changed is left out."""
    for one in records:
        try:
            at = moment(one["SystemModstamp"])
        except ValueError:
            continue
        what = one["WhatId"] or ""
        if at is None:
            continue
        task = cursor.step == "tasks"
        yield NextStep(
            key=one["Id"],
            kind="task" if task else "event",
            at=at,
            deals=(what,) if what.startswith(OPPORTUNITY) and not one["IsDeleted"] else (),
            subject=shortened(one_line(one["Subject"], 500)),
            day=_due(one) if task else _begins(one, around.zone),
            done=bool(one["IsClosed"]) if task else False,
            accepted=False if task else _is_accepted(one["EventRelations"]),
        )


def _due(one: dict[str, Any]) -> date | None:
    try:
        return day(one["ActivityDate"], "UTC")
    except ValueError:
        return None


def _begins(one: dict[str, Any], zone: str) -> date | None:
    """The day of an event. That of one that takes all day stands at midnight in UTC, wherever somebody is."""
    try:
        return day(one["StartDateTime"], "UTC" if one["IsAllDayEvent"] else zone)
    except ValueError:
        return None


def _is_accepted(guests: dict[str, Any] | None) -> bool:
    return any(str(guest["RelationId"]).startswith(BUYERS) for guest in guests["records"]) if guests else False
