"""What a person answered: on the page of a lesson, and looking back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from server.db import Statement
from server.errors import NotFound
from server.learning.queries.snapshots import snapshots
from server.learning.snapshot import Seen, read, words
from server.learning.walk import Back, Made
from server.people import queries as people
from server.people.roles import Actor, Relation, What, may_see


class Answered(Struct, frozen=True, kw_only=True):
    """One answer as it was kept. `picks` are ids, `shown` the ids in the order they were seen; `texts` what was typed."""

    id: UUID
    question: str
    revision: int
    nth: int
    mark: float | None
    hints: int
    picks: tuple[str, ...]
    shown: tuple[str, ...]
    at: datetime
    texts: tuple[str, ...] = ()
    shared: bool = False


class Remembered(Struct, frozen=True, kw_only=True):
    """An answer as one looks back on it: the question's words as they were seen, and what was said, in words.

    `confidence`, 0 to 3, was asked for in practice only.
    """

    id: UUID
    at: datetime
    lesson: str
    question: str
    kind: str
    title: str
    said: tuple[str, ...]
    mark: float | None
    nth: int
    shared: bool
    confidence: int | None = None


class Reflection(Struct, frozen=True, kw_only=True):
    """A reflection that its writer shared; its text is empty once its time is over."""

    id: UUID
    at: datetime
    lesson: str
    question: str
    title: str
    text: str


PAGE = 50
"""How many answers come at a time."""


async def answers_in(take: UUID) -> list[Answered]:
    """Every answer of a take, question by question, first answers first."""
    return [answered_of(row) for row in await IN_TAKE(take)]


async def answers_of(person: UUID, *, before: tuple[datetime, UUID] | None = None, limit: int = PAGE) -> list[Remembered]:
    """Fifty answers of a person, or `limit`, the newest first, older than `before` (at, id) if given. Only that person may read them."""
    rows = await (OLDER(person, before[0], before[0], before[1], limit) if before else NEWEST(person, limit))
    return await _remembered(rows)


async def answer_of(person: UUID, id: UUID) -> Remembered | None:
    """This answer of this person, None when it is not theirs. Only that person may read it."""
    return next(iter(await _remembered(await OWN(id, person))), None)


async def shared_reflections(actor: Actor, person: UUID, now: datetime) -> list[Reflection]:
    """What a person wrote and chose to share with their manager: for them and for who manages them today. Raises NotFound for others.

    What was written again counts as it was written last, so that taking the tick away takes the words away.
    """
    relation = Relation(own=actor.id == person, manages=await people.manages(actor, person, now), shared=True)
    if not may_see(actor, What.REFLECTIONS, relation):
        raise NotFound("There is nothing here, or it is not yours to see.")
    rows = await SHARED(person, True, PAGE)
    return [
        Reflection(
            id=row["id"],
            at=row["at"],
            lesson=row["lesson"],
            question=row["question"],
            title=read(row["body"]).title,
            text="".join(_texts(row)[:1]),
        )
        for row in rows
    ]


async def deeds_in(take: UUID) -> Mapping[str, Sequence[Made | Back]]:
    """Every move and every going back in a take, by question."""
    found: dict[str, list[Made | Back]] = {}
    for row in await DEEDS(take, take):
        deed = (
            Back(round=row["round"], kept=row["step"])
            if row["what"] == "back"
            else Made(round=row["round"], step=row["step"], scene=row["scene"], move=row["move"])
        )
        found.setdefault(row["question"], []).append(deed)
    return found


def answered_of(row: Mapping[str, Any]) -> Answered:
    """An answer from its row, joined with its words."""
    return Answered(
        id=row["id"],
        question=row["question"],
        revision=row["revision"],
        nth=row["nth"],
        mark=row["mark"],
        hints=row["hints"],
        picks=tuple(row["picks"].split()),
        shown=tuple(row["shown"].split()),
        at=row["at"],
        texts=_texts(row),
        shared=bool(row["shared"]),
    )


async def _remembered(rows: Sequence[Mapping[str, Any]]) -> list[Remembered]:
    """Answers from their rows, with the words of what was seen."""
    seen = await snapshots([row["snapshot"] for row in rows])
    return [_in_words(row, seen[row["snapshot"]]) for row in rows]


def _in_words(row: Mapping[str, Any], seen: Seen) -> Remembered:
    return Remembered(
        id=row["id"],
        at=row["at"],
        lesson=row["lesson"],
        question=row["question"],
        kind=seen.kind,
        title=seen.title,
        said=words(seen, tuple(row["picks"].split()), _texts(row)),
        mark=row["mark"],
        nth=row["nth"],
        shared=bool(row["shared"]),
        confidence=row["confidence"],
    )


def _texts(row: Mapping[str, Any]) -> tuple[str, ...]:
    return msgspec.json.decode(row["texts"], type=tuple[str, ...]) if row["texts"] else ()


_ANSWER = (
    'SELECT a."id", a."lesson", a."question", a."revision", a."nth", a."mark", a."hints", a."picks", a."shown", a."at", '
    'a."confidence", t."texts", t."shared"'
)
_BODY = f'{_ANSWER}, s."body" FROM "answer" a JOIN "snapshot" s ON s."hash" = a."snapshot"'
_WORDS = (
    'SELECT a."id", a."lesson", a."question", a."nth", a."mark", a."picks", a."at", a."confidence", a."snapshot", t."texts", t."shared" '
    'FROM "answer" a LEFT JOIN "answer_text" t ON t."answer" = a."id" WHERE a."snapshot" <> \'\''
)

IN_TAKE = Statement(
    f'{_ANSWER} FROM "answer" a LEFT JOIN "answer_text" t ON t."answer" = a."id" WHERE a."take" = {{}} ORDER BY a."question", a."nth"'
)
# The pieces above are constants of this module; every value is a parameter.
NEWEST = Statement(f'{_WORDS} AND a."person" = {{}} ORDER BY a."at" DESC, a."id" DESC LIMIT {{}}')
OLDER = Statement(
    f"{_WORDS} "
    'AND a."person" = {} AND (a."at" < {} OR (a."at" = {} AND a."id" < {})) ORDER BY a."at" DESC, a."id" DESC LIMIT {}'
)
OWN = Statement(f'{_WORDS} AND a."id" = {{}} AND a."person" = {{}}')
SHARED = Statement(
    f'{_BODY} JOIN "answer_text" t ON t."answer" = a."id" '  # noqa: S608  # constants
    'WHERE a."person" = {} AND t."shared" = {} AND NOT EXISTS (SELECT 1 FROM "answer" b '
    'WHERE b."take" = a."take" AND b."question" = a."question" AND b."nth" > a."nth") ORDER BY a."at" DESC, a."id" DESC LIMIT {}'
)
DEEDS = Statement(
    'SELECT \'move\' AS "what", "question", "round", "step", "scene", "move" FROM "move" WHERE "take" = {} '
    'UNION ALL SELECT \'back\', "question", "round", "kept", \'\', \'\' FROM "rewind" WHERE "take" = {}'
)
