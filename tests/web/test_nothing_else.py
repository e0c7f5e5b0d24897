"""Only what has an address of its own is served: no file of the checkout, no folder, no copy that an editor left."""

import pytest

from tests import client as clients
from tests.databases import Database
from tests.web import world as worlds

FILES = (
    *("/.git/HEAD", "/.git/config", "/.gitignore", "/.env", "/pyproject.toml", "/requirements.lock", "/README.md", "/Makefile"),
    *("/server/app.py", "/templates/base.html", "/migrations/", "/lessons/academy.yml", "/data/plumbline.sqlite", "/data/key"),
    *("/static", "/static/", "/static/css/", "/media", "/media/", "/media/../academy.yml", "/media/..%2facademy.yml", "/docs/"),
    *("/.well-known/", "/robots.txt~", "/index.html", "/server-status", "/debug", "/schema", "/schema/openapi.json"),
    *("/house/patterns", "/house/"),
)


@pytest.mark.parametrize("known", [False, True])
async def test_nothing_is_served_that_has_no_address_of_its_own(sqlite: Database, known: bool):
    async with (
        worlds.opened(sqlite) as world,
        world.visit(world.cast.zoe) if known else clients.visiting(world.door) as visitor,
    ):
        answers = {path: await visitor.get(path) for path in FILES}
    # A stranger is told to sign in before they are told that there is no such lesson.
    found = {path: answer for path, answer in answers.items() if not answer.headers.get("Location", "").startswith("/sign-in?")}
    assert len(found) > len(FILES) - 4
    assert {path: answer.status_code for path, answer in found.items() if answer.status_code != 404} == {}
    told = ("ref: refs/", "[core]", "import ", "[project]", "DATABASE_URL", "--hash", "SQLite format", "Index of")
    assert [path for path, answer in answers.items() if any(one in answer.text for one in told)] == []
