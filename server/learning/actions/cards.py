"""Cards in the database: when a question returns to a person. Each function writes in the open transaction."""

from uuid import UUID

from server import db, ids
from server.facts import AnswerGiven
from server.learning.schedule import PRACTISED, Card, born
from server.ledger import Entry


async def bear(entry: Entry, fact: AnswerGiven, person: UUID, question: str) -> None:
    """The card of a question that was answered in its lesson, if it is of a kind that comes back.

    One that is there already stands, because only practice moves it; one of another meaning of the question is begun again.
    """
    if fact.mark is None or fact.nth or fact.question_kind not in PRACTISED:
        return
    await BEAR(ids.derived(entry.id, "card"), person, question, *_values(born(fact.mark, entry.at, revision=fact.revision)))


async def move(person: UUID, question: str, card: Card) -> None:
    """The card after an answer in practice. Raises RuntimeError when the person has none for this question."""
    if not await MOVE(*_values(card), person, question):
        raise RuntimeError("A card was moved that nobody has.")


def _values(card: Card) -> tuple[object, ...]:
    return (card.revision, card.due, card.rights, card.retired_at, card.at, card.mark, card.confidence)


BEAR = db.Statement(
    'INSERT INTO "card" ("id", "person", "question", "revision", "due", "rights", "retired_at", "at", "mark", "confidence") '
    "VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}) "
    'ON CONFLICT ("person", "question") DO UPDATE SET "revision" = excluded."revision", "due" = excluded."due", "rights" = excluded."rights", '
    '"retired_at" = excluded."retired_at", "at" = excluded."at", "mark" = excluded."mark", "confidence" = excluded."confidence" '
    'WHERE "card"."revision" <> excluded."revision"'
)
MOVE = db.Statement(
    'UPDATE "card" SET "revision" = {}, "due" = {}, "rights" = {}, "retired_at" = {}, "at" = {}, "mark" = {}, "confidence" = {} '
    'WHERE "person" = {} AND "question" = {} RETURNING "id"'
)
