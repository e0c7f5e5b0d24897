"""Beginning and finishing lessons."""

import asyncio

import pytest

from server import db, ids, ledger
from server.errors import NotFound, Refused
from server.facts import LessonBegun
from server.learning import queries
from server.learning.actions import answer, finish, start, take_hint
from server.people.roles import Actor
from tests.databases import Database
from tests.learning import questions as q
from tests.learning.lessons import lesson
from tests.learning.world import EVERY_KIND, READ, RIGHT, add_person, deed, serve

ONE = lesson(q.SINGLE, id="one")


@pytest.fixture
async def ada(database: Database) -> Actor:
    await serve(EVERY_KIND, READ, ONE)
    return await add_person("Ada")


async def test_a_lesson_is_begun_once_however_often_and_from_wherever(ada: Actor):
    form = ids.new()
    takes = await asyncio.gather(
        *(start(deed(ada, form=form, digest="d")) for _ in range(3)), *(start(deed(ada)) for _ in range(3))
    )
    assert len(set(takes)) == 1
    begun = [stored for stored in await ledger.of_person(ada.id) if isinstance(stored.fact, LessonBegun)]
    assert len(begun) == 1


async def test_a_finished_lesson_may_be_taken_again_with_another_shuffle(ada: Actor):
    await answer(deed(ada, "one"), "single", RIGHT["single"])
    first = await queries.latest(ada.id, "one")
    await start(deed(ada, "one"))
    second = await queries.latest(ada.id, "one")
    assert first is not None
    assert second is not None
    assert (first.turn, second.turn, second.finished_at) == (0, 1, None)
    assert first.seed != second.seed
    await answer(deed(ada, "one", turn=1), "single", {"choice": ["a"]})
    late = await answer(deed(ada, "one", turn=0), "single", {"choice": ["c"]})
    assert [(kept.nth, kept.picks) for kept in await queries.answers_in(first.id)] == [(0, ("b",)), (1, ("c",))]
    assert late.id == (await queries.answers_in(first.id))[1].id


async def test_a_page_that_shows_no_take_of_ours_leads_to_the_open_one(ada: Actor):
    await answer(deed(ada), "single", RIGHT["single"])
    await answer(deed(ada, turn=7), "multiple", RIGHT["multiple"])
    (open_one,) = await queries.in_progress(ada.id)
    assert (open_one.answered, open_one.of, open_one.left) == (2, 7, 6)


async def test_what_was_begun_is_in_progress_until_it_is_complete(ada: Actor):
    assert await queries.in_progress(ada.id) == []
    await take_hint(deed(ada), "single")
    await answer(deed(ada, "one", minutes=5), "single", RIGHT["single"])
    (open_one,) = await queries.in_progress(ada.id)
    assert (open_one.lesson, open_one.title, open_one.answered, open_one.of) == ("every-kind", "A lesson", 0, 7)
    assert await queries.completed(ada.id) == {"one"}


@pytest.mark.usefixtures("still")
async def test_lists_of_lessons_cost_the_same_however_long_they_are(ada: Actor):
    many = [lesson(q.SINGLE, q.SHORT, id=f"lesson-{n}") for n in range(6)]
    await serve(*many)
    await answer(deed(ada, "lesson-0"), "single", RIGHT["single"])
    with db.counted() as one:
        await queries.in_progress(ada.id)
    for n in range(1, 6):
        await answer(deed(ada, f"lesson-{n}"), "single", RIGHT["single"])
    with db.counted() as six:
        assert len(await queries.in_progress(ada.id)) == 6
    assert one.n == six.n <= 3


async def test_a_lesson_without_questions_is_finished_by_reading_it(ada: Actor):
    form = ids.new()
    for _ in range(2):
        await finish(deed(ada, "read", form=form, digest="d"))
    assert [stored.fact.kind for stored in await ledger.of_person(ada.id)] == ["lesson-begun", "lesson-completed"]


async def test_nothing_is_finished_while_something_is_left(ada: Actor):
    with pytest.raises(Refused):
        await finish(deed(ada))
    assert await ledger.of_person(ada.id) == []


async def test_what_is_not_live_cannot_be_begun(ada: Actor):
    await serve(lesson(q.SINGLE, id="draft", status="draft"))
    for unknown in ("draft", "nowhere"):
        with pytest.raises(NotFound):
            await start(deed(ada, unknown))


async def test_nobody_enters_the_take_of_somebody_else(ada: Actor):
    await answer(deed(ada), "single", RIGHT["single"])
    bo = await add_person("Bo")
    await answer(deed(bo), "single", {"choice": ["a"]})
    take = await queries.latest(ada.id, "every-kind")
    assert take is not None
    assert len(await queries.answers_in(take.id)) == 1
