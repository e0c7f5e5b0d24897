"""A fact is learnt from in its own transaction; what is stored is the fold of the facts, however they came."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings

from server import db, ids, ledger
from server.facts import Fact
from server.gaps import actions
from server.gaps.queries.books import whole
from server.wiring import REACTIONS
from tests.databases import Database
from tests.gaps.world import BEHAVIOURS, MONDAY, answer, completed, folded, histories, move, record, record_all

pytestmark = pytest.mark.usefixtures("wired")

FIRST = BEHAVIOURS[0]


@given(histories)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
async def test_what_is_stored_is_the_fold_of_the_facts(database: Database, facts: list[tuple[Fact, datetime]]):
    person = ids.new()
    await record_all(person, facts)
    stored = await whole(person)
    assert (stored.book if stored else folded([])) == folded(facts)


async def test_nothing_is_kept_about_somebody_who_answered_nothing(database: Database):
    person = ids.new()
    await record(person, answer(mark=None))
    await record(person, completed())
    assert await whole(person) is None


async def test_the_same_form_twice_is_folded_once(database: Database):
    person, form = ids.new(), ids.new()
    for _ in range(2):
        await record(person, answer(), form=form)
    stored = await whole(person)
    assert stored is not None
    assert (stored.book, stored.folded) == (folded([(answer(), MONDAY)]), 1)


async def test_answers_that_one_person_gives_at_once_are_all_folded_in_their_order(database: Database):
    person = ids.new()
    sent = [answer(f"q{number % 3}", *BEHAVIOURS[: 1 + number % 3], mark=number % 2) for number in range(12)]
    await asyncio.gather(*(record(person, fact, MONDAY + timedelta(minutes=place)) for place, fact in enumerate(sent)))
    facts = [(stored.fact, stored.at) for stored in await ledger.of_person(person)]
    stored = await whole(person)
    assert stored is not None
    assert len(facts) == len(sent)
    assert stored.book == folded(facts)


async def test_a_fact_that_fails_leaves_no_trace_in_the_book(database: Database):
    async def fail(stored: ledger.Stored) -> None:
        raise LookupError

    person = ids.new()
    await record(person, answer("q1"))
    ledger.react_with({**REACTIONS, type(move()): (actions.learn, fail)})
    with pytest.raises(LookupError):
        await record(person, move())
    stored = await whole(person)
    assert stored is not None
    assert stored.book == folded([(answer("q1"), MONDAY)])


async def test_facts_from_before_the_first_row_are_folded_with_the_next_one(database: Database):
    person = ids.new()
    early = [(answer("q1", FIRST), MONDAY), (answer("q2", BEHAVIOURS[1], mark=0.0), MONDAY)]
    ledger.react_with({})
    await record_all(person, early)
    ledger.react_with(REACTIONS)
    late = (answer("q1", FIRST), MONDAY + timedelta(days=1))
    await record(person, *late)
    stored = await whole(person)
    assert stored is not None
    assert stored.book == folded([*early, late])


async def test_a_person_is_forgotten_whole_and_alone(database: Database):
    ada, bo = ids.new(), ids.new()
    for person in (ada, bo):
        await record_all(person, [(answer("q1"), MONDAY), (move(), MONDAY)])

    async def verb() -> None:
        await actions.forget(ada)

    await db.run(verb)
    assert await whole(ada) is None
    assert await rows_about(ada) == 0
    assert await whole(bo) is not None


async def rows_about(person: UUID) -> int:
    tables = ("gap_person", "gap_behaviour", "gap_question", "gap_deal")
    counts = [await db.Statement(f'SELECT COUNT(*) AS "n" FROM "{table}" WHERE "person" = {{}}')(person) for table in tables]
    return sum(int(rows[0]["n"]) for rows in counts)


@pytest.mark.parametrize("behaviours", [1, 3])
async def test_an_ordinary_answer_costs_one_read_and_three_writes_more(database: Database, behaviours: int):
    person = ids.new()
    fact = answer("q1", *BEHAVIOURS[:behaviours])
    await record(person, fact)
    ledger.react_with({})
    with db.counted() as without:
        await record(person, fact)
    ledger.react_with(REACTIONS)
    with db.counted() as learning:
        await record(person, fact)
    assert learning.n - without.n == 4
