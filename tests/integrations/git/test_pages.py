"""Where the lessons come from, as an admin and an author see it, with a real repository behind it."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from html import unescape
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from msgspec import Struct
from msgspec.structs import replace

from server import clock, ids, settings
from server.integrations.git import actions, queries
from server.integrations.git.actions import Within
from server.integrations.git.actions.within import within
from tests import client as clients
from tests.cast import assemble, signed_in
from tests.client import KEY, send
from tests.databases import Database
from tests.integrations.git.repository import Repository
from tests.integrations.git.world import BROKEN, LESSON, reworded

PAGE = "/setup/lessons"
PICTURE = b"\x89PNG a picture"
PICTURED = {
    LESSON: reworded().replace("## Check yourself", "![A map](../media/map.png)\n\n## Check yourself"),
    "media/map.png": PICTURE.decode("latin-1"),
}


class World(Struct):
    """Zoe the admin, Sam the author, Ada a rep, a repository, and what fetches it."""

    repository: Repository
    within: Within
    zoe: httpx.AsyncClient
    sam: httpx.AsyncClient
    ada: httpx.AsyncClient

    async def page(self) -> str:
        return words(await self.zoe.get(PAGE))

    async def send(self, what: str, **fields: str) -> str:
        answer = await send(self.zoe, PAGE, f"{PAGE}/{what}", **fields)
        return words(answer if answer.status_code != 303 else await self.zoe.get(answer.headers["Location"]))

    async def fetch(self) -> None:
        await self.send("fetching")
        assert await actions.fetch_due(self.within)


def words(answer: httpx.Response) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for all, so that the application is built once."""
    return tmp_path_factory.mktemp("lessons")


@pytest.fixture
async def world(sqlite: Database, folder: Path) -> AsyncIterator[World]:
    cast, repository = await assemble(), Repository(folder / "academy.git")
    environ = {
        "PLUMBLINE_LESSONS_REPOSITORY": str(repository.folder),
        "PLUMBLINE_LESSONS_BRANCH": "main",
        "PLUMBLINE_KEY": KEY,
        "DATABASE_URL": f"sqlite:///{folder}/unused.sqlite",
    }
    found = within(settings.read(environ))
    assert found is not None
    async with clients.opened(sqlite, environ) as door, AsyncExitStack() as stack:
        visitors = {}
        for person in (cast.zoe, cast.sam, cast.ada):
            visitor = visitors[person.id] = await stack.enter_async_context(clients.visiting(door))
            visitor.cookies.set("__Host-plumbline", (await signed_in(person, clock.now()))[0])
        yield World(repository, found, *visitors.values())


async def test_from_the_first_fetch_to_an_error_and_back(world: World) -> None:
    assert "The first fetch is on its way" in await world.page()
    first = world.repository.academy(PICTURED, subject="Say <when>", author="Ann <Ann@example.net>")
    assert "is being fetched" in await world.send("fetching")
    assert await actions.fetch_due(world.within)
    page = await world.page()
    assert "The academy is up to date" in page
    assert f"Commit {first[:8]} is served, “Say <when>” by Ann" in page
    assert first[:8] in words(await world.sam.get("/academy"))

    # A picture is read from what was fetched, and from nothing else: the commit itself may be gone.
    world.within.keep.tidy("none", ())
    picture = await world.ada.get("/media/media/map.png")
    assert picture.status_code == 200
    assert picture.content == PICTURED["media/map.png"].encode()
    assert (await world.ada.get("/media/academy.yml")).status_code == 404

    world.repository.academy({**PICTURED, **BROKEN})
    await world.fetch()
    page = await world.page()
    assert re.search(r"Up to date, with \d+ errors? to fix", page)
    assert "one person told" in page

    refused = world.repository.academy({"academy.yml": None})
    await world.fetch()
    page = await world.page()
    assert f"Commit {refused[:8]} was not taken over" in page
    assert "it has no academy.yml" in page
    assert "is still served, and nothing is lost" in page


async def test_a_look_changes_nothing_and_says_what_would(world: World) -> None:
    world.repository.academy()
    await world.fetch()
    before = await queries.source()
    added = reworded().replace("id: set-the-date", "id: another").replace("# Set the date", "# Another")
    world.repository.academy({LESSON: reworded(), "meet/another.md": added, "agree/they-go-quiet.md": "---\n"}, branch="next")
    assert "is being looked at" in await world.send("looking", branch="next")
    assert await actions.fetch_due(world.within)
    page = await world.page()
    assert "Lessons: 1 new, 1 changed, 0 gone" in page
    assert "New: 1 Another another" in page
    assert "agree/they-go-quiet.md:1:" in page
    after = await queries.source()
    assert (after.commit, after.academy, after.looked_at) == (before.commit, before.academy, before.looked_at)
    assert list((world.within.keep.root / "coming").iterdir()) == []

    await world.send("looking", branch="nowhere")
    assert await actions.fetch_due(world.within)
    assert "It could not be looked at" in await world.page()
    assert "Write the name of a branch" in await world.send("looking", branch="--upload-pack=x")
    assert not (await queries.source()).asked


async def test_a_machine_without_git_says_so_and_goes_on(world: World) -> None:
    world.repository.academy()
    await world.fetch()
    commit = (await queries.source()).commit
    await world.send("fetching")
    assert await actions.fetch_due(replace(world.within, program="no-such-git"))
    page = await world.page()
    assert "git is missing or too old" in page
    assert "apt install git" in page
    assert f"Commit {commit[:8]}" in page
    assert (await world.ada.get("/process")).status_code == 200


async def test_what_is_secret_is_shown_once_and_stands_on_no_page_after(world: World) -> None:
    made = await send(world.zoe, PAGE, f"{PAGE}/secret")
    shown = (await world.zoe.get(made.headers["Location"])).text
    [secret] = re.findall(r'readonly value="([0-9a-f]{64})"', shown)
    assert secret not in (await world.zoe.get(PAGE)).text
    for visitor in (world.sam, world.ada):
        assert (await visitor.get(made.headers["Location"])).status_code == 404
    source = await queries.source()
    assert source.secret is not None
    assert secret.encode() not in source.secret
    # An address that was made up, and a secret that is none any more.
    assert "readonly" not in (await world.zoe.get(f"{PAGE}?made={ids.new()}")).text
    await send(world.zoe, PAGE, f"{PAGE}/secret/ending")
    assert secret not in (await world.zoe.get(made.headers["Location"])).text


async def test_a_page_that_stood_open_for_half_an_hour_still_shows_the_secret_it_makes(world: World) -> None:
    form = str(UUID(int=ids.new().int - (30 * 60 * 1000 << 80)))
    made = await send(world.zoe, PAGE, f"{PAGE}/secret", form=form)
    assert len(re.findall(r'readonly value="[0-9a-f]{64}"', (await world.zoe.get(made.headers["Location"])).text)) == 1
