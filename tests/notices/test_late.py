"""What was done on a device without a network is heard of when it comes, not when it was done."""

from datetime import date, timedelta

from server import db, ids, ledger
from server.assignments import actions as assignments
from server.facts import LessonCompleted
from server.notices import actions, queries
from server.notices.queries import Waking
from tests.cast import SITE, TUESDAY, Cast, signed_in


async def test_a_lesson_that_was_done_before_the_last_morning_and_came_after_is_told_in_the_next(cast: Cast):
    await assigned(cast)
    morning = TUESDAY + timedelta(hours=20)
    await actions.send(Waking(person=cast.mira.id, hour=6, due=morning, chosen=False), cast.mira, None, now=morning)
    cast.now += timedelta(hours=8)
    await done(cast)
    since = await queries.looked_at(cast.mira.id, morning + timedelta(days=1))
    assert since == morning
    assert [one.kind for one in await queries.fresh(cast.mira.id, since)] == ["lesson-done"]


async def test_of_two_lessons_that_come_so_each_is_one_thing_to_read(cast: Cast):
    await assigned(cast)
    await assigned(cast, "hear-it")
    morning = TUESDAY + timedelta(hours=20)
    await actions.send(Waking(person=cast.mira.id, hour=6, due=morning, chosen=False), cast.mira, None, now=morning)
    for lesson in ("next-step", "hear-it"):
        cast.now += timedelta(minutes=5)
        await done(cast, lesson)
    assert (await signed_in(cast.mira))[1].waiting == 2
    cast.now = morning + timedelta(days=1)
    first, second = await queries.unread(cast.mira.id)
    await actions.read_one(cast.mira.actor, cast.entry(cast.mira), first.id)
    assert await queries.unread(cast.mira.id) == [second]
    assert (await signed_in(cast.mira))[1].waiting == 1


async def test_a_lesson_that_is_done_after_the_clock_was_set_back_is_told_as_of_then(cast: Cast):
    """Else it would be in the mail of every morning until the years are over by which the clock was ahead."""
    await assigned(cast)
    ahead = TUESDAY + timedelta(weeks=520)
    await actions.send(Waking(person=cast.mira.id, hour=6, due=ahead, chosen=False), cast.mira, None, now=ahead)
    cast.now += timedelta(hours=8)
    await done(cast)
    assert [(one.kind, one.at) for one in await queries.unread(cast.mira.id)] == [("lesson-done", cast.now)]


async def assigned(cast: Cast, lesson: str = "next-step") -> None:
    """Mira asks Ada to take a lesson."""
    await assignments.assign(
        cast.mira.actor,
        cast.entry(cast.mira),
        person=cast.ada.id,
        lesson=lesson,
        reason="Friday.",
        day=date(2026, 11, 20),
        site=SITE,
    )


async def done(cast: Cast, lesson: str = "next-step") -> None:
    """Ada takes it."""
    fact = LessonCompleted(take=ids.new(), lesson=lesson)
    await db.run(lambda: ledger.record(fact, cast.entry(cast.ada), person=cast.ada.id, team=cast.north))
