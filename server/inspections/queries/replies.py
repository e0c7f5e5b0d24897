"""What people answered to rows about their deals."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.db import P, Prepared
from server.deals import queries as deals
from server.errors import NotFound
from server.inspections.tables import ReplyRow
from server.people import queries as people
from server.people.roles import Actor


class Reply(Struct, frozen=True, kw_only=True):
    """An answer to a row, with evidence if it has some. It waits until `answered_at`; `answer` is what the row says since it was agreed to."""

    id: UUID
    inspection: UUID
    deal: UUID
    deal_name: str
    person: UUID
    person_name: str
    inspector: UUID | None
    behaviour: str
    words: str
    evidence: UUID | None
    at: datetime
    due_at: datetime
    answered_at: datetime | None
    answered_by: UUID | None
    outcome: str
    answer: str
    answer_words: str


async def reply(id: UUID, actor: Actor, now: datetime) -> Reply:
    """A reply about a deal that the actor may see. Raises NotFound."""
    rows = await BY_ID(id=id)
    if rows:
        found = _reply(rows[0])
        await deals.deal(found.deal, actor, now)
        return found
    raise NotFound("There is no such reply, or it is not yours to see.")


async def replies_of_deal(deal: UUID) -> list[Reply]:
    """Every reply on a deal, newest first. Whoever asks has made sure that the reader may see the deal."""
    return [_reply(row) for row in await OF_DEAL(deal=deal)]


async def replies_of(person: UUID) -> list[Reply]:
    """The fifty newest replies of a person, for themselves."""
    return [_reply(row) for row in await REPLIES_OF(person=person)]


async def waiting_replies(actor: Actor, now: datetime) -> list[Reply]:
    """The replies that wait for this person, the earliest due first: to rows they wrote about deals still theirs to look at, and for a leader
    those that nobody answered in time.
    """
    rows = await WAITING_FOR(inspector=actor.id)
    if actor.has("leader"):
        rows = [*rows, *await OVERDUE(now=now)]
    elif rows:
        team = {person.id for person in await people.team_of(actor, now)}
        rows = [row for row in rows if row["deal.owner"] in team]
    found = {row["id"]: _reply(row) for row in rows if actor.id not in {row["person"], row["deal.owner"]}}
    return sorted(found.values(), key=lambda one: (one.due_at, one.id))


def _reply(row: Mapping[str, Any]) -> Reply:
    plain = {field: row[field] for field in Reply.__struct_fields__ if field not in {"deal_name", "person_name"}}
    return Reply(**plain, deal_name=row["deal.name"], person_name=row["person.name"] or "")


def _select() -> Any:  # noqa: ANN401  # Piccolo's query has no useful public type
    return ReplyRow.select(*ReplyRow.all_columns(), ReplyRow.deal.name, ReplyRow.deal.owner, ReplyRow.person.name)


BY_ID = Prepared(lambda: _select().where(ReplyRow.id == P("id")))
OF_DEAL = Prepared(lambda: _select().where(ReplyRow.deal == P("deal")).order_by(ReplyRow.at, ReplyRow.id, ascending=False))
REPLIES_OF = Prepared(
    lambda: _select().where(ReplyRow.person == P("person")).order_by(ReplyRow.at, ReplyRow.id, ascending=False).limit(50)
)
WAITING_FOR = Prepared(lambda: _select().where(ReplyRow.inspector == P("inspector"), ReplyRow.answered_at.is_null()))
OVERDUE = Prepared(
    lambda: _select().where(ReplyRow.due_at < P("now"), ReplyRow.answered_at.is_null()).order_by(ReplyRow.due_at).limit(50)
)
