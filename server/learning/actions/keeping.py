"""Keeping an answer with the words that were seen, and what was typed beside it."""

from uuid import UUID

import msgspec
from msgspec import Struct

from server import db
from server.facts import AnswerGiven
from server.learning.given import Given
from server.learning.snapshot import snapshot
from server.ledger import Entry
from server.lessons.compiler.model import Question

TYPED = frozenset({"short", "gaps", "reflect"})
"""Kinds whose answer is free text, which lives in its side table."""


class Seen(Struct, frozen=True, kw_only=True):
    """Who saw the question, in which language, and the order of its parts. `lesson_hash` names the content, unless a take does."""

    person: UUID
    locale: str
    order: tuple[str, ...]
    lesson_hash: str = ""


async def keep(entry: Entry, fact: AnswerGiven, question: Question, said: Given, seen: Seen) -> None:
    """Writes what `fact` says of this answer, in the open transaction."""
    words = snapshot(question, seen.locale)
    await KEEP_SNAPSHOT(words.hash, words.body)
    await KEEP_ANSWER(
        entry.id,
        fact.take,
        fact.practice,
        seen.person,
        fact.lesson,
        question.id,
        fact.revision,
        fact.nth,
        fact.mark,
        fact.hints,
        " ".join(fact.picks),
        " ".join(seen.order),
        fact.shown,
        entry.at,
        words.hash,
        fact.confidence,
        seen.lesson_hash,
    )
    if question.kind in TYPED:
        shared = said.shared and question.reflect is not None and question.reflect.share
        await KEEP_TEXT(entry.id, msgspec.json.encode(said.texts).decode(), shared)


KEEP_SNAPSHOT = db.Statement('INSERT INTO "snapshot" ("hash", "body") VALUES ({}, {}) ON CONFLICT ("hash") DO NOTHING')
KEEP_ANSWER = db.Statement(
    'INSERT INTO "answer" ("id", "take", "practice", "person", "lesson", "question", "revision", "nth", "mark", "hints", "picks", "shown", '
    '"shown_at", "at", "snapshot", "confidence", "lesson_hash") '
    "VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
)
KEEP_TEXT = db.Statement('INSERT INTO "answer_text" ("answer", "texts", "shared") VALUES ({}, {}, {})')
