"""The notices of a person, for themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from server.db import P, Prepared, of_row
from server.errors import NotFound
from server.notices.notice import Notice
from server.notices.tables import NoticeRow

MOST = 60
"""How many of the newest are shown; older ones stay where they lead to."""


async def inbox(person: UUID) -> list[Notice]:
    """The newest notices of a person, read or not, newest first."""
    return [_notice(row) for row in await NEWEST(person=person)]


async def unread(person: UUID) -> list[Notice]:
    """What a person has not read, newest first."""
    return [_notice(row) for row in await UNREAD(person=person)]


async def unread_of_lesson(person: UUID, lesson: str) -> list[Notice]:
    """What a person has not read about one lesson."""
    return [_notice(row) for row in await OF_LESSON(person=person, lesson=lesson)]


async def fresh(person: UUID, since: datetime) -> list[Notice]:
    """What a person has not read of what came since then, newest first."""
    return [_notice(row) for row in await FRESH(person=person, since=since)]


async def notice(id: UUID, person: UUID) -> Notice:
    """One notice of this person's own. Raises NotFound."""
    rows = await BY_ID(id=id, person=person)
    if not rows:
        raise NotFound("There is no such notice, or it is not yours.")
    return _notice(rows[0])


def _notice(row: Mapping[str, Any]) -> Notice:
    return of_row(Notice, row, by_name=row["by.name"] or "", deal_name=row["deal.name"] or "")


def _select(*where: Any) -> Any:  # noqa: ANN401  # Piccolo's query and conditions have no common public type
    columns = (*NoticeRow.all_columns(), NoticeRow.by.name, NoticeRow.deal.name)
    ordered = NoticeRow.select(*columns).where(*where).order_by(NoticeRow.at, NoticeRow.id, ascending=False)
    return ordered.limit(MOST)


NEWEST = Prepared(lambda: _select(NoticeRow.person == P("person")))
UNREAD = Prepared(lambda: _select(NoticeRow.person == P("person"), NoticeRow.read_at.is_null()))
OF_LESSON = Prepared(
    lambda: _select(NoticeRow.person == P("person"), NoticeRow.read_at.is_null(), NoticeRow.lesson == P("lesson"))
)
FRESH = Prepared(lambda: _select(NoticeRow.person == P("person"), NoticeRow.read_at.is_null(), NoticeRow.at > P("since")))
BY_ID = Prepared(lambda: _select(NoticeRow.id == P("id"), NoticeRow.person == P("person")))
