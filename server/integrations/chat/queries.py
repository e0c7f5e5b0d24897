"""Questions about chats. Whose chat it is, is the only one who asks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.db import P, Prepared
from server.integrations.chat.card import Form
from server.integrations.chat.tables import ChatRow


class Chat(Struct, frozen=True, kw_only=True):
    """Somebody's chat; see `tables`."""

    person: UUID
    form: Form
    url: bytes
    host: str
    day: bool
    notes: bool
    reveals: bool
    made_at: datetime
    told_at: datetime | None
    failures: int
    problem: str


async def chat_of(person: UUID) -> Chat | None:
    """The chat of a person, None without one."""
    rows = await OF_PERSON(person=person)
    return _chat(rows[0]) if rows else None


def _chat(row: Mapping[str, Any]) -> Chat:
    return Chat(url=bytes(row["url"]), **{name: row[name] for name in Chat.__struct_fields__ if name != "url"})


OF_PERSON = Prepared(lambda: ChatRow.select().where(ChatRow.person == P("person")))
