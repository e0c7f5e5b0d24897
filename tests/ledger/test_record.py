"""The ledger: numbered, append-only, woken reactions, and the same form twice."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import pytest

from server import db, ids, ledger
from server.errors import Conflict
from server.facts import Fact, HintTaken, LessonBegun
from server.ledger import About, Entry, Stored
from server.ledger.tables import FactRow
from tests.databases import Database

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_reactions() -> Iterator[None]:
    yield
    ledger.react_with({})


def begun() -> LessonBegun:
    return LessonBegun(take=ids.new(), lesson="a-lesson", lesson_hash="0" * 64)


def entry(digest: str = "") -> Entry:
    return Entry(id=ids.new(), at=NOW, actor=None, digest=digest)


async def test_a_fact_comes_back_as_it_went_in(database: Database) -> None:
    person, fact, mine = ids.new(), begun(), entry("d")
    await db.run(lambda: ledger.record(fact, mine, person=person))
    (stored,) = await ledger.of_person(person)
    assert stored == Stored(id=mine.id, at=NOW, fact=fact, person=person, number=1, actor=None, team=None, digest="d")


async def test_the_facts_about_a_person_are_numbered_without_gaps_however_they_race(database: Database) -> None:
    person, other = ids.new(), ids.new()
    await asyncio.gather(*(db.run(lambda: ledger.record(begun(), entry(), person=person)) for _ in range(12)))
    await db.run(lambda: ledger.record(begun(), entry(), person=other))
    assert [stored.number for stored in await ledger.of_person(person)] == list(range(1, 13))
    assert [stored.number for stored in await ledger.of_person(person, after=10)] == [11, 12]
    assert [stored.number for stored in await ledger.of_person(other)] == [1]


async def test_one_fact_about_many_people_is_numbered_for_each_and_sends_no_more_for_fifty_than_for_two(
    database: Database,
) -> None:
    people = [ids.new() for _ in range(50)]
    fact = begun()
    await db.run(lambda: ledger.record(begun(), entry(), person=people[7]))
    sent = []
    for about in (people[:2], people):
        entries = [About(entry("d"), person, None) for person in about]
        with db.counted() as count:
            stored = await db.run(partial(ledger.record_each, fact, entries))
        sent.append(count.n)
        assert {one.id for one in stored} == {one.entry.id for one in entries}
        for one in stored:
            assert (await ledger.of_person(one.person or ids.new()))[-1] == one
    assert [await ledger.last(person) for person in (people[0], people[7], people[49])] == [2, 2, 1]
    assert sent[0] == sent[1] <= 3
    assert await db.run(lambda: ledger.record_each(fact, [])) == []


async def test_many_facts_are_numbered_in_their_order_for_each_person_in_two_statements(database: Database) -> None:
    people = [ids.new() for _ in range(3)]
    await db.run(lambda: ledger.record(begun(), entry(), person=people[1]))
    facts = [(begun(), About(entry("d"), people[n % 3], None)) for n in range(30)]
    with db.counted() as count:
        stored = await db.run(partial(ledger.record_all, facts))
    assert [sql[:11] for sql in count.sql if not sql.startswith("BEGIN")] == ["INSERT INTO"] * 2
    assert [one.number for one in stored] == [n // 3 + (2 if n % 3 == 1 else 1) for n in range(30)]
    for person in people:
        found = await ledger.of_person(person)
        assert [one.number for one in found] == list(range(1, len(found) + 1))
        assert found[-10:] == [one for one in stored if one.person == person]


async def test_more_facts_than_one_statement_takes_are_an_error_and_so_is_no_transaction(database: Database) -> None:
    fact = (begun(), About(entry(), ids.new(), None))
    with pytest.raises(ValueError, match="3000"):
        await db.run(lambda: ledger.record_all([fact] * 3_001))
    with pytest.raises(RuntimeError):
        await ledger.record_all([fact])


async def test_as_many_facts_as_one_statement_takes_are_kept(database: Database) -> None:
    person = ids.new()
    await db.run(lambda: ledger.record_all([(begun(), About(entry(), person, None)) for _ in range(3_000)]))
    assert await ledger.last(person) == 3_000


async def test_a_reaction_is_woken_for_each_of_many(database: Database) -> None:
    woken: list[Stored] = []

    async def note(stored: Stored) -> None:
        woken.append(stored)

    ledger.react_with({LessonBegun: [note]})
    stored = await db.run(lambda: ledger.record_each(begun(), [About(entry(), ids.new(), None) for _ in range(3)]))
    assert woken == stored
    with pytest.raises(RuntimeError, match=r"inside db\.run"):
        await ledger.record_each(begun(), [About(entry(), ids.new(), None)])


async def test_a_fact_outside_a_transaction_is_an_error(database: Database) -> None:
    with pytest.raises(RuntimeError, match=r"inside db\.run"):
        await ledger.record(begun(), entry())


async def test_a_reaction_runs_in_the_transaction_and_its_failure_undoes_the_fact(database: Database) -> None:
    person, woken = ids.new(), []

    async def note(stored: Stored) -> None:
        woken.append(stored.fact)

    async def fail(stored: Stored) -> None:
        raise LookupError(str(stored.number))

    ledger.react_with({LessonBegun: (note, fail), HintTaken: (note,)})
    with pytest.raises(LookupError):
        await db.run(lambda: ledger.record(begun(), entry(), person=person))
    assert len(woken) == 1
    assert await FactRow.count() == 0
    hint = HintTaken(take=ids.new(), lesson="a", question="b", nth=1)
    await db.run(lambda: ledger.record(hint, entry(), person=person))
    assert woken[-1] == hint


async def test_the_same_form_is_seen_and_another_body_under_its_id_is_a_conflict(database: Database) -> None:
    mine = entry("one")
    assert await ledger.seen(mine) is None
    await db.run(lambda: ledger.record(begun(), mine))
    seen = await ledger.seen(mine)
    assert seen is not None
    assert seen.id == mine.id
    with pytest.raises(Conflict):
        await ledger.seen(Entry(id=mine.id, at=NOW, digest="two"))
    with pytest.raises(Conflict):
        await ledger.seen(Entry(id=mine.id, at=NOW, digest="one", actor=ids.new()))


def test_a_child_entry_has_the_same_id_every_time_and_another_for_another_name() -> None:
    mine = entry()
    assert mine.child("completed") == mine.child("completed")
    assert len({mine.id, mine.child("completed").id, mine.child("other").id}) == 3


def test_every_fact_has_a_kind_of_its_own() -> None:
    kinds = [(fact.kind, fact.version) for fact in Fact.__subclasses__()]
    assert all(kind for kind, _version in kinds)
    assert len(set(kinds)) == len(kinds)
