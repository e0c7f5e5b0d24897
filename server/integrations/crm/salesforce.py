"""Salesforce, REST API: users, stages, the history of opportunities and the opportunities themselves, deleted ones among them, by SOQL.

Everything is asked the first time and once a week, and what changed since in between. A query goes on by the address that its page names; one that
Salesforce has forgotten, after two days, is begun again. Whose an opportunity was is kept by Salesforce only where somebody turned that on, so it
is seen from one walk to the next.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server.deals.crm.pulled import Said
from server.deals.crm.rows import LONGEST_NAME, LONGEST_WORD, Past, Told
from server.integrations.crm.walk import END, Around, Ask, Cursor, Found, Label, Left, Unreadable, day, minor, moment, one_line

API: Final = "/services/data/v60.0"

PAGE: Final = 200
"""Records of one page: the fewest that Salesforce gives."""

USERS: Final = "SELECT Id, Name, Email, IsActive FROM User"
STAGES: Final = "SELECT ApiName, MasterLabel, IsClosed, IsWon FROM OpportunityStage"
HISTORY: Final = "SELECT Id, OpportunityId, StageName, CloseDate, CreatedDate FROM OpportunityHistory"
DEALS: Final = (
    "SELECT Id, Name, StageName, OwnerId, Amount, CloseDate, CreatedDate, Type, ForecastCategoryName, SystemModstamp, IsDeleted "
    "FROM Opportunity"
)

STEPS: Final = ("users", "stages", "deals", "history")


class Page(Struct, rename={"more": "nextRecordsUrl"}):
    """A page of a query."""

    records: list[dict[str, Any]]
    more: str = ""


def begin(since: str, _known: str = "") -> Cursor:
    """A walk through everything, or through what changed since a time in RFC 3339."""
    return Cursor(step=STEPS[0], since=since)


def ask(cursor: Cursor) -> Ask:
    """What is asked at this point of the walk."""
    headers = {"Sforce-Query-Options": f"batchSize={PAGE}"}
    if cursor.after:
        return Ask(path=cursor.after, headers=headers)
    soql = {
        "users": USERS,
        "stages": STAGES,
        "history": f"{HISTORY}{_since('CreatedDate', cursor)} ORDER BY CreatedDate, Id",
        "deals": f"{DEALS}{_since('SystemModstamp', cursor)} ORDER BY SystemModstamp, Id",
    }[cursor.step]
    how = "queryAll" if cursor.step == "deals" else "query"
    return Ask(path=f"{API}/{how}", params={"q": soql}, headers=headers)


def read(cursor: Cursor, body: bytes, around: Around) -> Found:
    """What the answer to `ask(cursor)` says. Raises Unreadable."""
    try:
        page = msgspec.json.decode(body, type=Page)
        found = {"users": _users, "stages": _stages, "history": _history, "deals": _deals}[cursor.step](page.records, around)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"{cursor.step}: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{cursor.step}: a field is missing or of another kind") from error
    if page.more and not page.more.startswith(f"{API}/query"):
        raise Unreadable(f"{cursor.step}: the next page lies elsewhere")
    newest = max((one.at.isoformat() for one in found.said), default="")
    on = cursor.step if page.more else (*STEPS, END)[STEPS.index(cursor.step) + 1]
    return replace(found, next=replace(cursor, step=on, after=page.more, newest=max(cursor.newest, newest)))


def _since(field: str, cursor: Cursor) -> str:
    at = moment(cursor.since)
    return f" WHERE {field} >= {at.strftime('%Y-%m-%dT%H:%M:%SZ')}" if at else ""


NOWHERE: Final = Cursor(step=END)


def _users(records: Sequence[dict[str, Any]], _around: Around) -> Found:
    labels = [
        Label(
            kind="owner",
            pipeline="",
            word=one["Id"],
            label=one_line(one["Name"], LONGEST_WORD) or one["Id"],
            guess=(one["Email"] or "").lower(),
        )
        for one in records
    ]
    return Found(next=NOWHERE, labels=tuple(labels))


def _stages(records: Sequence[dict[str, Any]], _around: Around) -> Found:
    labels = [
        Label(
            kind="stage",
            pipeline="",
            word=one_line(one["ApiName"], LONGEST_WORD),
            label=one_line(one["MasterLabel"], LONGEST_WORD),
            guess="" if not one["IsClosed"] else "=won" if one["IsWon"] else "=lost",
        )
        for one in records
    ]
    return Found(next=NOWHERE, labels=tuple(labels))


def _history(records: Sequence[dict[str, Any]], around: Around) -> Found:
    return Found(next=NOWHERE, pasts=tuple(_pasts(records, around)))


def _pasts(records: Sequence[dict[str, Any]], around: Around) -> Iterator[Past]:
    """A row says which stage an opportunity was at from then on, and when it was to close; one that cannot be read says nothing."""
    for one in records:
        try:
            at, until = moment(one["CreatedDate"]), day(one["CloseDate"], around.zone)
        except ValueError:
            continue
        if at and one["StageName"]:
            yield Past(one["OpportunityId"], at, one_line(one["StageName"], LONGEST_WORD), close_date=until)


def _deals(records: Sequence[dict[str, Any]], around: Around) -> Found:
    said, left = [], []
    for one in records:
        try:
            said.append(_said(one, around))
        except ValueError as error:
            left.append(Left(key=one["Id"], name=one_line(one["Name"], LONGEST_NAME), why=str(error)))
    deleted = {one["Id"] for one in records if one["IsDeleted"]}
    gone = {one.key: one.at for one in said if one.key in deleted}
    return Found(next=NOWHERE, said=tuple(said), gone=gone, left=tuple(left))


def _said(one: dict[str, Any], around: Around) -> Said:
    """Raises ValueError with the code of why it stays out."""
    try:
        changed, created, close_date = (
            moment(one["SystemModstamp"]),
            moment(one["CreatedDate"]),
            day(one["CloseDate"], around.zone),
        )
    except ValueError as error:
        raise ValueError("day") from error
    try:
        amount = minor(one["Amount"])
    except ValueError as error:
        raise ValueError("amount") from error
    if changed is None or not one["StageName"]:
        raise ValueError("empty")
    return Said(
        told=Told(
            key=one["Id"],
            name=one_line(one["Name"], LONGEST_NAME) or one["Id"],
            stage=one_line(one["StageName"], LONGEST_WORD),
            owner=one["OwnerId"] or "",
            kind=one_line(one["Type"], LONGEST_WORD),
            amount=amount,
            close_date=close_date,
            created=created,
            category=one_line(one["ForecastCategoryName"], LONGEST_WORD),
        ),
        at=changed,
    )
