"""The nightly settling: a numbered snapshot for all, everybody folded again, safe to repeat, to interrupt and to answer through."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from server import db, ids, ledger
from server.facts import Fact
from server.gaps import actions, queries
from server.gaps.actions import Settled
from server.gaps.queries.books import whole
from server.gaps.queries.held import held_each
from server.gaps.queries.snapshots import newest, rules, steps
from server.gaps.queries.worked import _rules
from server.wiring import REACTIONS
from tests.databases import Database
from tests.gaps.world import BEHAVIOURS, MONDAY, answer, bulk, folded, record, record_all
from tests.learning.world import add_person

NIGHT = MONDAY + timedelta(days=20)


@pytest.fixture
async def people(database: Database) -> AsyncIterator[list[UUID]]:
    """Six people with 24 answers each; the first question is easy, the last one hard."""
    ledger.react_with(REACTIONS)
    everyone = [(await add_person(f"P{number}")).id for number in range(6)]
    for number, person in enumerate(everyone):
        await bulk(person, history(number))
        await actions.refold(person, 24)
    yield everyone
    ledger.react_with({})


def history(person: int) -> list[tuple[Fact, datetime]]:
    return [
        (
            answer(f"q{turn % 8}", BEHAVIOURS[turn % 4], mark=float((turn % 8) * 2 < 6 + (person * 7 + turn * 5) % 9)),
            MONDAY + timedelta(days=turn // 3, minutes=turn),
        )
        for turn in range(24)
    ]


async def settle(now: datetime = NIGHT) -> Settled:
    """What the command does."""
    settled = await actions.make_snapshot(now)
    for person, last in (await actions.behind()).items():
        await actions.refold(person, last)
    return settled


async def all_exact() -> bool:
    """Whether what is kept about everybody is the fold of their facts under the snapshot that it names."""
    return not any([await actions.compare(person, last) for person, last in (await actions.learners()).items()])


async def snapshots_of(people: list[UUID]) -> list[int]:
    opened = [await whole(person) for person in people]
    return [one.snapshot if one else -1 for one in opened]


async def test_a_settling_makes_a_snapshot_and_folds_everybody_under_it(people: list[UUID]):
    assert await snapshots_of(people) == [0] * 6
    settled = await settle()
    assert (settled.number, settled.made, settled.answers, settled.people, settled.gain) == (1, True, 144, 6, None)
    assert await snapshots_of(people) == [1] * 6
    assert await all_exact()
    (snapshot,) = await queries.snapshots()
    assert (snapshot.number, snapshot.made_at, snapshot.answers) == (1, NIGHT, 144)


async def test_a_hard_question_is_found_to_be_hard(people: list[UUID]):
    await settle()
    shared = (await rules(1)).shared
    easy, hard = shared.questions["a-lesson/q0/1"], shared.questions["a-lesson/q7/1"]
    assert easy.mean < 0 < hard.mean
    assert hard.var < (await rules(0)).prior.know.item_var


async def test_what_was_fetched_from_the_database_is_what_was_stored(people: list[UUID]):
    await settle()
    opened, under = await whole(people[0]), await rules(1)
    assert opened is not None
    assert opened.book == folded(history(0), under)
    assert opened.book != folded(history(0))


async def test_settling_twice_makes_one_snapshot(people: list[UUID]):
    await settle()
    again = await settle(NIGHT + timedelta(days=1))
    assert (again.number, again.made) == (1, False)
    assert await newest() == 1
    assert await all_exact()


async def test_a_new_answer_makes_another_snapshot_and_the_old_one_stays(people: list[UUID]):
    await settle()
    before = await rules(1)
    await record(people[0], answer("q7", BEHAVIOURS[3], mark=0.0), NIGHT + timedelta(hours=9))
    assert (await settle(NIGHT + timedelta(days=1))).number == 2
    assert [snapshot.number for snapshot in await queries.snapshots()] == [2, 1]
    assert await rules(1) == before
    assert await snapshots_of(people) == [2] * 6
    assert await all_exact()


async def test_a_settling_that_was_killed_is_finished_by_the_next_one(people: list[UUID]):
    await actions.make_snapshot(NIGHT)
    for person in people[:2]:
        await actions.refold(person, 24)
    assert sorted(await snapshots_of(people)) == [0, 0, 0, 0, 1, 1]
    await record_all(people[0], [(answer("q1"), NIGHT)])
    await record_all(people[5], [(answer("q1"), NIGHT)])
    assert await all_exact(), "whoever answers meanwhile is folded under the snapshot that their book names"
    assert set(await actions.behind()) == set(people[2:])
    await settle()
    assert await all_exact()
    assert len(set(await snapshots_of(people))) == 1


async def test_people_answer_while_it_settles(people: list[UUID]):
    async def answers(person: UUID) -> None:
        for number in range(5):
            await record(person, answer(f"q{number}", BEHAVIOURS[number % 4]), NIGHT + timedelta(minutes=number))

    await asyncio.gather(settle(), settle(), *(answers(person) for person in people))
    assert await all_exact()
    await settle(NIGHT + timedelta(days=1))
    assert await all_exact()
    assert len(set(await snapshots_of(people))) == 1
    assert sum((await actions.learners()).values()) == 6 * 29


async def test_somebody_new_begins_under_the_newest_snapshot(people: list[UUID]):
    await settle()
    bo = (await add_person("Bo")).id
    await record(bo, answer("q1"), NIGHT)
    assert await snapshots_of([bo]) == [1]
    assert await all_exact()


async def test_an_answer_is_kept_when_the_snapshot_of_its_person_is_gone(people: list[UUID]):
    await settle()
    await db.Statement('UPDATE "gap_person" SET "snapshot" = 7 WHERE "person" = {}')(people[0])
    await record(people[0], answer("q1"), NIGHT)
    assert await snapshots_of(people) == [1] * 6
    assert await all_exact()


async def test_a_person_whose_snapshot_is_gone_is_read_under_the_newest_and_told_by_a_comparison(people: list[UUID]):
    await settle()
    await settle(NIGHT + timedelta(days=1))
    ada = people[0]
    # -1 stands for an older snapshot that is not there: numbers below the newest may be missing, too.
    await db.Statement('UPDATE "gap_person" SET "snapshot" = -1 WHERE "person" = {}')(ada)
    (held,) = (await held_each([ada], None, NIGHT.timestamp())).values()
    assert await _rules(held) is await rules(await newest())
    (found,) = await actions.compare(ada, (await actions.learners())[ada])
    assert (found.where, found.kept) == ("snapshot", -1)
    await actions.refold(ada, (await actions.learners())[ada])
    assert await all_exact()


async def test_what_was_said_before_the_answers_is_counted_once(people: list[UUID]):
    assert await queries.calibration() is None
    await settle()
    told = await queries.calibration()
    assert told is not None
    assert told.n >= 20
    await settle(NIGHT + timedelta(days=1))
    assert await queries.calibration() == told
    total = await steps_told()
    await record(people[0], answer("q7", BEHAVIOURS[3]), NIGHT + timedelta(hours=9))
    await settle(NIGHT + timedelta(days=2))
    assert (total, await steps_told()) == (144, 145)


async def test_what_came_true_of_four_people_is_told_to_nobody(people: list[UUID]):
    await settle()
    for person in people[:2]:
        await db.run(partial(actions.forget, person))
    assert await queries.calibration() is None


async def test_a_person_under_another_id_moves_no_difficulty(people: list[UUID]):
    assert (await settle()).number == 1
    for person in people:
        other = ids.new()
        for table in ("fact", "fact_head"):
            await db.Statement(f'UPDATE "{table}" SET "person" = {{}} WHERE "person" = {{}}')(other, person)
        await db.run(partial(actions.forget, person))
    assert not (await settle(NIGHT + timedelta(days=1))).made


async def test_answers_after_the_settling_began_belong_to_the_next_one(people: list[UUID]):
    await record(people[0], answer("q7"), NIGHT + timedelta(seconds=1))
    assert (await settle()).answers == 144
    assert (await settle(NIGHT + timedelta(days=1))).answers == 145


async def test_with_nothing_to_settle_nothing_is_made(database: Database):
    settled = await settle()
    assert (settled.number, settled.made, settled.answers, settled.people) == (0, False, 0, 0)


async def steps_told() -> int:
    return sum(step.n for step in await steps())


async def test_snapshots_are_kept_for_ever(people: list[UUID]):
    for number in range(6):
        await record(people[number], answer("q7", mark=0.0), NIGHT + timedelta(days=number, hours=1))
        await settle(NIGHT + timedelta(days=number + 1))
    assert [snapshot.number for snapshot in await queries.snapshots()] == [6, 5, 4, 3, 2, 1]
    (row,) = await db.Statement('SELECT COUNT(*) AS "n" FROM "gap_snapshot" WHERE LENGTH("terms") > 100')()
    assert row["n"] == 6
