"""Facts of people who answer, for the tests of gaps: as values, and recorded as the product records them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain
from uuid import UUID

from hypothesis import strategies as st

from server import db, ids, ledger
from server.facts import AnswerGiven, BehaviourSeen, Fact, LessonCompleted, MoveMade, encode
from server.gaps import book as books
from server.gaps import evidence
from server.gaps.book import Book, Rules
from server.gaps.estimate import Shared, Term
from server.gaps.evidence import Evidence
from server.gaps.prior import K0
from server.ledger import Entry, Stored

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
TAKE = UUID("0192f3a4-5b6c-7d8e-9f0a-1b2c3d4e5f01")
PLAIN = Rules(Shared(), K0)
BEHAVIOURS = ("impact-quantified", "next-step-confirmed", "buying-process-mapped", "payer-met")


def answer(
    question: str = "why-now",
    *behaviours: str,
    mark: float | None = 1.0,
    nth: int = 0,
    hints: int = 0,
    revision: int = 1,
) -> AnswerGiven:
    return AnswerGiven(
        take=TAKE,
        lesson="a-lesson",
        question=question,
        revision=revision,
        question_kind="single",
        behaviours=behaviours or BEHAVIOURS[:1],
        mark=mark,
        nth=nth,
        hints=hints,
        picks=("a",),
    )


def move(scene: str = "first", *behaviours: str, mark: float = 1.0, round: int = 0, hints: int = 0) -> MoveMade:  # noqa: A002  # the word of the domain
    return MoveMade(
        take=TAKE,
        lesson="a-lesson",
        question="a-scenario",
        revision=1,
        behaviours=behaviours or BEHAVIOURS[:1],
        scene=scene,
        move="a",
        mark=mark,
        round=round,
        retry=round > 0,
        hints=hints,
    )


def completed(*read: str) -> LessonCompleted:
    return LessonCompleted(take=TAKE, lesson="a-lesson", read=read)


DEALS = tuple(UUID(f"0192f3a4-5b6c-7d8e-9f0a-00000000000{number}") for number in range(6))
INES = UUID("0192f3a4-5b6c-7d8e-9f0a-1b2c3d4e5f02")


def seen(
    answer: str = "met",
    behaviour: str = BEHAVIOURS[0],
    deal: int = 0,
    *,
    mode: str = "full",
    pick: str = "coverage",
    training: bool = False,
    missing: tuple[str, ...] = (),
    hollow: tuple[str, ...] = (),
) -> BehaviourSeen:
    return BehaviourSeen(
        inspection=TAKE,
        deal=DEALS[deal],
        behaviour=behaviour,
        answer=answer,
        missing=missing,
        hollow=hollow,
        inspector=INES,
        mode=mode,
        pick=pick,
        training=training,
        process="reference",
        process_version=1,
    )


def looked(
    behaviour: str = BEHAVIOURS[0],
    deal: str = "d1",
    *,
    at: float = 0.0,
    y: float = 1.0,
    weight: float = 1.0,
    missing: tuple[str, ...] = (),
) -> Evidence:
    return Evidence(evidence.DO, (behaviour,), "", at, y, weight, deal, "i1", missing)


async def record(person: UUID, fact: Fact, at: datetime = MONDAY, *, form: UUID | None = None) -> Stored:
    """Records a fact about a person as a verb does, once for each form."""
    entry = Entry(id=form or ids.new(), at=at, actor=person)

    async def verb() -> Stored:
        return await ledger.seen(entry) or await ledger.record(fact, entry, person=person)

    return await db.run(verb)


async def record_all(person: UUID, facts: Iterable[tuple[Fact, datetime]]) -> None:
    for fact, at in facts:
        await record(person, fact, at)


def folded(facts: Iterable[tuple[Fact, datetime]], rules: Rules = PLAIN) -> Book:
    """The book that follows from facts, without a database."""
    book = Book()
    for fact, at in facts:
        books.fold(book, evidence.of(fact, at), rules)
    return book


def days(numbers: Sequence[int]) -> list[datetime]:
    return [MONDAY + timedelta(days=number) for number in numbers]


behaviours = st.lists(st.sampled_from(BEHAVIOURS), min_size=1, max_size=3, unique=True).map(tuple)
marks = st.sampled_from((0.0, 0.5, 0.75, 1.0))
moments = st.integers(-5_000_000, 20_000_000).map(lambda seconds: MONDAY + timedelta(seconds=seconds))
answers = st.builds(
    lambda question, of, mark, nth, hints: answer(question, *of, mark=mark, nth=nth, hints=hints),
    st.sampled_from(("q1", "q2", "q3")),
    behaviours,
    st.one_of(st.none(), marks),
    st.integers(0, 1),
    st.integers(0, 1),
)
moves = st.builds(
    lambda scene, of, mark, turn: move(scene, *of, mark=mark, round=turn),
    st.sampled_from(("first", "second")),
    behaviours,
    marks,
    st.integers(0, 1),
)
readings = st.builds(lambda of: completed(*of), behaviours)
sheets = st.builds(
    lambda answer, behaviour, deal, pick, mode: seen(
        answer, behaviour, deal, pick=pick, mode=mode, missing=("a",) if answer in {"partly", "claimed"} else ()
    ),
    st.sampled_from(("met", "partly", "not-met", "claimed", "not-applicable")),
    st.sampled_from(BEHAVIOURS),
    st.integers(0, 2),
    st.sampled_from(("coverage", "risk")),
    st.sampled_from(("full", "full", "full", "blind", "self-check")),
)
histories = st.lists(st.tuples(st.one_of(answers, moves, readings, sheets), moments), max_size=25)
"""Facts in the order of their numbers, with times in any order."""

looks = st.builds(
    looked,
    st.sampled_from(BEHAVIOURS),
    st.sampled_from(("d1", "d2", "d3")),
    at=st.floats(1.7e9, 1.9e9),
    y=marks,
    weight=st.sampled_from((0.0, 0.5, 1.0)),
)

terms = st.builds(Term, st.floats(-2, 2), st.floats(0.01, 1))
rules = st.builds(
    lambda questions, know: Rules(Shared(number=1, questions=questions, know=know), K0),
    st.dictionaries(st.sampled_from([f"a-lesson/q{n}/1" for n in (1, 2, 3)]), terms),
    st.dictionaries(st.sampled_from(BEHAVIOURS), terms),
)


async def bulk(person: UUID, facts: Sequence[tuple[Fact, datetime]]) -> None:
    """Puts facts into the ledger as they would stand there, many at once and without waking a reaction."""
    (head,) = await db.Statement('SELECT COALESCE(MAX("number"), 0) AS "n" FROM "fact" WHERE "person" = {}')(person)
    numbered = list(enumerate(facts, start=int(head["n"]) + 1))
    rows = [(ids.new(), at, fact.kind, fact.version, person, number, person, encode(fact)) for number, (fact, at) in numbered]

    async def verb() -> None:
        for first in range(0, len(rows), 100):
            some = rows[first : first + 100]
            await _put(len(some))(*chain.from_iterable(some))
        await HEAD(person, len(rows) + int(head["n"]))

    await db.run(verb)


@cache
def _put(rows: int) -> db.Statement:
    values = ", ".join(["({}, {}, {}, {}, {}, {}, {}, '', {})"] * rows)
    columns = '"id", "at", "kind", "version", "person", "number", "actor", "digest", "body"'
    return db.Statement(f'INSERT INTO "fact" ({columns}) VALUES {values}')


HEAD = db.Statement(
    'INSERT INTO "fact_head" ("person", "last") VALUES ({}, {}) ON CONFLICT ("person") DO UPDATE SET "last" = excluded."last"'
)
