"""What people answered to rows about their deals."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.db import P, Prepared, of_row
from server.deals import queries as deals
from server.errors import NotFound
from server.inspections.tables import ReplyRow
from server.people import queries as people
from server.people.roles import Actor


class Reply(Struct, frozen=True, kw_only=True):
    """An answer to a row, with evidence if it has some. It waits until `answered_at`, for `waits_for`: None is a leader.

    `answer` is what the row says since it was agreed to.
    """

    id: UUID
    inspection: UUID
    deal: UUID
    deal_name: str
    person: UUID
    person_name: str
    inspector: UUID | None
    waits_for: UUID | None
    waits_for_name: str
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


async def answers_of(reply: UUID) -> UUID | None:
    """Who has to answer this reply; None for a leader."""
    rows = await BY_ID(id=reply)
    return rows[0]["waits_for"] if rows else None


async def waiting_for(person: UUID) -> list[Reply]:
    """The replies that this person has to answer, without those of whom they cover for."""
    return [_reply(row) for row in await WAITING_FOR(answers=person)]


async def waiting_replies(actor: Actor, now: datetime) -> list[Reply]:
    """The replies that wait for this person, the earliest due first: theirs to answer, those of an absent manager for whom they cover, and for a
    leader those that nobody answered in time, or that wait for nobody.
    """
    rows = list(await WAITING_FOR(answers=actor.id))
    for covered in await people.covered_by(actor, now):
        rows += await WAITING_FOR(answers=covered)
    if actor.has("leader"):
        rows = [*rows, *await OVERDUE(now=now)]
    found = {row["id"]: _reply(row) for row in rows if actor.id not in {row["person"], row["deal.owner"]}}
    return sorted(found.values(), key=lambda one: (one.due_at, one.id))


def _reply(row: Mapping[str, Any]) -> Reply:
    names = {
        "deal_name": row["deal.name"],
        "person_name": row["person.name"] or "",
        "waits_for_name": row["waits_for.name"] or "",
    }
    return of_row(Reply, row, **names)


def _select() -> Any:  # noqa: ANN401  # Piccolo's query has no useful public type
    return ReplyRow.select(
        *ReplyRow.all_columns(), ReplyRow.deal.name, ReplyRow.deal.owner, ReplyRow.person.name, ReplyRow.waits_for.name
    )


BY_ID = Prepared(lambda: _select().where(ReplyRow.id == P("id")))
OF_DEAL = Prepared(lambda: _select().where(ReplyRow.deal == P("deal")).order_by(ReplyRow.at, ReplyRow.id, ascending=False))
REPLIES_OF = Prepared(
    lambda: _select().where(ReplyRow.person == P("person")).order_by(ReplyRow.at, ReplyRow.id, ascending=False).limit(50)
)
WAITING_FOR = Prepared(lambda: _select().where(ReplyRow.waits_for == P("answers"), ReplyRow.answered_at.is_null()))
OVERDUE = Prepared(
    lambda: (
        _select()
        .where((ReplyRow.due_at < P("now")) | ReplyRow.waits_for.is_null(), ReplyRow.answered_at.is_null())
        .order_by(ReplyRow.due_at)
        .limit(50)
    )
)
