"""Fetching the academy from a real repository, on both engines: taken over whole, or not at all."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from server import clock, db, ledger, settings
from server.db import Statement
from server.facts import AcademyLoaded, LessonsFetched
from server.integrations.git import actions, queries
from server.integrations.git.actions.bringing import brought
from server.integrations.git.commit import Place
from server.integrations.git.outside import Git, Keep
from server.integrations.git.trouble import Trouble
from server.jobs import fetch_lessons
from server.lessons import queries as lessons
from server.operations.job import Failed
from tests.cast import Cast, assemble
from tests.databases import Database
from tests.integrations.git.repository import Repository
from tests.integrations.git.world import BROKEN, KEY, LESSON, Desk, mails, reworded


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "academy.git")


@pytest.fixture
def desk(repository: Repository, tmp_path: Path) -> Desk:
    return Desk(repository.folder, tmp_path / "kept")


async def test_a_push_becomes_the_academy_and_the_page_can_name_its_commit(
    cast: Cast, repository: Repository, desk: Desk
) -> None:
    first = repository.academy({"media/map.png": "a map"}, subject="The beginning")
    assert await actions.fetch_due(desk.within())
    source, state = await queries.source(), await lessons.state()
    assert (source.commit, source.head, source.academy, source.problem) == (first, first, state.hash, "")
    assert state.loaded_by == "git"
    assert state.lessons == 4

    assert not await actions.fetch_due(desk.later(9).within())
    assert await actions.fetch_due(desk.later(1).within())
    assert (await queries.source()).looked_at == desk.now
    assert len(await queries.arrived()) == 1

    # A forced push: the history before is gone.
    second = repository.academy({LESSON: reworded()}, subject="Other words", author="Ann <ann@example.net>")
    assert await actions.fetch_due(desk.later().within())
    served = await queries.served()
    assert served is not None
    assert (served.commit, served.subject, served.author) == (second, "Other words", "Ann")
    assert (await lessons.state()).loaded_at == desk.now
    facts = [stored.fact for stored in await ledger.of_kind(LessonsFetched)]
    assert [(fact.commit, fact.problem, fact.mailed) for fact in facts if isinstance(fact, LessonsFetched)] == [
        (first, "", 0),
        (second, "", 0),
    ]
    assert len(await ledger.of_kind(AcademyLoaded)) == 2
    assert [path.name for path in (desk.folder / "commits").iterdir()] == [f"{second}.git"]
    assert cast.sam.email


async def test_a_clock_that_was_put_back_keeps_no_repository_waiting(cast: Cast, repository: Repository, desk: Desk) -> None:
    commit = repository.academy()
    ahead = desk.now + timedelta(days=3_650)
    await db.run(lambda: Statement('INSERT INTO "lesson_source" ("name") VALUES ({})')(queries.NAME))
    hold = Statement('UPDATE "lesson_source" SET "lease" = {}, "lease_until" = {}, "not_before" = {}, "failed_at" = {}')
    await hold(cast.zoe.id, ahead, ahead, ahead)
    assert await actions.fetch_due(desk.within())
    assert (await queries.source()).commit == commit
    assert not await actions.fetch_due(desk.later(9).within())


async def test_an_error_keeps_the_lesson_and_its_author_hears_of_it_once(cast: Cast, repository: Repository, desk: Desk) -> None:
    repository.academy()
    await actions.fetch_due(desk.within())
    before = await lessons.lesson("set-the-date")
    broken = repository.academy(BROKEN, author="Sam <Sam@Example.org>", subject="Shorter")
    await actions.fetch_due(desk.later().within())
    assert (await queries.source()).commit == broken
    assert await lessons.lesson("set-the-date") == before
    [mail] = await mails(desk.now)
    assert mail.to == cast.sam.email
    assert broken[:8] in mail.subject
    assert f"{LESSON}, line " in mail.text
    assert "one that never had any is not served yet" in mail.text
    assert "https://test/academy" in mail.text

    # The same errors again, in a commit that changes something else, are news to nobody.
    repository.academy({**BROKEN, "glossary.md": "# Glossary\n"}, author="Nobody <no@example.net>")
    await actions.fetch_due(desk.later().within())
    # Back to what was there: that commit was told of already.
    repository.git("update-ref", "refs/heads/main", broken)
    await actions.fetch_due(desk.later().within())
    assert (await queries.source()).commit == broken
    assert await mails(desk.now) == []
    assert [one.mailed for one in await queries.arrived()] == [0, 0, 1, 0]


async def test_what_is_no_academy_is_refused_whole_and_said_to_authors_and_admins(
    sqlite: Database, repository: Repository, desk: Desk
) -> None:
    cast = await assemble()
    good = repository.academy()
    await actions.fetch_due(desk.within())
    kept = await lessons.state()
    wrong = repository.academy({"academy.yml": None}, author="Eve <ada@example.org>")
    await actions.fetch_due(desk.later().within())
    source = await queries.source()
    assert (source.commit, source.refused, source.problem) == (good, wrong, "academy")
    assert await lessons.state() == kept
    # Whoever's address it says is a rep here, and no author.
    assert sorted(mail.to for mail in await mails(desk.now)) == [cast.sam.email, cast.zoe.email]
    assert await actions.fetch_due(desk.later().within())
    assert (await queries.source()).problem == "academy"
    assert len(await queries.arrived()) == 2

    repository.academy(subject="Mended")
    await actions.fetch_due(desk.later().within())
    assert (await queries.source()).problem == ""
    assert sqlite.kind == "sqlite"


async def test_two_that_fetch_at_once_take_it_over_once(cast: Cast, repository: Repository, desk: Desk) -> None:
    commit = repository.academy(BROKEN)
    done = await asyncio.gather(actions.fetch_due(desk.within()), actions.fetch_due(desk.within()))
    assert sorted(done) == [False, True]
    assert [one.commit for one in await queries.arrived()] == [commit]
    assert len(await mails(desk.now)) == 1
    assert (await queries.source()).lease_until is None
    assert cast.sam.email


async def test_another_machine_brings_what_is_served_and_a_new_release_compiles_it_anew(
    sqlite: Database, repository: Repository, desk: Desk, tmp_path: Path
) -> None:
    await assemble()
    commit = repository.academy({"media/map.png": "a map"})
    await actions.fetch_due(desk.within())
    beside = Desk(repository.folder, tmp_path / "beside", now=desk.now)
    assert await actions.follow(beside.within())
    assert not await actions.follow(beside.within())
    assert {path.name for path in (tmp_path / "beside").rglob("*") if path.suffix == ".git"} == {f"{commit}.git"}
    assert len(list((tmp_path / "beside" / "media").iterdir())) == 1
    assert len(await queries.arrived()) == 1

    # A day later the same commit is compiled against another day; it is still the same commit, which nobody is told of again.
    before = await lessons.state()
    await actions.begin(desk.later(2_000).within())
    state, source = await lessons.state(), await queries.source()
    assert state.checked != before.checked
    assert (source.commit, source.academy, sqlite.kind) == (commit, state.hash, "sqlite")
    assert len(await queries.arrived()) == 1


async def test_another_machine_brings_what_is_served_also_when_what_is_newest_was_refused(
    sqlite: Database, repository: Repository, desk: Desk, tmp_path: Path
) -> None:
    await assemble()
    commit = repository.academy({"media/map.png": "a map"})
    await actions.fetch_due(desk.within())
    repository.academy({"academy.yml": None})
    await actions.fetch_due(desk.later().within())
    assert ((await queries.source()).problem, sqlite.kind) == ("academy", "sqlite")
    beside = Desk(repository.folder, tmp_path / "beside", now=desk.now)
    assert await actions.follow(beside.within())
    assert not await actions.follow(beside.within())
    assert [path.name for path in (tmp_path / "beside" / "commits").iterdir()] == [f"{commit}.git"]


async def test_a_host_that_gives_branches_alone_is_asked_for_the_branch(repository: Repository, tmp_path: Path) -> None:
    commit = repository.academy()
    git, keep = Git(Place(str(repository.folder), "main")), Keep(tmp_path / "kept")
    with pytest.raises(Trouble):
        await git.fetch("main", keep.begin(), commit="1" * 40)
    assert await brought(git, keep, "main", commit="1" * 40) == keep.commit(commit)


async def test_at_the_first_start_it_is_fetched_before_anybody_is_served(
    sqlite: Database, repository: Repository, desk: Desk
) -> None:
    await assemble()
    source = await actions.begin(desk.within())
    assert (source.problem, (await lessons.state()).hash) == ("branch", "")
    commit = repository.academy()
    source = await actions.begin(desk.later(1).within())
    assert (source.problem, source.commit, sqlite.kind) == ("", commit, "sqlite")


@pytest.mark.parametrize("harm", ["no git", "no folder to write in", "a broken commit", "another key"])
async def test_whatever_stands_in_the_way_the_server_starts_with_what_it_has(
    sqlite: Database, repository: Repository, desk: Desk, tmp_path: Path, harm: str
) -> None:
    cast = await assemble()
    commit = repository.academy()
    await actions.fetch_due(desk.within())
    served = (await lessons.state()).hash
    if harm == "no git":
        desk.program = "no-such-git"
    elif harm == "no folder to write in":
        desk.folder = tmp_path / "a-file"
        desk.folder.write_text("")
    elif harm == "a broken commit":
        (desk.folder / "commits" / f"{commit}.git" / "HEAD").unlink()
    else:
        other = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
        place = Place("https://git.example.com/academy.git")
        await actions.set_token(cast.zoe.actor, cast.entry(cast.zoe), "token", place=place, key=other)
    source = await actions.begin(desk.later(2_000).within())
    await actions.ask(cast.zoe.actor, "fetch" if harm == "no folder to write in" else "look")
    repository.academy({LESSON: reworded()})
    assert await actions.fetch_due(desk.within())
    found, state = await queries.source(), await lessons.state()
    codes = {"no git": "program", "no folder to write in": "broken", "a broken commit": "broken", "another key": "key"}
    assert found.problem == codes[harm]
    assert source.problem in {found.problem, ""}
    assert (state.hash, found.commit, sqlite.kind) == (served, commit, "sqlite")
    assert not found.asked


async def test_another_repository_begins_anew(sqlite: Database, repository: Repository, desk: Desk, tmp_path: Path) -> None:
    await assemble()
    repository.academy()
    await actions.fetch_due(desk.within())
    other = Repository(tmp_path / "other.git")
    commit = other.academy({LESSON: reworded()}, below="academy/")
    desk.repository, desk.below, desk.branch = other.folder, "academy", ""
    assert await actions.fetch_due(desk.within())
    source = await queries.source()
    assert (source.commit, source.problem, sqlite.kind) == (commit, "", "sqlite")
    assert (await lessons.state()).hash == source.academy


async def test_the_loop_fetches_and_stops_when_it_is_told_to(sqlite: Database, repository: Repository, tmp_path: Path) -> None:
    await assemble()
    commit, stop = repository.academy(), asyncio.Event()
    given = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/unused.sqlite",
        "PLUMBLINE_KEY": KEY,
        "PLUMBLINE_LESSONS_REPOSITORY": str(repository.folder),
    }
    loop = asyncio.create_task(fetch_lessons.keep_fetching(settings.read(given), stop))
    for _look in range(500):
        if (await queries.source()).commit == commit:
            break
        await asyncio.sleep(0.02)
    assert (await queries.source()).commit == commit
    stop.set()
    async with asyncio.timeout(20):
        await loop
    await fetch_lessons.keep_fetching(settings.read({"DATABASE_URL": given["DATABASE_URL"]}), asyncio.Event())
    assert sqlite.kind == "sqlite"


async def test_what_cannot_be_brought_to_this_machine_is_no_success_while_it_waits_for_the_next_try(desk: Desk) -> None:
    one = fetch_lessons._Fetching(desk.within())
    one.missed, one.not_before = 5, clock.ticks() + 60.0
    with pytest.raises(Failed, match="lessons-here"):
        await one._follow()
