"""Takes: which lessons a person is in, and which they finished."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from msgspec import Struct

from server import ids
from server.db import P, Prepared, Statement, blanks, of_row
from server.learning.progress import Standing, counted, left
from server.learning.tables import Take as TakeTable
from server.lessons import queries as lessons


class Take(Struct, frozen=True, kw_only=True):
    """One person's time with one lesson, and what it pins. `turn` counts their takes of it from 0."""

    id: UUID
    person: UUID
    lesson: str
    turn: int
    lesson_hash: str
    version: int
    locale: str
    process: str
    process_version: int
    seed: int
    team: UUID | None
    begun_at: datetime
    finished_at: datetime | None
    changed: int


class TakeSummary(Struct, frozen=True, kw_only=True):
    """A lesson that was begun and not finished, as a list shows it. `left` is how many things are still needed, commitments included; `open` names
    them.
    """

    take: UUID
    lesson: str
    title: str
    minutes: int
    begun_at: datetime
    answered: int
    of: int
    left: int
    open: tuple[str, ...] = ()


class Taken(Struct, frozen=True, kw_only=True):
    """A lesson that a person began, which version of it, and when they finished it, if they did."""

    lesson: str
    version: int
    begun_at: datetime
    finished_at: datetime | None


class Completed(Struct, frozen=True, kw_only=True):
    """A lesson that was finished, and when."""

    lesson: str
    finished_at: datetime


async def latest(person: UUID, lesson: str) -> Take | None:
    """The person's newest take of this lesson, finished or not. What they began under an id that it had is gone on with before another is begun."""
    rows = await LATEST(person=person, lesson=lesson)
    if not rows or rows[0]["finished_at"] is not None:
        known = (await lessons.current()).lesson(lesson)
        former = known.aliases if known and known.id == lesson else ()
        rows = (await _begun(len(former))(person, *former) if former else ()) or rows
    return take_of(rows[0]) if rows else None


async def in_progress(person: UUID) -> list[TakeSummary]:
    """What a person began and did not finish, the newest first. Two statements, however many there are."""
    takes = [take_of(row) for row in await OPEN(person=person)]
    done = standings(await OPEN_STANDINGS(person, person, person, person)) if takes else {}
    found = []
    for take in takes:
        lesson, _digest = await lessons.continued(take.lesson_hash)
        standing = done.get(take.id, Standing())
        count, needed = counted(lesson, standing), left(lesson, standing)
        found.append(
            TakeSummary(
                take=take.id,
                lesson=take.lesson,
                title=lesson.title,
                minutes=lesson.minutes,
                begun_at=take.begun_at,
                answered=count.done,
                of=count.of,
                left=len(needed),
                open=tuple(question.id for question in needed),
            )
        )
    return found


async def completed(person: UUID) -> set[str]:
    """The ids of the lessons that a person ever finished."""
    return {row["lesson"] for row in await FINISHED(person=person)}


async def taken(person: UUID, most: int) -> list[Taken]:
    """Every time that a person began a lesson, the newest `most`, newest first. Only that person may read them."""
    return [of_row(Taken, row) for row in await TAKEN(person, most)]


async def completions(person: UUID, since: datetime) -> list[Completed]:
    """Every lesson that a person ever finished as it was finished first, and whatever they finished since then; the newest first.

    So it is as long as the academy, not as somebody's history.
    """
    rows = await COMPLETIONS(person, since, person, since)
    return [Completed(lesson=row["lesson"], finished_at=row["finished_at"]) for row in rows]


async def standing(take: UUID) -> Standing:
    """What was done in a take."""
    return standings(await STANDING(take, take, take, take)).get(take, Standing())


def seed_of(person: UUID, lesson: str, turn: int) -> int:
    """The seed of a take, the same before and after it is begun, so that the first answer moves nothing on the page: 31 bits."""
    return ids.derived(person, f"{lesson} {turn}").int & 0x7FFFFFFF


def seed_for(person: UUID, question: str, since: datetime) -> int:
    """The seed of a question that comes back after it was last answered at `since`: the same however often it is looked at, 31 bits."""
    return ids.derived(person, f"{question} {since.timestamp()}").int & 0x7FFFFFFF


def take_of(row: Mapping[str, Any]) -> Take:
    """A take from its row."""
    return of_row(Take, row)


def standings(rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Standing]:
    """Standings by take, from rows of what, take, question and how often."""
    found: dict[UUID, dict[str, dict[str, int]]] = {}
    for row in rows:
        found.setdefault(row["take"], {}).setdefault(row["what"], {})[row["question"]] = row["n"]
    return {
        take: Standing(
            answered=kinds.get("answered", {}),
            ended=frozenset(kinds.get("ended", ())),
            settled=frozenset(kinds.get("settled", ())),
            hints=kinds.get("hints", {}),
        )
        for take, kinds in found.items()
    }


def _each(where: str) -> str:
    """One row for everything that was done: answers and hints counted, walks that ended, commitments that were settled."""
    parts = (
        ("answered", "answer", ""),
        ("hints", "hint", ""),
        ("ended", "move", ' AND x."ended" = TRUE'),
        ("settled", "settled", ""),
    )
    return " UNION ALL ".join(
        f'SELECT x."take" AS "take", \'{what}\' AS "what", x."question" AS "question", COUNT(*) AS "n" '  # noqa: S608  # constants
        f'FROM "{table}" x {where}{more} GROUP BY x."take", x."question"'
        for what, table, more in parts
    )


@cache
def _begun(ids: int) -> Statement:
    return Statement(
        f'SELECT * FROM "take" WHERE "person" = {{}} AND "lesson" IN ({blanks(ids)}) AND "finished_at" IS NULL '  # noqa: S608  # placeholders
        'ORDER BY "begun_at" DESC LIMIT 1'
    )


LATEST = Prepared(
    lambda: (
        TakeTable.select()
        .where(TakeTable.person == P("person"), TakeTable.lesson == P("lesson"))
        .order_by(TakeTable.turn, ascending=False)
        .limit(1)
    )
)
OPEN = Prepared(
    lambda: (
        TakeTable.select()
        .where(TakeTable.person == P("person"), TakeTable.finished_at.is_null())
        .order_by(TakeTable.begun_at, ascending=False)
        .limit(50)
    )
)
# A lesson is begun again only when it was finished, so that the first take tells whether it ever was.
FINISHED = Prepared(
    lambda: TakeTable.select(TakeTable.lesson).where(
        TakeTable.person == P("person"), TakeTable.turn == 0, TakeTable.finished_at.is_not_null()
    )
)
TAKEN = Statement(
    'SELECT "lesson", "version", "begun_at", "finished_at" FROM "take" WHERE "person" = {} ORDER BY "begun_at" DESC, "id" DESC LIMIT {}'
)
COMPLETIONS = Statement(
    'SELECT "lesson", "finished_at" FROM "take" WHERE "person" = {} AND "finished_at" >= {} UNION ALL '
    'SELECT "lesson", "finished_at" FROM "take" WHERE "person" = {} AND "turn" = 0 AND "finished_at" < {} ORDER BY "finished_at" DESC'
)
STANDING = Statement(_each('WHERE x."take" = {}'))
OPEN_STANDINGS = Statement(_each('JOIN "take" t ON t."id" = x."take" WHERE t."person" = {} AND t."finished_at" IS NULL'))
