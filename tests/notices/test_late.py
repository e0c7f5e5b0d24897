"""What was done on a device without a network is heard of when it comes, not when it was done."""

from datetime import date, timedelta

from server import db, ids, ledger
from server.assignments import actions as assignments
from server.facts import LessonCompleted
from server.notices import actions, queries
from server.notices.queries import Waking
from tests.cast import SITE, TUESDAY, Cast


async def test_a_lesson_that_was_done_before_the_last_morning_and_came_after_is_told_in_the_next(cast: Cast):
    await assignments.assign(
        cast.mira.actor,
        cast.entry(cast.mira),
        person=cast.ada.id,
        lesson="next-step",
        reason="Friday.",
        day=date(2026, 11, 20),
        site=SITE,
    )
    morning = TUESDAY + timedelta(hours=20)
    await actions.send(Waking(person=cast.mira.id, hour=6, due=morning, chosen=False), cast.mira, None, now=morning)
    cast.now += timedelta(hours=8)
    done = LessonCompleted(take=ids.new(), lesson="next-step")
    await db.run(lambda: ledger.record(done, cast.entry(cast.ada), person=cast.ada.id, team=cast.north))
    since = await queries.looked_at(cast.mira.id, morning + timedelta(days=1))
    assert since == morning
    assert [one.kind for one in await queries.fresh(cast.mira.id, since)] == ["lesson-done"]
