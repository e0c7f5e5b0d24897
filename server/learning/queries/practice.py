"""Practice, as the one who does it sees it: which questions are due, what was asked today, and one answer looked at again."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.db import P, Prepared, Statement, blanks, of_row
from server.errors import NotFound
from server.learning.queries.answers import Answered, answered_of
from server.learning.schedule import PRACTISED, Card
from server.learning.session import Question
from server.learning.tables import CardRow
from server.lessons.compiler.edition import Edition


class Recalled(Struct, frozen=True, kw_only=True):
    """One answer of a practice: the content it was given to by hash, and how sure the person was."""

    lesson: str
    lesson_hash: str
    confidence: int
    answered: Answered


class Given(Struct, frozen=True, kw_only=True):
    """One question of a day's practice and what its answer was worth."""

    id: UUID
    lesson: str
    question: str
    mark: float
    confidence: int
    at: datetime


class Waiting(Struct, frozen=True, kw_only=True):
    """What could be asked by some time: cards, and the questions they are of as they are served now, both by the question's key."""

    cards: Mapping[str, Card]
    questions: Mapping[str, Question]


async def waiting(person: UUID, edition: Edition, until: datetime, *, fading: AbstractSet[str] = frozenset()) -> Waiting:
    """The cards of a person that may be due by then, also those that rest while something is fading, in one statement."""
    changed = edition.changed
    # The number of placeholders is rounded up, so that few statements are ever compiled.
    padded = (*changed, *[changed[0]] * (-len(changed) % 16)) if changed else ()
    rows = await _due(len(padded), resting=bool(fading))(person, until, *padded)
    cards = {row["question"]: _card(row) for row in rows}
    served = edition.live
    return Waiting(
        cards=cards,
        questions={key: live for key in cards if (live := served.get(key)) and live.question.kind in PRACTISED},
    )


async def card(person: UUID, question: str) -> Card | None:
    """The person's card of one question."""
    rows = await CARD(person=person, question=question)
    return _card(rows[0]) if rows else None


async def next_due(person: UUID, after: datetime) -> datetime | None:
    """When the first question comes back after then, None when none is on its way."""
    rows = await NEXT_DUE(person=person, after=after)
    return rows[0]["due"] if rows else None


async def asked_on(person: UUID, day: date) -> list[Given]:
    """What a person was asked on that day of theirs, in order: at most three."""
    return [of_row(Given, row) for row in await ASKED(person, day)]


async def recalled(person: UUID, answer: UUID) -> Recalled:
    """One answer that this person gave in practice. Raises NotFound, also for somebody else's."""
    rows = await RECALLED(answer, person)
    if not rows:
        raise NotFound("There is no such answer, or it is not yours.")
    row = rows[0]
    return Recalled(
        lesson=row["lesson"],
        lesson_hash=row["lesson_hash"],
        confidence=row["confidence"],
        answered=answered_of(row),
    )


def _card(row: Mapping[str, Any]) -> Card:
    # One by one, because a day that is opened may have a hundred cards.
    return Card(
        revision=row["revision"],
        due=row["due"],
        rights=row["rights"],
        retired_at=row["retired_at"],
        at=row["at"],
        mark=row["mark"],
        confidence=row["confidence"],
    )


@cache
def _due(changed: int, *, resting: bool) -> Statement:
    """Cards by person and time; also of that many questions whose meaning changed, and those that rest."""
    more = f' OR "question" IN ({blanks(changed)})' if changed else ""
    rests = ' OR "retired_at" IS NOT NULL' if resting else ""
    return Statement(f'SELECT "question", {_CARD} FROM "card" WHERE "person" = {{}} AND ("due" <= {{}}{more}{rests})')  # noqa: S608  # constants


_CARD = ", ".join(f'"{field}"' for field in Card.__struct_fields__)

CARD = Prepared(lambda: CardRow.select().where(CardRow.person == P("person"), CardRow.question == P("question")))
NEXT_DUE = Prepared(
    lambda: (
        CardRow.select(CardRow.due).where(CardRow.person == P("person"), CardRow.due > P("after")).order_by(CardRow.due).limit(1)
    )
)
ASKED = Statement(
    'SELECT a."id", a."lesson", a."question", a."mark", a."confidence", a."at" FROM "practice" p JOIN "answer" a ON a."practice" = p."id" '
    'WHERE p."person" = {} AND p."day" = {} ORDER BY a."at", a."id"'
)
RECALLED = Statement(
    'SELECT a.*, t."texts", t."shared" FROM "answer" a LEFT JOIN "answer_text" t ON t."answer" = a."id" '
    'WHERE a."id" = {} AND a."person" = {} AND a."practice" IS NOT NULL'
)
