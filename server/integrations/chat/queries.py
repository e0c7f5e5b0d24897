"""Questions about chats. Whose chat it is, is the only one who asks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.db import P, Prepared, Statement, of_row
from server.integrations.chat.card import Form
from server.integrations.chat.tables import ChatRow, SlackRow

BOT = "bot"


class Chat(Struct, frozen=True, kw_only=True):
    """Somebody's chat; see `tables`."""

    person: UUID
    form: Form
    url: bytes
    host: str
    account: str
    day: bool
    notes: bool
    reveals: bool
    made_at: datetime
    told_at: datetime | None
    failures: int
    problem: str


class Connection(Struct, frozen=True, kw_only=True):
    """The connection to Slack; see `tables`."""

    base: str
    token: bytes
    team: str
    name: str
    bot: str
    made_at: datetime
    told_at: datetime | None
    tried_at: datetime | None
    problem: str
    detail: str
    problem_at: datetime | None
    busy_until: datetime | None


async def chat_of(person: UUID) -> Chat | None:
    """The chat of a person, None without one."""
    rows = await OF_PERSON(person=person)
    return _chat(rows[0]) if rows else None


async def connection() -> Connection | None:
    """The connection to Slack, None without one."""
    for row in await CONNECTION(key=BOT):
        return of_row(Connection, row, token=bytes(row["token"]))
    return None


async def how_many() -> tuple[int, int]:
    """How many people get their line by the bot, and for how many of them the last one failed. Counts, because whose is nobody's business."""
    (row,) = await HOW_MANY(BOT)
    return int(row["n"]), int(row["failing"])


def _chat(row: Mapping[str, Any]) -> Chat:
    return of_row(Chat, row, url=bytes(row["url"]))


OF_PERSON = Prepared(lambda: ChatRow.select().where(ChatRow.person == P("person")))
CONNECTION = Prepared(lambda: SlackRow.select().where(SlackRow.key == P("key")))
HOW_MANY = Statement(
    'SELECT count(*) AS n, count(CASE WHEN "chat"."failures" > 0 THEN 1 END) AS failing FROM "chat" '
    'JOIN "person" ON "person"."id" = "chat"."person" WHERE "chat"."form" = {} AND "person"."deactivated_at" IS NULL'
)
