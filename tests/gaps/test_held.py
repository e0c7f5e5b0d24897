"""What is held of people in memory is what stands in the database, whatever came since: and only what moved is read."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from server import db, ledger
from server.facts import Fact
from server.gaps import actions, tally
from server.gaps.actions import settle
from server.gaps.queries import held
from server.gaps.queries.held import Held
from server.gaps.tally import DAY, WINDOW
from server.lessons import queries as lessons
from server.wiring import REACTIONS
from tests.databases import Database
from tests.gaps.world import BEHAVIOURS, MONDAY, answer, completed, folded, move, record, record_all, seen
from tests.learning.lessons import lesson
from tests.learning.world import add_person, serve

SHOWN = "next-step-confirmed"
NOW = MONDAY + timedelta(days=30)
HISTORY: list[tuple[Fact, datetime]] = [
    (answer("q1", BEHAVIOURS[0]), MONDAY),
    (answer("q2", BEHAVIOURS[0], SHOWN, mark=0.0), MONDAY + timedelta(days=2)),
    (completed(BEHAVIOURS[2]), MONDAY + timedelta(days=3)),
    (seen("met", SHOWN), MONDAY + timedelta(days=10)),
    (seen("claimed", SHOWN, deal=1, hollow=("buyer-accepted",)), MONDAY + timedelta(days=11)),
    (move("first", BEHAVIOURS[2], mark=0.5), MONDAY + timedelta(days=9)),
    (seen("partly", SHOWN, deal=2, missing=("buyer-accepted",)), MONDAY - timedelta(days=300)),
    (seen("not-met", SHOWN, deal=0, missing=("buyer-accepted",)), MONDAY + timedelta(days=5)),
    (answer("q1", BEHAVIOURS[0], nth=1), MONDAY + timedelta(days=9)),
    (answer("q3", BEHAVIOURS[3]), MONDAY - timedelta(days=170)),
]
"""Every way in which a fact moves rows, some of them later than they happened."""


@pytest.fixture
async def ada(database: Database) -> AsyncIterator[UUID]:
    ledger.react_with(REACTIONS)
    await serve(lesson(id="read"))
    yield (await add_person("Ada")).id
    ledger.react_with({})


async def holding(person: UUID, now: datetime = NOW) -> Held:
    process = (await lessons.current()).academy.process
    return (await held.held_each([person], process, now.timestamp()))[person]


def forget() -> None:
    held._held.clear()


def told(one: Held) -> tuple[object, ...]:
    return one.snapshot, one.folded, one.line, dict(one.counts), dict(one.shown)


async def test_after_each_fact_it_is_what_stands_in_the_database(ada: UUID):
    for number, (fact, at) in enumerate(HISTORY):
        await record(ada, fact, at)
        now = await holding(ada)
        forget()
        assert told(now) == told(await holding(ada))
        line = folded(HISTORY[: number + 1]).line
        assert (now.line.ability, now.line.doing, now.line.know, now.line.do) == (line.ability, line.doing, line.know, line.do)


@pytest.mark.usefixtures("still")
async def test_news_reads_the_rows_that_it_moved_and_the_looks_only_after_one(ada: UUID):
    await record_all(ada, HISTORY)
    await holding(ada)
    for fact, statements in ((answer("q9", BEHAVIOURS[0]), 2), (seen("met", SHOWN, deal=3), 3)):
        before = await holding(ada)
        await record(ada, fact, NOW)
        with db.counted() as sent:
            after = await holding(ada)
        assert sent.n == statements, sent.sql
        unmoved = set(after.line.know) - {BEHAVIOURS[0], SHOWN}
        assert unmoved
        assert all(after.line.know[one] is before.line.know[one] for one in unmoved)
        assert (after.shown is before.shown) == (statements == 2)


async def test_without_news_it_is_the_same_until_the_day_ends(ada: UUID):
    await record_all(ada, HISTORY)
    first = await holding(ada)
    assert await holding(ada, NOW + timedelta(hours=1)) is first
    assert first.counts[BEHAVIOURS[0]].asked == 2
    much_later = await holding(ada, MONDAY + timedelta(days=WINDOW + 1))
    assert much_later.counts[BEHAVIOURS[0]].asked == 1
    assert much_later.shown[SHOWN].deals == 1
    assert (MONDAY.timestamp() // DAY, tally.counted(folded(HISTORY).know[BEHAVIOURS[0]], NOW.timestamp())) == (20_773, (1, 2))


async def test_under_another_snapshot_all_of_it_is_another(ada: UUID):
    await record_all(ada, [(answer(f"q{number}", BEHAVIOURS[number % 2], mark=0.0), MONDAY) for number in range(40)])
    before = await holding(ada)
    assert (await settle.make_snapshot(NOW)).made
    await actions.refold(ada, 40)
    after = await holding(ada)
    forget()
    assert (before.snapshot, after.snapshot) == (0, 1)
    assert told(after) == told(await holding(ada))


async def test_what_was_put_right_under_the_same_snapshot_is_read_anew_also_where_another_process_did_it(ada: UUID):
    await record_all(ada, HISTORY)
    right = await holding(ada)
    forget()
    await SPOIL(ada)
    await LOSE(ada)
    wrong = await holding(ada)
    assert (wrong.line.know[BEHAVIOURS[0]].mean, dict(wrong.shown)) == (9.0, {})
    await actions.refold(ada, len(HISTORY))
    after = await holding(ada)
    assert (after.snapshot, after.folded) == (wrong.snapshot, wrong.folded)
    assert told(after) == told(right)
    await record(ada, answer("q9", BEHAVIOURS[1]), NOW)
    now = await holding(ada)
    forget()
    assert told(now) == told(await holding(ada))


SPOIL = db.Statement('UPDATE "gap_behaviour" SET "know_mean" = 9.0 WHERE "person" = {} AND "know_mean" IS NOT NULL')
LOSE = db.Statement('DELETE FROM "gap_deal" WHERE "person" = {}')


async def test_what_is_read_in_a_verb_that_fails_is_not_held(ada: UUID):
    await record(ada, *HISTORY[0])
    await holding(ada)

    async def verb() -> None:
        await ledger.record(answer("q2", SHOWN), ledger.Entry(id=ada, at=NOW, actor=ada), person=ada)
        assert (await holding(ada)).folded == 2
        raise asyncio.InvalidStateError

    with pytest.raises(asyncio.InvalidStateError):
        await db.run(verb)
    assert (await holding(ada)).folded == 1
    await record(ada, answer("q3", BEHAVIOURS[2]), NOW)
    after = await holding(ada)
    assert (after.folded, SHOWN in after.counts, BEHAVIOURS[2] in after.counts) == (2, False, True)


async def test_who_is_held_is_one_of_few(ada: UUID, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(held, "REMEMBERED", 1)
    bo = (await add_person("Bo")).id
    await record(ada, *HISTORY[0])
    await record(bo, *HISTORY[0])
    process = (await lessons.current()).academy.process
    found = await held.held_each([ada, bo], process, NOW.timestamp())
    assert set(found) == {ada, bo}
    again = await held.held_each([ada, bo], process, NOW.timestamp())
    # Of two that come in one answer of the database it is the last one, whichever that is.
    assert sorted(again[one] is found[one] for one in (ada, bo)) == [False, True]
    assert all(told(again[one]) == told(found[one]) for one in (ada, bo))
