"""How much was done, in counts: of a person's own answers, and of lessons that several people finished."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from server.db import Statement
from server.learning.tables import Take


class FirstAnswers(Struct, frozen=True, kw_only=True):
    """Of the first answers to the questions of one lesson that are marked: how many were right, of how many."""

    right: int
    of: int


class Finished(Struct, frozen=True, kw_only=True):
    """A lesson that a person finished."""

    person: UUID
    lesson: str
    finished_at: datetime


async def first_answers(person: UUID) -> Mapping[str, FirstAnswers]:
    """By lesson, over every take of it. Only that person may read them."""
    return {row["lesson"]: FirstAnswers(right=int(row["right"]), of=int(row["of"])) for row in await FIRST(person)}


async def finished_by(persons: Sequence[UUID], since: datetime) -> list[Finished]:
    """What these people finished since then, oldest first, in one statement. Whoever asks has made sure that the reader may count it."""
    if not persons:
        return []
    rows = await (
        Take.select(Take.person, Take.lesson, Take.finished_at)
        .where(Take.person.is_in(list(persons)), Take.finished_at >= since)
        .order_by(Take.finished_at, Take.id)
    )
    return [Finished(person=row["person"], lesson=row["lesson"], finished_at=row["finished_at"]) for row in rows]


FIRST = Statement(
    'SELECT "lesson", COUNT(*) AS "of", SUM(CASE WHEN "mark" >= 1 THEN 1 ELSE 0 END) AS "right" FROM "answer" '
    'WHERE "person" = {} AND "nth" = 0 AND "mark" IS NOT NULL GROUP BY "lesson"'
)
