"""What one answered oneself. There is no way to ask for anybody else's: nobody but the person reads a single answer."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from server.api import cursor
from server.errors import NotFound
from server.learning import queries
from server.learning.queries import Remembered
from server.web.api.operation import Call, Items, Listing, Operation, get, no_such_place


class Answer(Struct, frozen=True, kw_only=True):
    """One answer of one's own, in the words of its day."""

    id: UUID
    at: datetime
    lesson: str
    question: str
    kind: str
    title: str
    said: tuple[str, ...]
    mark: Annotated[float | None, Meta(description="0 to 1; null for what is never scored.")]
    nth: Annotated[int, Meta(description="0 for the first answer of a take, which counts; above for later tries.")]
    shared: Annotated[bool, Meta(description="A reflection that one’s manager may read.")]
    confidence: Annotated[int | None, Meta(description="0 to 3, asked in practice only.")]


@get("/answers", query=Listing)
async def list_answers(call: Call[Listing, None]) -> Items[Answer]:
    """One's own answers, the newest first."""
    try:
        before = cursor.at(call.query.cursor)
    except ValueError as error:
        raise no_such_place(error) from error
    limit = call.query.limit
    rows = await queries.answers_of(call.actor.id, before=before, limit=limit + 1)
    more = cursor.write(rows[limit - 1].at.isoformat(), str(rows[limit - 1].id)) if len(rows) > limit else None
    return Items(items=[_told(one) for one in rows[:limit]], next=more)


@get("/answers/{answer:uuid}")
async def get_answer(call: Call[None, None]) -> Answer:
    """One answer of one's own."""
    return await remembered(call.actor.id, call.id("answer"))


async def remembered(person: UUID, id: UUID) -> Answer:
    """This answer of this person. Raises NotFound for anybody else's."""
    found = await queries.answer_of(person, id)
    if found is None:
        raise NotFound("There is no such answer of yours.")
    return _told(found)


def _told(one: Remembered) -> Answer:
    return Answer(
        id=one.id,
        at=one.at,
        lesson=one.lesson,
        question=one.question,
        kind=one.kind,
        title=one.title,
        said=one.said,
        mark=one.mark,
        nth=one.nth,
        shared=one.shared,
        confidence=one.confidence,
    )


OPERATIONS: tuple[Operation, ...] = (list_answers, get_answer)
