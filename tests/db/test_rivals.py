"""Verbs that are about the same at the same moment: each finds how things stand, and of two that find it undone one is repeated."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from server import db, ids, ledger
from server.db import Statement
from server.db.tally import TALLY
from server.db.transaction import OVERTAKEN, SHORTEST
from server.facts import SignedOut
from server.integrations.identity.actions.passkeys import QUESTIONS
from server.ledger import Entry
from server.people.actions import tries
from tests import databases
from tests.cast import TUESDAY
from tests.databases import Database

BY_ITSELF = pytest.mark.skipif(
    databases.ISOLATION == "serializable", reason="there PostgreSQL also repeats who only may have stood in the way"
)
SETTLE = Statement('UPDATE "fact_head" SET "last" = 100 WHERE "person" = {}')
"""Keeps that something is done, without asking whether it was."""


async def about(person: UUID | None, *, slow: float = 0.0, waits: bool = False) -> int:
    """Records a fact after `slow` seconds, in which a rival may have done so; returns how many there were before."""
    entry = Entry(id=ids.new(), at=TUESDAY)

    async def verb() -> int:
        there = await ledger.of_kind(SignedOut)
        await asyncio.sleep(slow)
        await ledger.record(SignedOut(sessions=1), entry, person=person)
        return len(there)

    return await db.run(verb, waits=waits)


async def test_of_many_who_find_it_undone_one_does_it(database: Database) -> None:
    person = ids.new()
    await about(person)

    async def verb() -> bool:
        if await ledger.last(person) == 100:
            return False
        await asyncio.sleep(0.01)
        await SETTLE(person)
        return True

    assert sum(await asyncio.gather(*(db.run(verb) for _ in range(8)))) == 1


async def test_each_fact_about_one_person_knows_of_those_before_it(database: Database) -> None:
    person = ids.new()
    assert sorted(await asyncio.gather(*(about(person, slow=0.01) for _ in range(6)))) == [0, 1, 2, 3, 4, 5]


async def test_each_fact_about_nobody_knows_of_those_before_it(database: Database) -> None:
    assert sorted(await asyncio.gather(*(about(None, slow=0.01) for _ in range(6)))) == [0, 1, 2, 3, 4, 5]


@BY_ITSELF
async def test_facts_about_two_people_do_not_stand_in_each_others_way(database: Database) -> None:
    before = TALLY["retries"]
    await asyncio.gather(*(about(ids.new(), slow=0.01) for _ in range(6)))
    assert TALLY["retries"] == before


@BY_ITSELF
async def test_who_waits_for_rivals_is_not_repeated(database: Database) -> None:
    person, before = ids.new(), TALLY["retries"]
    await about(person)
    await asyncio.gather(*(about(person, slow=0.01, waits=True) for _ in range(4)))
    assert TALLY["retries"] == before
    assert await ledger.last(person) == 5


async def test_a_slow_verb_comes_to_its_end_among_quick_ones(database: Database) -> None:
    person, done = ids.new(), asyncio.Event()

    async def hurry() -> None:
        while not done.is_set():
            await about(person)
            await asyncio.sleep(0.01)

    rivals = [asyncio.create_task(hurry()) for _ in range(3)]
    try:
        await asyncio.wait_for(about(person, slow=0.15), 20)
    finally:
        done.set()
        await asyncio.gather(*rivals)


async def test_a_slow_verb_that_records_nothing_comes_to_its_end_too(database: Database) -> None:
    done = asyncio.Event()

    async def ask(slow: float = 0.0) -> None:
        """As somebody does who asks to sign in from where all of their office asks."""

        async def verb() -> None:
            await tries.prune(TUESDAY)
            await asyncio.sleep(slow)
            await tries.count(QUESTIONS, "198.51.100.7", TUESDAY)

        await db.run(verb)

    async def hurry() -> None:
        while not done.is_set():
            await ask()
            await asyncio.sleep(0.01)

    await ask()
    rivals = [asyncio.create_task(hurry()) for _ in range(3)]
    try:
        await asyncio.wait_for(ask(slow=0.15), 20)
    finally:
        done.set()
        await asyncio.gather(*rivals)


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_nobody_is_held_by_one_who_waits_to_be_alone_behind_many_rows(database: Database) -> None:
    there, over, last = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def rows() -> None:
        """As deals of a file, of which there are too many."""
        await ledger.take_turn()
        there.set()
        await over.wait()

    tries = 0

    async def overtaken() -> None:
        nonlocal tries
        tries += 1
        await SETTLE(ids.new())
        if tries <= OVERTAKEN:
            if tries == OVERTAKEN:
                last.set()
            raise asyncpg.SerializationError("could not serialize access")

    long = asyncio.create_task(db.run(rows, waits=True))
    await there.wait()
    try:
        # The rows go on until this is over: who waits behind them waits for ever.
        async with asyncio.timeout(20):
            slow = asyncio.create_task(db.run(overtaken))
            await last.wait()
            await asyncio.sleep(SHORTEST * 2**OVERTAKEN * 1.5)
            assert not slow.done(), "it waits to be alone"
            await about(ids.new())
            await slow
    finally:
        over.set()
        await long
    assert tries == OVERTAKEN + 1
