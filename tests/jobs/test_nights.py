"""The work of a night: begun once, at night, and whatever breaks it off, begun again soon by whichever worker lives."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from server import clock, ledger
from server.erasure import actions as erasure
from server.errors import Unavailable
from server.facts import JobTroubled
from server.jobs import forget_words, kept, settle_gaps
from server.operations import actions, queries
from server.operations.actions import BROKEN_OFF, Lost, Round
from server.operations.job import FORGET_WORDS, SETTLE_GAPS, Job
from server.operations.patience import ENOUGH, LEASE
from server.operations.queries import ALIVE, Standing
from server.settings import read
from server.web.pages.setup_operations import row
from server.wiring import REACTIONS
from tests.cast import assemble
from tests.databases import Database
from tests.jobs.keeping import round_of, until

NIGHT = datetime(2026, 11, 17, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


class Hands:
    """The clock of all workers."""

    def __init__(self) -> None:
        self.at = NIGHT


class Nightly:
    """One of the jobs of the night; `rounds` counts what it began, and while `hangs` no round comes to its end."""

    def __init__(self, job: Job, hands: Hands) -> None:
        self.job = job
        self.hands = hands
        self.rounds = 0
        self.hangs = False
        self.breaks: Exception | None = None

    async def work(self, *_any: object) -> dict[str, int]:
        """Instead of the settling, or of the forgetting."""
        self.rounds += 1
        if self.breaks:
            error, self.breaks = self.breaks, None
            raise error
        while self.hangs:  # noqa: ASYNC110  # it is broken off, or is let go
            await asyncio.sleep(0.005)
        return {}

    async def standing(self) -> Standing:
        return await queries.standing(self.job.name)

    async def until_it_worked(self) -> None:
        async with asyncio.timeout(5):
            while (await self.standing()).worked_at != self.hands.at:  # noqa: ASYNC110  # the database tells, no event does
                await asyncio.sleep(0.005)

    async def until_it_is_told(self) -> Standing:
        async with asyncio.timeout(5):
            while (found := await self.standing()).problem != BROKEN_OFF:  # noqa: ASYNC110  # as above
                await asyncio.sleep(0.005)
        return found

    @asynccontextmanager
    async def worker(self) -> AsyncIterator["asyncio.Task[None]"]:
        """A worker that keeps it going, until the block ends: what it is at is broken off then."""
        loop = asyncio.create_task(self._kept())
        try:
            yield loop
        finally:
            await stopped(loop)

    async def _kept(self) -> None:
        if self.job is SETTLE_GAPS:
            await settle_gaps.keep_settling(asyncio.Event())
        else:
            await forget_words.keep_forgetting(read({"DATABASE_URL": "sqlite:///unused"}), asyncio.Event())


async def stopped(loop: "asyncio.Task[None]") -> None:
    loop.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loop


async def begun(nightly: Nightly, at: datetime) -> Round:
    """The round of a night that a worker has begun, which says no more by itself."""
    one = round_of(nightly.job)
    assert await actions.claim_night(one, at)
    return one


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    hands = Hands()
    monkeypatch.setattr(clock, "now", lambda: hands.at)
    monkeypatch.setattr(kept, "LOOK", 0.01)
    return hands


@pytest.fixture(params=[SETTLE_GAPS, FORGET_WORDS], ids=lambda job: job.name)
def nightly(request: pytest.FixtureRequest, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> Nightly:
    one = Nightly(request.param, hands)
    monkeypatch.setattr(settle_gaps, "settle", one.work)
    monkeypatch.setattr(erasure, "forget_old", one.work)
    return one


async def test_of_several_workers_one_begins_a_night_and_the_next_one_again(database: Database, nightly: Nightly):
    job, (mine, *others) = nightly.job, [round_of(nightly.job) for _worker in range(4)]
    assert sorted(await asyncio.gather(*(actions.claim_night(one, NIGHT) for one in (mine, *others)))) == [
        False,
        False,
        False,
        True,
    ]
    assert not await actions.claim_night(mine, NIGHT + 2 * HOUR), "somebody has begun"
    await actions.worked(mine, NIGHT + MINUTE)
    running = (await nightly.standing()).running
    assert running
    await actions.ended(Round(job=job, run=running, host="north"), NIGHT + MINUTE)
    assert not await actions.claim_night(mine, NIGHT + 2 * HOUR), "it worked this night"
    assert await actions.claim_night(mine, NIGHT + 23 * HOUR)


async def test_no_night_is_begun_by_day(database: Database, nightly: Nightly):
    hours = [NIGHT.replace(hour=hour) for hour in (0, 5, 9, 12, 18, 23)]
    assert not any([await actions.claim_night(round_of(nightly.job), hour) for hour in hours])
    nightly.hands.at = hours[-1]
    async with nightly.worker():
        await asyncio.sleep(0.1)
    assert nightly.rounds == 0
    assert await nightly.standing() == Standing(name=nightly.job.name), "a look by day says nothing of the night"


async def test_a_night_that_failed_is_tried_again_by_day(database: Database, nightly: Nightly):
    one = await begun(nightly, NIGHT)
    await actions.ended(one, NIGHT + MINUTE)
    await actions.failed(one, "settling", NIGHT + MINUTE, chance=0.0)
    nightly.hands.at = NIGHT + 8 * HOUR
    async with nightly.worker():
        await nightly.until_it_worked()
    assert nightly.rounds == 1


async def test_a_night_that_a_stopped_worker_broke_off_is_begun_again_by_the_other_and_told_meanwhile(
    database: Database, nightly: Nightly
):
    nightly.hangs = True
    async with nightly.worker() as first:
        await until(lambda: nightly.rounds == 1)
        async with nightly.worker():
            await asyncio.sleep(0.05)
            await stopped(first)
            nightly.hangs = False
            shown = row(nightly.job, await nightly.until_it_is_told(), nightly.hands.at)
            assert (shown.is_, shown.problem) == ("failing", "It was broken off before its end.")
            assert shown.again
            assert timedelta(0) < shown.again - nightly.hands.at <= MINUTE
            assert nightly.rounds == 1
            nightly.hands.at += MINUTE
            await nightly.until_it_worked()
            nightly.hands.at += HOUR
            await asyncio.sleep(0.1)
    assert nightly.rounds == 2
    now = await nightly.standing()
    assert (now.failures, now.problem, now.begun_at, now.running) == (0, "", None, None)


async def test_a_night_whose_worker_was_killed_is_begun_again_when_it_is_known_to_be_dead(database: Database, nightly: Nightly):
    await begun(nightly, NIGHT)
    async with nightly.worker():
        nightly.hands.at += ALIVE - timedelta(seconds=1)
        await asyncio.sleep(0.1)
        assert (await nightly.standing()).problem == ""
        nightly.hands.at += timedelta(seconds=1)
        await nightly.until_it_is_told()
        nightly.hands.at += MINUTE
        await nightly.until_it_worked()
    assert nightly.rounds == 1


async def test_a_night_before_the_clock_was_put_back_is_none_of_these(database: Database, nightly: Nightly):
    later = NIGHT + timedelta(days=3_650)
    one = await begun(nightly, later)
    await actions.ended(one, later)
    await actions.worked(one, later)
    await begun(nightly, later + timedelta(days=1))
    async with nightly.worker():
        await nightly.until_it_is_told()
        nightly.hands.at += MINUTE
        await nightly.until_it_worked()
    assert nightly.rounds == 1


async def test_a_night_that_is_broken_off_again_and_again_waits_longer_each_time_and_is_told(
    database: Database, nightly: Nightly
):
    ledger.react_with(REACTIONS)
    await assemble()
    now, waits = NIGHT, list[int]()
    await begun(nightly, now)
    for count in range(1, ENOUGH + 3):
        now += ALIVE
        assert await actions.broken_off(round_of(nightly.job), now, chance=0.0)
        found = await nightly.standing()
        assert found.next_at
        assert found.failures == count
        assert len(await ledger.of_nobody(JobTroubled)) == (count >= ENOUGH)
        waits.append(round((found.next_at - now) / MINUTE))
        now = found.next_at
        assert await actions.claim(round_of(nightly.job), now)
    assert waits == [1, 2, 4, 8, 16, 32, 60]


async def test_of_several_workers_that_find_a_night_broken_off_one_says_so(database: Database, nightly: Nightly):
    await begun(nightly, NIGHT)
    finders = [actions.broken_off(round_of(nightly.job), NIGHT + ALIVE, chance=0.0) for _worker in range(4)]
    assert sorted(await asyncio.gather(*finders)) == [False, False, False, True]
    assert (await nightly.standing()).failures == 1


async def test_a_night_that_came_to_its_end_is_not_broken_off_before_its_result_is_told(database: Database, nightly: Nightly):
    later = NIGHT + 2 * HOUR
    one = await begun(nightly, NIGHT)
    await actions.runs_long(one, NIGHT, later)
    assert not (await nightly.standing()).is_broken_off(later)
    await actions.ended(one, later)
    assert not (await nightly.standing()).is_broken_off(later)
    assert (await nightly.standing()).is_broken_off(later + ALIVE), "its process was killed between the two"


async def test_a_try_that_took_long_is_nobody_elses_before_its_result_is_told(database: Database, nightly: Nightly):
    now, other = NIGHT + ALIVE, round_of(nightly.job)
    await begun(nightly, NIGHT)
    assert await actions.broken_off(other, now, chance=0.0)
    assert await actions.claim(other, now + MINUTE)
    later = now + HOUR
    await actions.runs_long(other, now + MINUTE, later)
    await actions.ended(other, later)
    assert not await actions.claim(round_of(nightly.job), later)
    assert await actions.claim(round_of(nightly.job), later + LEASE), "its process was killed between the two"


async def test_whoever_stood_still_goes_on_if_nobody_took_the_night_over(database: Database, nightly: Nightly):
    now, still, other = NIGHT + ALIVE, await begun(nightly, NIGHT), round_of(nightly.job)
    assert await actions.broken_off(other, now, chance=0.0)
    await actions.runs_long(still, NIGHT, now)
    assert not await actions.claim(other, now + MINUTE)
    await actions.ended(still, now + MINUTE)
    await actions.worked(still, now + MINUTE)
    found = await nightly.standing()
    assert (found.failures, found.next_at, found.begun_at, found.running) == (0, None, None, None)


async def test_whoever_stood_still_while_another_one_took_the_night_over_changes_nothing_of_it(
    database: Database, nightly: Nightly
):
    now, still, other = NIGHT + ALIVE + MINUTE, await begun(nightly, NIGHT), round_of(nightly.job)
    assert await actions.broken_off(other, now - MINUTE, chance=0.0)
    assert await actions.claim(other, now)
    with pytest.raises(Lost):
        await actions.runs_long(still, NIGHT, now)
    await actions.ended(still, now, over=False)
    found = await nightly.standing()
    assert (found.running, found.failures, found.begun_at) == (other.run, 1, now)


async def test_a_night_in_which_the_database_went_away_is_begun_again(
    database: Database, nightly: Nightly, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(kept, "AWAY", (0.01, 0.02))
    nightly.breaks = Unavailable("The database cannot be reached.")
    async with nightly.worker():
        await nightly.until_it_is_told()
        nightly.hands.at += MINUTE
        await nightly.until_it_worked()
    assert nightly.rounds == 2


async def test_what_an_admin_asked_for_in_place_of_a_broken_night_is_that_night(database: Database, nightly: Nightly):
    cast = await assemble()
    await begun(nightly, NIGHT)
    nightly.hands.at += ALIVE
    await actions.ask(cast.entry(cast.zoe), nightly.job.name)
    async with nightly.worker():
        await nightly.until_it_worked()
        nightly.hands.at += 5 * MINUTE
        await asyncio.sleep(0.1)
    assert nightly.rounds == 1
    assert (await nightly.standing()).failures == 0
