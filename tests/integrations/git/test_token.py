"""A host that wants a token: it gets the one that was entered, and nobody else does."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.integrations.git import actions, queries
from tests.cast import Cast, assemble
from tests.databases import Database
from tests.integrations.git.host import TOKEN, Host, serving
from tests.integrations.git.repository import Repository
from tests.integrations.git.world import KEY, Desk


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    with serving(tmp_path) as found:
        yield found


@pytest.fixture
async def cast(sqlite: Database) -> Cast:
    assert sqlite.kind == "sqlite"
    return await assemble()


@pytest.fixture
def desk(host: Host, tmp_path: Path) -> Desk:
    return Desk(f"{host.url}/academy.git", tmp_path / "kept")


async def enter(cast: Cast, desk: Desk, token: str) -> None:
    cast.now = desk.now
    await actions.set_token(cast.zoe.actor, cast.entry(cast.zoe), token, place=desk.within().place, key=KEY)


async def problem(desk: Desk) -> str:
    assert await actions.fetch_due(desk.later(90).within())
    return (await queries.source()).problem


async def test_a_token_is_kept_sealed_and_opens_the_repository(
    cast: Cast, desk: Desk, host: Host, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    commit = Repository(tmp_path / "academy.git").academy()
    assert await problem(desk) == "rights"
    await enter(cast, desk, "wrong")
    assert await problem(desk) == "rights"
    await enter(cast, desk, TOKEN)
    assert await problem(desk) == ""
    source = await queries.source()
    assert source.commit == commit
    assert source.token is not None
    assert TOKEN.encode() not in source.token
    assert TOKEN not in caplog.text + source.detail
    kept = [path for path in desk.folder.rglob("*") if path.is_file() and TOKEN.encode() in path.read_bytes()]
    assert kept == []

    # A token of the environment comes first, and one that was forgotten is sent no more.
    desk.token = "wrong as well"
    assert await problem(desk) == "rights"
    desk.token = ""
    await actions.end_token(cast.zoe.actor, cast.entry(cast.zoe))
    host.seen.clear()
    assert await problem(desk) == "rights"
    assert {authorization for _path, authorization in host.seen} == {""}


async def test_a_token_of_another_key_is_said_to_be_entered_again(cast: Cast, desk: Desk) -> None:
    other = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    await actions.set_token(cast.zoe.actor, cast.entry(cast.zoe), TOKEN, place=desk.within().place, key=other)
    assert await problem(desk) == "key"


async def test_a_token_follows_no_redirect(cast: Cast, desk: Desk, host: Host, tmp_path: Path) -> None:
    Repository(tmp_path / "academy.git").academy()
    await enter(cast, desk, TOKEN)
    with serving(tmp_path) as other:
        host.elsewhere, host.answers["/academy.git"] = other.url, 302
        assert await problem(desk) == "moved"
        assert other.seen == []


async def test_a_token_is_for_the_host_that_it_was_entered_for(cast: Cast, desk: Desk, tmp_path: Path) -> None:
    Repository(tmp_path / "academy.git").academy()
    await enter(cast, desk, TOKEN)
    with serving(tmp_path) as other:
        first, desk.repository = desk.repository, f"{other.url}/academy.git"
        assert await problem(desk) == "elsewhere"
        assert other.seen == []
        assert str(first).startswith((await queries.source()).detail)
        await enter(cast, desk, TOKEN)
        assert await problem(desk) == ""
        # Another repository or branch of the same host is opened by it as well.
        desk.repository, desk.branch = f"{other.url}/nobody@academy.git", "next"
        assert await problem(desk) == "address"
        # A folder of this machine wants none.
        desk.repository, desk.branch = tmp_path / "academy.git", "main"
        assert await problem(desk) == ""


@pytest.mark.parametrize(("status", "code"), [(404, "address"), (403, "rights"), (429, "busy"), (503, "down")])
async def test_what_a_host_answers_is_told(cast: Cast, desk: Desk, host: Host, status: int, code: str) -> None:
    await enter(cast, desk, TOKEN)
    host.answers["/academy.git"] = status
    assert await problem(desk) == code


async def test_a_host_that_is_not_there_is_waited_for_longer_each_time(cast: Cast, desk: Desk) -> None:
    desk.repository = "http://127.0.0.1:9/academy.git"
    assert await problem(desk) == "away"
    first = await queries.source()
    assert await problem(desk) == "away"
    second = await queries.source()
    assert first.not_before is not None
    assert second.not_before is not None
    assert first.failed_at is not None
    assert second.failed_at is not None
    assert (second.not_before - second.failed_at) == 2 * (first.not_before - first.failed_at)
    assert cast.zoe.email
