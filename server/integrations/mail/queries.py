"""Questions about forwarded mail. What waits is asked by its own person only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from server import ids
from server.db import P, Prepared, Statement, of_row
from server.errors import NotFound
from server.integrations.mail.standing import Answer
from server.integrations.mail.tables import MailAddress, MailCursor, MailItem
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor


class Waiting(Struct, frozen=True, kw_only=True):
    """Something that waits for its person to say which deal it is about; the fields are those of `proof.Proof`, and of `standing.Standing`."""

    id: UUID
    person: UUID
    state: str
    kind: str
    source: str
    day: date | None
    words: str
    sender: str
    people: tuple[str, ...]
    uid: str
    sequence: int
    stamp: datetime | None
    answers: Mapping[str, Answer]
    at: datetime
    deal: UUID | None
    evidence: UUID | None


class Cursor(Struct, frozen=True, kw_only=True):
    """How far an inbox was read, and what went wrong the last time; empty for nothing."""

    validity: int = 0
    uid: int = 0
    looked_at: datetime | None = None
    heard_at: datetime | None = None
    problem: str = ""


async def waiting(person: UUID) -> list[Waiting]:
    """What waits for this person, oldest first."""
    return [_waiting(row) for row in await WAITING(person=person)]


async def one_waiting(id: UUID, actor: Actor) -> Waiting:
    """One of the actor's own, whatever became of it. Raises NotFound."""
    for row in await BY_ID(id=id, person=actor.id):
        return _waiting(row)
    raise NotFound("Nothing of yours waits here.")


async def is_known(item: UUID) -> bool:
    """Whether an item came before."""
    return bool(await KNOWN(id=item))


async def address_of(person: UUID) -> tuple[str, datetime] | None:
    """The token of a person's address, and when it was made; None before they made one."""
    rows = await ADDRESS(person=person)
    return (rows[0]["token"], rows[0]["made_at"]) if rows else None


async def own_address(person: UUID) -> str:
    """The address from which this person's mail files itself."""
    found = await people.person(person)
    return found.email if found else ""


async def person_with(tokens: Iterable[str]) -> Person | None:
    """Whose address one of these tokens is, the first that is somebody's; None for nobody."""
    for token in tokens:
        for row in await OWNER(token=token):
            return await people.person(row["person"])
    return None


async def meeting_of(person: UUID, uid: str) -> list[Waiting]:
    """What is kept of one meeting of this person, the latest change first."""
    found = [_waiting(row) for row in await MEETING(person=person, uid=uid)]
    return sorted(found, key=lambda one: (one.sequence, one.at, one.id), reverse=True)


async def contacts_of(owner: UUID) -> list[tuple[UUID, str]]:
    """Deal and address of everybody who is known on an open deal of this owner."""
    return [(row["deal"], row["address"]) for row in await CONTACTS(owner)]


async def cursor(inbox: str) -> Cursor:
    """How far the inbox of this name was read."""
    rows = await CURSOR(id=cursor_id(inbox))
    return msgspec.convert({key: rows[0][key] for key in Cursor.__struct_fields__}, Cursor) if rows else Cursor()


async def how_many() -> tuple[int, int]:
    """How many people have an address, and how many items wait in all: for whoever runs the installation."""
    row = (await COUNTS())[0]
    return row["addresses"], row["waits"]


def cursor_id(inbox: str) -> UUID:
    """The id of an inbox's cursor."""
    return ids.derived(INBOXES, inbox)


INBOXES = UUID("6b1f0c9e-8f2a-5d0e-9a44-0d8a5a1f7c10")


def _waiting(row: Mapping[str, Any]) -> Waiting:
    known: Sequence[str] = msgspec.json.decode(row["people"])
    answers = msgspec.json.decode(row["answers"], type=dict[str, Answer])
    return of_row(Waiting, row, people=tuple(known), answers=answers)


WAITING = Prepared(
    lambda: (
        MailItem.select().where(MailItem.person == P("person"), MailItem.state == "waiting").order_by(MailItem.at, MailItem.id)
    )
)
BY_ID = Prepared(lambda: MailItem.select().where(MailItem.id == P("id"), MailItem.person == P("person")))
KNOWN = Prepared(lambda: MailItem.select(MailItem.id).where(MailItem.id == P("id")))
MEETING = Prepared(lambda: MailItem.select().where(MailItem.person == P("person"), MailItem.uid == P("uid")))
ADDRESS = Prepared(lambda: MailAddress.select().where(MailAddress.person == P("person")))
OWNER = Prepared(lambda: MailAddress.select(MailAddress.person).where(MailAddress.token == P("token")))
CURSOR = Prepared(lambda: MailCursor.select().where(MailCursor.id == P("id")))
CONTACTS = Statement(
    'SELECT "c"."deal", "c"."address" FROM "mail_contact" "c" JOIN "deal" "d" ON "d"."id" = "c"."deal" '
    'WHERE "d"."owner" = {} AND "d"."closed_at" IS NULL ORDER BY "c"."address", "c"."deal"'
)
COUNTS = Statement(
    'SELECT (SELECT count(*) FROM "mail_address") AS "addresses", '
    '(SELECT count(*) FROM "mail_item" WHERE "state" = \'waiting\') AS "waits"'
)
