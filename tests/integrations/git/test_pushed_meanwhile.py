"""What a host tells while its repository is fetched, on both engines."""

from datetime import timedelta
from pathlib import Path

import pytest

from server.db import Statement
from server.integrations.git import actions, queries
from server.integrations.git.actions import fetching
from server.integrations.git.actions.bringing import brought
from server.integrations.git.outside import Git, Keep
from tests.cast import Cast, assemble
from tests.databases import Database
from tests.integrations.git.repository import Repository
from tests.integrations.git.world import LESSON, Desk, reworded


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


@pytest.mark.parametrize("well", [pytest.param(True, id="taken over"), pytest.param(False, id="refused")])
async def test_what_is_pushed_while_the_push_before_is_fetched_comes_next(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, well: bool
):
    """Nobody looks by themselves here: the word of the host is all there is."""
    repository = Repository(tmp_path / "academy.git")
    desk = Desk(repository.folder, tmp_path / "kept", every=0)
    first = repository.academy() if well else repository.commit({"readme.md": ("100644", b"No academy")})
    pushed: list[str] = []

    async def slowly(git: Git, keep: Keep, branch: str) -> Path:
        bare = await brought(git, keep, branch)
        if not pushed:
            await actions.wake(desk.later(0.5).now)
            pushed.append(repository.academy({LESSON: reworded()}))
            desk.later(0.5)
        return bare

    monkeypatch.setattr(fetching, "brought", slowly)
    assert await actions.fetch_due(desk.within())
    assert ((await queries.source()).head, bool((await queries.source()).problem)) == (first, not well)
    assert await actions.fetch_due(desk.within()), "the host has told of a push since the first fetch began"
    assert (await queries.source()).commit == pushed[0]
    assert not await actions.fetch_due(desk.later(0.5).within())
    assert cast.zoe.active


async def test_a_word_of_the_host_that_is_kept_late_takes_no_later_one_back(cast: Cast, tmp_path: Path):
    """Two of its requests at once, while somebody fetches: the one that was read first is written last."""
    repository = Repository(tmp_path / "academy.git")
    desk = Desk(repository.folder, tmp_path / "kept", every=0)
    repository.academy()
    assert await actions.fetch_due(desk.within())
    began, first, second = (desk.now + timedelta(minutes=minutes) for minutes in (2, 1, 3))
    await FETCHING(cast.zoe.id, began + timedelta(minutes=5))
    for told in (second, first):
        await actions.wake(told)
    await FETCHED(began)
    pushed = repository.academy({LESSON: reworded()})
    assert await actions.fetch_due(desk.later().within())
    assert (await queries.source()).commit == pushed


FETCHING = Statement('UPDATE "lesson_source" SET "lease" = {}, "lease_until" = {}')
FETCHED = Statement('UPDATE "lesson_source" SET "lease" = NULL, "lease_until" = NULL, "looked_at" = {}')
