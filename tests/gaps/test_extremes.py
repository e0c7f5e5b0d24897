"""Nobody, one answer, answers that contradict each other, that come from the future, and very many: sensible numbers, clear words, no error."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from math import isfinite
from uuid import UUID

import pytest

from server import db, ledger
from server.facts import Fact
from server.gaps import actions, estimate, queries
from server.gaps.priority import Gap
from server.gaps.tally import DAYS, ENTRY, POINT, WEEKS
from server.sentences import words
from server.wiring import REACTIONS
from tests.databases import Database
from tests.gaps.world import MONDAY, PLAIN, answer, bulk, folded, record, record_all
from tests.learning.lessons import lesson
from tests.learning.world import add_person, serve

BEHAVIOUR = "next-step-confirmed"
NOW = MONDAY + timedelta(days=30)


@pytest.fixture
async def ada(database: Database) -> AsyncIterator[UUID]:
    ledger.react_with(REACTIONS)
    await serve(lesson(id="read"))
    yield (await add_person("Ada")).id
    ledger.react_with({})


def given(*marks: float, days: Sequence[int] = ()) -> list[tuple[Fact, datetime]]:
    at = [MONDAY + timedelta(days=day) for day in days] or [MONDAY + timedelta(hours=place) for place in range(len(marks))]
    return [
        (answer(f"q{place % 40}", BEHAVIOUR, mark=mark), when) for place, (mark, when) in enumerate(zip(marks, at, strict=True))
    ]


CASES = {
    "no answers": (given(), (0, 0), "Not asked yet; not looked at on a deal yet. Next is a question about it, to know more."),
    "one wrong answer": (given(0.0), (0, 1), "Right on 0 of 1 question, 30 days ago; not looked at on a deal yet."),
    "one right answer": (given(1.0), (1, 1), "Right on 1 of 1 question, 30 days ago; not looked at on a deal yet."),
    "contradicting answers": (given(*[1.0, 0.0] * 10), (10, 20), "Right on 10 of 20 questions, the last 29 days ago;"),
    "only wrong answers": (given(*[0.0] * 50), (0, 50), "A lesson or a question moves this most."),
    "only right answers": (given(*[1.0] * 50), (50, 50), "Next is a look at it on one of your deals."),
    "answers from the future": (given(*[1.0] * 6, days=[400] * 6), (6, 6), "Right on 6 of 6 questions, the last today;"),
    "answers from long ago": (given(*[1.0] * 6, days=[-9000] * 6), (0, 0), "Last asked 9030 days ago;"),
}


@pytest.mark.parametrize("case", list(CASES))
async def test_the_numbers_are_sensible_and_the_words_clear(ada: UUID, case: str):
    facts, counts, sentence = CASES[case]
    await record_all(ada, facts)
    (gap,) = await queries.gaps(ada, NOW)
    assert (gap.know.right, gap.know.of) == counts
    assert gap.reason is not None
    assert sentence in words.tell(gap.reason, zone="Europe/Prague", now=NOW)
    assert sensible(gap)


async def test_more_right_answers_say_more_and_more_surely(ada: UUID):
    wide = narrow = None
    for number in range(40):
        await record(ada, answer(f"q{number}", BEHAVIOUR), MONDAY + timedelta(days=number // 10))
        (gap,) = await queries.gaps(ada, MONDAY + timedelta(days=number // 10))
        wide, narrow = (gap, gap) if gap.know.of == 5 else (wide, gap)
    assert wide is not None
    assert narrow is not None
    assert spread(narrow) < spread(wide)


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("facts", [5_000, pytest.param(100_000, marks=pytest.mark.long)])
@pytest.mark.timeout(900)
async def test_very_many_answers_are_kept_in_little_room_and_cost_no_more(ada: UUID, facts: int):
    history = given(*[float(number % 3 > 0) for number in range(facts)], days=[number // 10 for number in range(facts)])
    now = history[-1][1] + timedelta(hours=1)
    few, first = facts // 100, answer("q1", BEHAVIOUR)
    await bulk(ada, history[:few])
    await actions.refold(ada, few)
    with db.counted() as early:
        await record(ada, first, history[few - 1][1])
    await bulk(ada, history[few:])
    await actions.refold(ada, facts)
    with db.counted() as late:
        await record(ada, first, now)
    assert late.sql == early.sql
    (gap,) = await queries.gaps(ada, now)
    with db.counted() as asked:
        assert await queries.gaps(ada, now) == (gap,)
    assert asked.n == 1
    assert sensible(gap)
    assert gap.know.of == 180 * 10 + 1
    assert await actions.compare(ada, facts) == []
    (row,) = await SIZE(ada)
    assert int(row["days"]) <= (DAYS + 1) * ENTRY
    assert int(row["weeks"]) <= WEEKS * POINT


@pytest.mark.parametrize("facts", [20_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_a_book_of_very_many_answers_is_bounded(facts: int):
    book = folded(given(*[1.0] * facts, days=[number // 9 for number in range(facts)]))
    kept = book.know[BEHAVIOUR]
    assert len(kept.days) <= (DAYS + 1) * ENTRY
    assert len(kept.weeks) <= WEEKS * POINT
    assert kept.last is not None
    assert 0.9 < estimate.know(book.line, BEHAVIOUR, kept.last, PLAIN.shared, PLAIN.prior).p < 1
    assert book.line.ability is not None
    assert 0 < book.line.ability.var < 1


def sensible(gap: Gap) -> bool:
    numbers = [gap.priority, gap.look, *(one for one in (gap.know.low, gap.know.p, gap.know.high) if one is not None)]
    ordered = gap.know.p is None or 0 < (gap.know.low or 0) <= gap.know.p <= (gap.know.high or 0) < 1
    return all(map(isfinite, numbers)) and gap.priority > 0 and ordered


def spread(gap: Gap) -> float:
    return (gap.know.high or 1.0) - (gap.know.low or 0.0)


SIZE = db.Statement(
    'SELECT LENGTH("know_days") AS "days", LENGTH("know_weeks") AS "weeks" FROM "gap_behaviour" WHERE "person" = {}'
)
