"""Who learned something, of several people: which lessons they finished, and when they last practised. Never what they answered."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from msgspec import Struct

from server.db import Statement, among, blanks
from server.learning.tables import Take


class Finished(Struct, frozen=True, kw_only=True):
    """A lesson that a person finished."""

    person: UUID
    lesson: str
    finished_at: datetime


async def finished_by(persons: Sequence[UUID], since: datetime) -> list[Finished]:
    """What these people finished since then, oldest first, in one statement. Whoever asks has made sure that the reader may count it."""
    if not persons:
        return []
    rows = await (
        Take.select(Take.person, Take.lesson, Take.finished_at)
        .where(among(Take.person, persons), Take.finished_at >= since)
        .order_by(Take.finished_at, Take.id)
    )
    return [Finished(person=row["person"], lesson=row["lesson"], finished_at=row["finished_at"]) for row in rows]


async def first_finished(lessons: Collection[str]) -> Mapping[UUID, datetime]:
    """When each person first finished a lesson that has or had one of these ids; in one statement. For counts over many people, never for a name."""
    rows = await (
        Take.select(Take.person, Take.finished_at)
        .where(Take.lesson.is_in(list(lessons)), Take.finished_at.is_not_null(), Take.person.is_not_null())
        .order_by(Take.finished_at, ascending=False)
    )
    return {row["person"]: row["finished_at"] for row in rows}


async def finished_of(persons: Sequence[UUID], lessons: Collection[str]) -> set[tuple[UUID, str]]:
    """Who of these people ever finished which of these lessons, in one statement. Whoever asks has made sure that the reader may know it."""
    asked = sorted(set(lessons))
    if not persons or not asked:
        return set()
    rows = await _finished(len(persons), len(asked))(*persons, *asked)
    return {(row["person"], row["lesson"]) for row in rows}


async def last_practised(persons: Sequence[UUID], since: datetime) -> Mapping[UUID, datetime]:
    """When each of these people last answered a question or made a move, in a lesson or in practice; who did neither since then is left out.

    One statement. Whoever asks has made sure that the reader may know it.
    """
    if not persons:
        return {}
    # The number of placeholders is rounded up, so that few statements are ever compiled.
    padded = [*persons, *[persons[0]] * (-len(persons) % 16)]
    found: dict[UUID, datetime] = {}
    for row in await _practised(len(padded))(*padded, since, *padded, since, since):
        found[row["person"]] = max(row["at"], found.get(row["person"], row["at"]))
    return found


@cache
def _finished(persons: int, lessons: int) -> Statement:
    of, about = blanks(persons), blanks(lessons)
    return Statement(
        f'SELECT DISTINCT "person", "lesson" FROM "take" WHERE "person" IN ({of}) AND "lesson" IN ({about}) AND "finished_at" IS NOT NULL'  # noqa: S608  # placeholders
    )


@cache
def _practised(people: int) -> Statement:
    """Answers by the index of a person's newest; moves of scenarios that are being walked or were finished since."""
    marks = blanks(people)
    return Statement(
        f'SELECT a."person" AS "person", a."at" AS "at" FROM "answer" a WHERE a."person" IN ({marks}) AND a."at" >= {{}} '  # noqa: S608  # placeholders
        'AND NOT EXISTS (SELECT 1 FROM "answer" b WHERE b."person" = a."person" AND b."at" > a."at") '
        'UNION ALL SELECT t."person", m."at" FROM "take" t JOIN "move" m ON m."take" = t."id" '
        f'WHERE t."person" IN ({marks}) AND (t."finished_at" IS NULL OR t."finished_at" >= {{}}) AND m."at" >= {{}}'
    )
