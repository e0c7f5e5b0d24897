"""What keeps the jobs going: it tells how each goes, has patience with one that fails, and does at once what an admin asks for."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from server import clock, db, ids, ledger
from server.errors import NotFound, Unavailable
from server.facts import JobAsked, JobRecovered, JobTroubled
from server.jobs import kept
from server.notices import queries as notices
from server.notices.notice import Notice
from server.operations import actions, queries
from server.operations.actions import Round
from server.operations.job import FORGET_ANSWERS, READ_MAIL, SEND_OUTBOX, Failed, Job
from server.operations.patience import ENOUGH, LEASE
from server.wiring import REACTIONS
from tests.cast import Cast, assemble
from tests.databases import Database
from tests.jobs.keeping import NOW, QUICK, fail, going, round_of, standing, until


async def test_a_job_that_works_says_so_once_and_not_every_moment(database: Database):
    rounds = 0

    async def work(_wanted: bool) -> int:
        nonlocal rounds
        rounds += 1
        return 0

    async with going(QUICK, work):
        await until(lambda: rounds > 3)
        first = await queries.standing("quick")
    assert (first.problem, first.failures, first.host) == ("", 0, kept.host())
    assert first.worked_at is not None
    assert first.worked_at == (await queries.standing("quick")).worked_at, "an idle job writes once a minute"


async def test_a_round_that_breaks_is_counted_and_named_and_tried_again(database: Database):
    wanted, seen = list[bool](), asyncio.Event()

    async def work(want: bool) -> int:
        wanted.append(want)
        if len(wanted) < 3:
            raise ValueError("ada@example.org typed <secret>")
        await seen.wait()
        return 1

    async with going(QUICK, work):
        await until(lambda: len(wanted) > 1)
        failed = await queries.standing("quick")
        seen.set()
        await until(lambda: len(wanted) > 3)
    assert failed.problem == "ValueError", "what was typed stands in no row"
    assert failed.failures > 0
    assert failed.run is not None
    assert failed.failing_since is not None
    assert wanted[:4] == [False, True, True, False], "a job that looks at the clock must work when it is tried again"
    now = await queries.standing("quick")
    assert (now.problem, now.failures, now.failing_since, now.next_at, now.run) == ("", 0, None, None, None)


async def test_a_round_that_is_cancelled_by_what_it_waits_for_fails_and_the_job_goes_on(database: Database):
    rounds, seen = 0, asyncio.Event()

    async def work(_wanted: bool) -> int:
        nonlocal rounds
        rounds += 1
        if rounds < 3:
            await asyncio.wait_for(_cancelled(), 5)
        await seen.wait()
        return 1

    async with going(QUICK, work):
        await until(lambda: rounds > 1)
        failed = await queries.standing("quick")
        seen.set()
        await until(lambda: rounds > 3)
    assert (failed.problem, failed.failures > 0) == ("Cancelled", True)


def _cancelled() -> "asyncio.Future[None]":
    """What a library leaves that gave up what it was asked for."""
    future = asyncio.get_running_loop().create_future()
    future.cancel()
    return future


async def test_a_database_that_is_away_is_waited_for_and_counts_for_nobody(sqlite: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept, "AWAY", (0.01, 0.02))
    rounds = 0

    async def work(_wanted: bool) -> int:
        nonlocal rounds
        rounds += 1
        if rounds < 4:
            raise Unavailable("The database cannot be reached.")
        return 0

    async with going(QUICK, work):
        await until(lambda: rounds > 4)
    assert (await queries.standing("quick")).failures == 0


@pytest.mark.parametrize("translated", [False, True], ids=["read", "in a verb"])
@pytest.mark.parametrize("error", [
    asyncpg.DeadlockDetectedError("deadlock detected"),
    asyncpg.SerializationError("could not serialize access"),
    asyncpg.LockNotAvailableError("canceling statement due to lock timeout"),
    asyncpg.QueryCanceledError("canceling statement due to statement timeout"),
    asyncpg.IndexCorruptedError("index contains unexpected zero page"),
], ids=lambda error: type(error).__name__)  # fmt: skip
async def test_what_a_database_that_is_there_says_of_this_work_alone_is_a_failure_that_is_told(
    database: Database, error: Exception, *, translated: bool
):
    rounds = 0

    async def work(_wanted: bool) -> int:
        nonlocal rounds
        rounds += 1
        told = db.translate(error) if translated else error
        raise told

    async with going(QUICK, work):
        await until(lambda: rounds > 1)
        failed = await queries.standing("quick")
    assert (failed.problem, failed.failures > 0) == (type(error).__name__, True)


async def test_an_admin_has_a_slow_job_run_now_and_one_worker_does_it(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept, "LOOK", 0.02)
    cast, wanted = await assemble(), []

    async def work(want: bool) -> int:
        wanted.append(want)
        return 0

    async with going(FORGET_ANSWERS, work), going(FORGET_ANSWERS, work), going(FORGET_ANSWERS, work):
        await until(lambda: bool(wanted))
        entry = cast.entry(cast.zoe)
        await actions.ask(entry, "forget-answers")
        await actions.ask(entry, "forget-answers")
        await until(lambda: True in wanted)
        await asyncio.sleep(0.1)
    assert wanted.count(True) == 1
    assert [one.fact for one in await ledger.of_nobody(JobAsked)] == [JobAsked(job="forget-answers")]
    with pytest.raises(NotFound):
        await actions.ask(cast.entry(cast.zoe), "make-coffee")


async def test_of_several_workers_one_tries_again_what_failed(database: Database):
    await fail(1, at=NOW)
    later = NOW + timedelta(minutes=2)
    assert [await actions.claim(round_of(), at) for at in (NOW, later, later, later + LEASE)] == [
        False,
        True,
        False,
        True,
    ]


async def test_a_job_that_decides_itself_when_to_ask_again_goes_on_at_its_pace(sqlite: Database):
    rounds = 0

    async def work(want: bool) -> int:
        nonlocal rounds
        rounds += 1
        assert not want
        raise Failed("crm", failures=2)

    async with going(QUICK, work):
        await until(lambda: rounds > 5)
    now = await queries.standing("quick")
    assert (now.failures, now.problem, now.next_at) == (2, "crm", None)


async def test_a_job_that_looks_once_an_hour_tries_again_when_setup_says_so(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept, "LOOK", 0.01)
    rounds = 0

    async def work(_wanted: bool) -> int:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            raise Failed("inbox")
        return 0

    async with going(Job(name="slow", every=3_600.0, longest=0.05), work):
        await until(lambda: rounds > 1)


async def test_what_was_not_tried_clears_no_failure(sqlite: Database):
    await fail(1, at=NOW - timedelta(hours=1))
    rounds = 0

    async def work(_wanted: bool) -> None:
        nonlocal rounds
        rounds += 1

    async with going(READ_MAIL, work):
        await until(lambda: rounds > 0)
    assert (await queries.standing("read-mail")).failures == 1


async def test_stopping_ends_a_job_at_once_and_breaks_off_what_it_does(sqlite: Database):
    begun, over = asyncio.Event(), list[str]()

    async def work(_wanted: bool) -> int:
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            over.append("broken off")
            raise
        return 0

    loop = asyncio.create_task(kept.keep(QUICK, work, asyncio.Event()))
    await begun.wait()
    loop.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loop
    assert over == ["broken off"]


async def test_admins_are_told_once_of_a_job_that_keeps_failing_and_again_only_after_it_worked(database: Database):
    cast = await arranged()
    for count in range(1, ENOUGH + 3):
        await fail(1, at=NOW + timedelta(minutes=count))
        assert len(await told(cast)) == (count >= ENOUGH), count
    await actions.worked(round_of(), NOW + timedelta(hours=1))
    assert [one.over_at is not None for one in await told(cast)] == [True]
    await fail(ENOUGH, at=NOW + timedelta(hours=2))
    assert [one.over_at is not None for one in await told(cast)] == [False, True]
    assert await notices.inbox(cast.ada.id) == []
    troubled = await ledger.of_nobody(JobTroubled)
    assert [one.fact for one in troubled] == [JobTroubled(job="read-mail", problem="inbox", failures=ENOUGH)] * 2
    assert [one.fact for one in await ledger.of_nobody(JobRecovered)] == [JobRecovered(job="read-mail", trouble=troubled[0].id)]


async def test_of_several_workers_that_fail_at_once_one_tells(database: Database):
    cast = await arranged()
    await fail(ENOUGH - 1, at=NOW)
    await asyncio.gather(*(actions.failed(round_of(), "inbox", NOW, chance=0.5) for _worker in range(4)))
    assert ((await standing()).failures, len(await told(cast))) == (ENOUGH + 3, 1)


async def test_a_job_that_fails_seldom_and_for_long_is_told_as_well(sqlite: Database):
    cast = await arranged()
    await fail(1, at=NOW)
    await fail(1, at=NOW + timedelta(hours=1))
    assert [one.mark for one in await told(cast)] == ["read-mail"]


async def test_a_round_that_does_not_end_is_told(sqlite: Database):
    cast, hanging = await arranged(), round_of()
    assert await actions.begin(hanging, NOW)
    for minutes in (1, 59):
        await actions.runs_long(hanging, NOW, NOW + timedelta(minutes=minutes))
    assert await told(cast) == []
    for minutes in (60, 61):
        await actions.runs_long(hanging, NOW, NOW + timedelta(minutes=minutes))
    assert [one.mark for one in await told(cast)] == ["read-mail"]


async def test_a_round_that_hangs_is_told_once_although_another_worker_works(sqlite: Database):
    cast = await arranged()
    hanging = round_of(SEND_OUTBOX)
    for minutes in range(60, 64):
        await actions.runs_long(hanging, NOW, NOW + timedelta(minutes=minutes))
        await actions.worked(round_of(SEND_OUTBOX), NOW + timedelta(minutes=minutes, seconds=5))
    assert [one.over_at for one in await told(cast)] == [None]
    await actions.ended(hanging, NOW)
    await actions.worked(round_of(SEND_OUTBOX), NOW + timedelta(minutes=65))
    assert [one.over_at is None for one in await told(cast)] == [False]


async def test_a_host_that_cannot_send_is_counted_anew_when_another_one_can(sqlite: Database):
    cast = await arranged()
    for minutes in range(2 * ENOUGH):
        now = NOW + timedelta(minutes=minutes)
        await actions.failed(round_of(), "mail-server", now, chance=0.5, at_pace=True)
        assert ((now_it := await standing()).failures, now_it.next_at) == (1, None), "a new mail is tried at once"
        await actions.worked(Round(job=READ_MAIL, run=ids.new(), host="south"), now)
    assert await told(cast) == []


async def test_what_another_host_fails_at_for_itself_is_not_ended_by_this_one(sqlite: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept, "host", lambda: "south")
    rounds = 0

    async def work(_wanted: bool) -> int:
        nonlocal rounds
        rounds += 1
        return 0

    for at, failures in ((clock.now(), 3), (clock.now() - timedelta(minutes=4), 0)):
        one = Round(job=QUICK, run=ids.new(), host="north")
        await actions.failed(one, "lessons-here", at, chance=0.5, failures=3)
        before = rounds
        async with going(QUICK, work):
            await until(lambda before=before: rounds > before + 2)  # type: ignore[misc]  # mypy cannot type it
        assert (await queries.standing("quick")).failures == failures


async def test_what_another_system_does_to_a_connection_is_a_failure_and_no_database_that_is_away(sqlite: Database):
    rounds = 0

    async def work(_wanted: bool) -> int:
        nonlocal rounds
        rounds += 1
        raise ConnectionResetError

    async with going(QUICK, work):
        await until(lambda: rounds > 1)
    now = await queries.standing("quick")
    assert (now.problem, now.failures > 0) == ("ConnectionResetError", True)


async def test_a_clock_that_was_put_back_keeps_nobody_waiting(database: Database):
    await fail(1, at=NOW)
    before = NOW - timedelta(days=1)
    assert kept._left(READ_MAIL, await standing(), before) == 0
    assert [await actions.claim(round_of(), before) for _worker in range(2)] == [True, False]


async def arranged() -> Cast:
    ledger.react_with(REACTIONS)
    return await assemble()


async def told(cast: Cast) -> list[Notice]:
    return await notices.inbox(cast.zoe.id)
