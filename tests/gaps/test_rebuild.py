"""What is kept follows from the facts: folded again it is the same, and what was changed by hand is found and put right."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from server import db, ids, ledger
from server.gaps import actions
from server.gaps.queries import replay
from server.gaps.queries.books import whole
from server.gaps.queries.replay import Replay
from server.wiring import REACTIONS
from tests.databases import Database
from tests.gaps.world import BEHAVIOURS, DEALS, MONDAY, PLAIN, answer, folded, move, record, record_all, seen
from tests.learning.world import add_person

HISTORY = [
    (answer("q1", BEHAVIOURS[0]), MONDAY),
    (answer("q2", BEHAVIOURS[0], BEHAVIOURS[1], mark=0.0), MONDAY + timedelta(days=2)),
    (move("first", BEHAVIOURS[2], mark=0.5), MONDAY + timedelta(days=9)),
    (answer("q1", BEHAVIOURS[0], nth=1), MONDAY + timedelta(days=9)),
    (seen("partly", BEHAVIOURS[0], missing=("buyer-date", "owners")), MONDAY + timedelta(days=10)),
    (seen("claimed", BEHAVIOURS[3], deal=1, hollow=("owners",)), MONDAY + timedelta(days=11)),
]


@pytest.fixture
async def ada(database: Database) -> AsyncIterator[UUID]:
    ledger.react_with(REACTIONS)
    person = (await add_person("Ada")).id
    await record_all(person, HISTORY)
    yield person
    ledger.react_with({})


async def last(person: UUID) -> int:
    return (await actions.learners())[person]


async def test_everybody_with_facts_has_a_book(ada: UUID):
    assert await actions.learners() == {ada: len(HISTORY)}


async def test_the_facts_of_somebody_who_was_erased_belong_to_nobody(ada: UUID):
    await record(ids.new(), answer())
    assert await actions.learners() == {ada: len(HISTORY)}


async def test_a_rebuild_changes_nothing(ada: UUID):
    assert await actions.compare(ada, await last(ada)) == []
    before = await whole(ada)
    await actions.refold(ada, await last(ada))
    assert await whole(ada) == before
    assert before is not None
    assert before.book == folded(HISTORY)


@pytest.mark.parametrize("page", [1, 2, 5, 6, 100])
@pytest.mark.parametrize("stops", [(6,), (0, 1, 4, 4, 6), (3, 9)])
async def test_pages_and_stops_on_the_way_come_to_the_same_book(
    ada: UUID, page: int, stops: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(replay, "PAGE", page)
    found = Replay(ada, PLAIN)
    for until in stops:
        await found.advance(until)
        assert (found.book, found.folded) == (folded(HISTORY[:until]), min(until, len(HISTORY)))


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ('UPDATE "gap_person" SET "ability_mean" = 3 WHERE "person" = {}', {"ability"}),
        ('UPDATE "gap_person" SET "folded" = 1 WHERE "person" = {}', {"number of the newest fact"}),
        ('UPDATE "gap_person" SET "snapshot" = 9 WHERE "person" = {}', {"snapshot"}),
        ('DELETE FROM "gap_question" WHERE "person" = {} AND "item" = \'a-lesson/q1/1\'', {"questions of a-lesson/q1/1"}),
        (
            'UPDATE "gap_deal" SET "missing" = \'\' WHERE "person" = {} AND "behaviour" = \'impact-quantified\'',
            {f"looks at impact-quantified on {DEALS[0]}"},
        ),
        (
            'UPDATE "gap_deal" SET "seen" = "looked" WHERE "person" = {} AND "behaviour" = \'payer-met\'',
            {f"looks at payer-met on {DEALS[1]}"},
        ),
        (
            'UPDATE "gap_behaviour" SET "know_days" = \'000000000000000000000000\' WHERE "person" = {} AND "behaviour" = \'next-step-confirmed\'',
            {"counts of knowing next-step-confirmed"},
        ),
    ],
)
async def test_what_was_changed_by_hand_is_found_and_put_right(ada: UUID, change: str, where: set[str]):
    await db.Statement(change)(ada)
    assert {difference.where for difference in await actions.compare(ada, await last(ada))} == where
    await actions.refold(ada, await last(ada))
    assert await actions.compare(ada, await last(ada)) == []


async def test_a_book_that_is_gone_is_made_again(ada: UUID):
    before = await whole(ada)

    async def verb() -> None:
        await actions.forget(ada)

    await db.run(verb)
    assert await actions.compare(ada, await last(ada))
    await actions.refold(ada, await last(ada))
    assert await whole(ada) == before


async def test_answers_that_come_while_a_person_is_folded_again_are_not_lost(ada: UUID):
    known = await last(ada)
    late = [(answer(f"q{number}", BEHAVIOURS[number % 4]), MONDAY + timedelta(days=10 + number)) for number in range(8)]
    await asyncio.gather(*(record(ada, *fact) for fact in late), *(actions.refold(ada, known) for _ in range(3)))
    assert await actions.compare(ada, known) == []
    stored = await whole(ada)
    assert stored is not None
    assert stored.folded == len(HISTORY) + len(late)
