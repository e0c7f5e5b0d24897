"""The learning of a day is kept in memory, and always what would be read."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

import pytest

from server import db, ids, lately, ledger
from server.learning import queries
from server.learning.actions import Recall, answer, decline, recall, start
from server.ledger import Entry
from server.lessons import queries as lessons
from server.people.roles import Actor
from tests.databases import Database
from tests.learning.world import EVERY_KIND, RIGHT, TUESDAY, add_person, deed, serve

ZONE = "Europe/Prague"
WRONG: Mapping[str, Sequence[str]] = {"choice": ["a"]}
LATER = TUESDAY + timedelta(days=30)


@pytest.fixture
async def ada(database: Database) -> Actor:
    """Ada, who knows the lesson and has begun nothing."""
    await serve(EVERY_KIND)
    return await add_person("Ada")


async def known(actor: Actor) -> int:
    """The number of the newest fact about her, as the door reads it."""
    facts = await ledger.of_person(actor.id)
    return facts[-1].number or 0 if facts else 0


async def practise(actor: Actor) -> None:
    entry = Entry(id=ids.new(), at=LATER, actor=actor.id, digest="")
    seen = (await lessons.current()).hashes["every-kind"]
    await recall(Recall(actor=actor, entry=entry, question="single", seen=seen, typed=RIGHT["single"], confidence=2))


async def test_after_every_deed_what_is_kept_is_what_would_be_read(ada: Actor):
    held = [await queries.day(ada.id, ZONE, TUESDAY, known=await known(ada))]
    for kind, typed in RIGHT.items():
        await answer(deed(ada), kind, WRONG if kind == "single" else typed)
        held.append(await queries.day(ada.id, ZONE, TUESDAY, known=await known(ada)))
        assert held[-1] == await queries.day(ada.id, ZONE, TUESDAY)
    # A reflection is optional and comes to no card, so that nothing of the day moves.
    assert sum(after != before for before, after in pairwise(held)) == len(RIGHT) - 1
    assert [one.open for one in held[-1].begun] == [("commit",)]

    await decline(deed(ada), "commit", "No deal fits.")
    done = await queries.day(ada.id, ZONE, TUESDAY, known=await known(ada))
    assert done == await queries.day(ada.id, ZONE, TUESDAY)
    assert ([one.lesson for one in done.finished], done.begun) == (["every-kind"], [])

    waits = await queries.day(ada.id, ZONE, LATER, known=await known(ada))
    assert len(waits.sitting.chosen.keys) == 3
    await practise(ada)
    practised = await queries.day(ada.id, ZONE, LATER, known=await known(ada))
    assert practised == await queries.day(ada.id, ZONE, LATER)
    assert [one.question for one in practised.sitting.asked] == ["single"]


async def test_while_nothing_new_is_known_only_the_ground_is_asked_again(ada: Actor):
    for kind, typed in RIGHT.items():
        await answer(deed(ada), kind, typed)
    at = await known(ada)
    first = await queries.day(ada.id, ZONE, LATER, known=at)
    with db.counted() as count:
        assert await queries.day(ada.id, ZONE, LATER, known=at) is first
    assert not [sql for sql in count.sql if any(f'"{table}"' in sql for table in ("card", "take", "practice", "answer"))]
    tomorrow = await queries.day(ada.id, ZONE, LATER + timedelta(days=1), known=at)
    assert tomorrow == await queries.day(ada.id, ZONE, LATER + timedelta(days=1))


async def test_a_lesson_taken_again_is_told_as_it_was_finished_first_and_on_the_day(ada: Actor):
    for turn, minutes in enumerate((0, 7 * 24 * 60)):
        await start(deed(ada, turn=turn, minutes=minutes))
        for kind, typed in RIGHT.items():
            await answer(deed(ada, turn=turn, minutes=minutes), kind, typed)
        await decline(deed(ada, turn=turn, minutes=minutes), "commit", "No deal fits.")
    for days, times in ((0, 2), (7, 2), (8, 1)):
        morning = (TUESDAY + timedelta(days=days)).replace(hour=0)
        assert len(await queries.completions(ada.id, morning)) == times
    assert await queries.completed(ada.id) == {"every-kind"}


async def test_a_day_with_the_names_of_deals_goes_when_all_that_is_kept_is_let_go(ada: Actor):
    first = await queries.day(ada.id, ZONE, TUESDAY, known=1)
    assert await queries.day(ada.id, ZONE, TUESDAY, known=1) is first
    lately.forget()
    assert await queries.day(ada.id, ZONE, TUESDAY, known=1) is not first
