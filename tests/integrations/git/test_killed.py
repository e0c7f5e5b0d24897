"""A fetch that is broken off leaves the old academy or the new one, and nothing that stands in the way of the next."""

import asyncio
import os
import shutil
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import asyncpg
import psutil
import pytest

from server import clock, db, ids
from server.integrations.git import actions, queries
from server.integrations.git.outside import Limits
from server.lessons import queries as lessons
from tests.cast import Cast, assemble
from tests.databases import Database
from tests.integrations.git.repository import Repository
from tests.integrations.git.world import LESSON, Desk, mails, reworded
from tests.jobs.keeping import cut

ROOT = Path(__file__).parents[3]


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "academy.git")


@pytest.fixture
def desk(repository: Repository, tmp_path: Path) -> Desk:
    return Desk(repository.folder, tmp_path / "kept")


def hanging(folder: Path) -> Path:
    """A git that fetches a part, begins a helper, and then waits for ever. It notes who it is."""
    script = folder / "hanging-git"
    script.write_text(
        f"""#!/bin/sh
case "$*" in
  *fetch*) ;;
  *) exec {shutil.which("git")} "$@" ;;
esac
touch "${{1#--git-dir=}}/objects/pack/tmp_pack_part"
sleep 600 &
echo $! $$ > {folder}/pids.part
mv {folder}/pids.part {folder}/pids
wait
"""
    )
    script.chmod(0o700)
    return script


def running(folder: Path) -> list[int]:
    """Which of those that hang are still there."""
    found = []
    for pid in map(int, (folder / "pids").read_text().split()):
        with suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                found.append(pid)
    return found


async def test_stopped_at_any_moment_it_is_the_old_academy_or_the_new_one(cast: Cast, repository: Repository, desk: Desk) -> None:
    first = repository.academy()
    await actions.fetch_due(desk.within())
    old = (await lessons.state()).hash
    second = repository.academy({LESSON: reworded()})
    for seconds in (0.0, 0.02, 0.06, 0.12):
        going = asyncio.create_task(actions.fetch_due(desk.later().within()))
        await asyncio.sleep(seconds)
        going.cancel()
        with suppress(asyncio.CancelledError):
            await going
        found, state = await queries.source(), await lessons.state()
        assert (found.commit, found.academy) in {(first, old), (second, state.hash)}
        assert found.academy == state.hash
        assert found.lease_until is None
    assert await actions.fetch_due(desk.later().within())
    source = await queries.source()
    assert (source.commit, source.problem, source.detail) == (second, "", "")
    assert (await lessons.state()).hash != old
    assert [one.commit for one in await queries.arrived()] == [second, first]
    assert await mails(desk.now) == []
    assert cast.sam.email


def test_a_process_that_is_just_beginning_holds_nobody_up(desk: Desk) -> None:
    keep = desk.within().keep
    with keep.alone() as name:
        # What was opened here is open there, too, until that process runs its own program.
        there = [os.dup(file.fd) for file in psutil.Process().open_files() if file.path == str(keep.root / "lease")]
        with keep.alone() as another:
            assert another is None
    with keep.alone() as again:
        assert (again, len(there)) == (name, 1)
    for handle in there:
        os.close(handle)


async def test_a_connection_of_our_database_that_is_cut_is_no_trouble_of_the_repository(
    cast: Cast, repository: Repository, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.academy()
    await actions.fetch_due(desk.within())
    with monkeypatch.context() as patch:
        patch.setattr("server.lessons.queries.state", cut)
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await actions.fetch_due(desk.later().within())
    source = await queries.source()
    assert (source.problem, source.failures, source.lease) == ("", 0, None)
    assert await actions.fetch_due(desk.within())


async def test_what_breaks_within_the_transaction_changes_nothing(cast: Cast, repository: Repository, desk: Desk) -> None:
    first = repository.academy()
    await actions.fetch_due(desk.within())
    before = await lessons.state()
    second = repository.academy({LESSON: reworded()})
    await db.run(db.Statement('ALTER TABLE "lesson_commit" RENAME TO "lesson_commit_away"'))
    await actions.fetch_due(desk.later().within())
    source = await queries.source()
    assert (source.commit, source.problem, source.failures) == (first, "broken", 1)
    assert await lessons.state() == before
    await db.run(db.Statement('ALTER TABLE "lesson_commit_away" RENAME TO "lesson_commit"'))
    assert not await actions.fetch_due(desk.within())
    await actions.fetch_due(desk.later(1).within())
    source = await queries.source()
    assert (source.commit, source.problem, source.failures) == (second, "", 0)
    assert cast.sam.email


async def test_a_git_that_never_ends_is_ended_with_all_that_it_began(
    sqlite: Database, repository: Repository, desk: Desk, tmp_path: Path
) -> None:
    repository.academy()
    # Long enough for it to begin and to say who it is, on the slowest machine.
    desk.program, desk.limits = str(hanging(tmp_path)), Limits(fetch=2.0)
    await actions.fetch_due(desk.within())
    assert ((await queries.source()).problem, sqlite.kind) == ("slow", "sqlite")
    assert running(tmp_path) == []
    assert list((desk.folder / "coming").iterdir()) == []


async def test_a_host_that_died_keeps_the_others_waiting_for_a_quarter_of_an_hour(
    sqlite: Database, repository: Repository, desk: Desk, tmp_path: Path
) -> None:
    commit = repository.academy()
    assert await actions.fetch_due(desk.within())
    hold = db.Statement('UPDATE "lesson_source" SET "lease" = {}, "lease_until" = {}')
    await db.run(lambda: hold(ids.new(), desk.later().now + timedelta(minutes=15)))
    assert not await actions.fetch_due(desk.later(14).within())
    assert await actions.fetch_due(desk.later(1).within())
    assert ((await queries.source()).commit, sqlite.kind) == (commit, "sqlite")


async def test_a_server_killed_while_it_fetches_stands_in_nobodys_way(
    sqlite: Database, repository: Repository, desk: Desk, tmp_path: Path
) -> None:
    first = repository.academy()
    desk.now = clock.now()
    await actions.fetch_due(desk.within())
    second = repository.academy({LESSON: reworded()})
    command = [
        sys.executable,
        "-m",
        "tests.integrations.git.second_process",
        sqlite.url,
        str(repository.folder),
        str(desk.folder),
    ]
    other = await asyncio.create_subprocess_exec(*command, str(hanging(tmp_path)), cwd=ROOT)
    try:
        until = time.monotonic() + 20
        while not (tmp_path / "pids").exists():
            assert time.monotonic() < until
            await asyncio.sleep(0.02)
        other.kill()
        await other.wait()
        assert (await queries.source()).commit == first
        # Another host cannot see that whoever holds the lease is dead; this one does, at once.
        elsewhere = Desk(repository.folder, tmp_path / "elsewhere", now=desk.later(12).now)
        assert not await actions.fetch_due(elsewhere.within())
        assert await actions.fetch_due(desk.within())
        source = await queries.source()
        assert (source.commit, source.lease_until) == (second, None)
    finally:
        for pid in running(tmp_path):
            os.kill(pid, 9)
