"""A form that could not be accepted comes back with everything in it, shows what somebody wrote, and goes through when it is sent again."""

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest

from server import db, forms, ids
from server.errors import Unavailable
from tests import tree
from tests.client import HOME, form_of
from tests.databases import Database
from tests.web.world import World, opened

ANSWERS = "/lessons/next-step/answers"
WRITTEN = ("Two words", "Cassowary", "Müller", "決裁者に会った", "two\nlines")
UNSEEN = ("met", "7", "2026-11-17", "pat-na1-8F3cQ", "019a8f3e-0000-7000-8000-000000000001")
"""Marks, ids and secrets: they are sent again, and say nothing to whoever reads the page."""
ASKED = re.compile(r'form\.field\("(\w+)"[^}]*type="password"')
SECRET = sorted({name for path in tree.below("templates", ".html") for name in ASKED.findall(tree.read(path))})
"""What opens another system, as its forms ask for it."""


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        yield made


async def test_a_form_that_is_held_keeps_everything_and_shows_what_was_written(world: World):
    sent = {f"field-{n}": value for n, value in enumerate((*WRITTEN, *UNSEEN))} | dict.fromkeys(SECRET, "Whitewater Raft")
    async with world.visit(world.cast.ada) as ada:
        answer = await ada.post("/account", data={**sent, "form": str(ids.new()), "csrf": "forged"})
    assert answer.status_code == 403
    assert {"secret", "token"} <= {*SECRET}
    kept = dict(re.findall(rf'<input type="hidden" name="(field-\d+|{"|".join(SECRET)})" value="([^"]*)">', answer.text))
    assert {name: unescape(value) for name, value in kept.items()} == sent
    assert tuple(map(unescape, re.findall(r'<p class="verbatim">([^<]*)</p>', answer.text))) == WRITTEN


async def test_a_form_that_the_database_could_not_take_comes_back_and_goes_through_later(world: World):
    async with world.visit(world.cast.ada) as ada:
        page = await ada.get("/lessons/next-step")
        sent = {**form_of(page.text, ANSWERS), "choice": "a"}
        await db.Statement("PRAGMA query_only=ON")()
        refused = await ada.post(ANSWERS, data=sent, headers={"Origin": HOME})
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        held = form_of(refused.text, ANSWERS)
        assert {name: held[name] for name in ("form", "choice")} == {"form": sent["form"], "choice": "a"}
        await db.Statement("PRAGMA query_only=OFF")()
        assert (await ada.post(ANSWERS, data=held, headers={"Origin": HOME})).status_code == 303


async def test_a_form_on_which_a_page_broke_comes_back(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.learning.actions.answer", _broken)
    async with world.visit(world.cast.ada) as ada:
        sent = {**form_of((await ada.get("/lessons/next-step")).text, ANSWERS), "choice": "a", "words": "Two words"}
        broken = await ada.post(ANSWERS, data=sent, headers={"Origin": HOME})
    assert broken.status_code == 500
    assert form_of(broken.text, ANSWERS)["form"] == sent["form"]
    assert re.findall(r'<p class="verbatim">([^<]*)</p>', broken.text) == ["Two words"]


async def test_a_page_that_broke_tells_a_reference_and_nothing_of_the_fault(world: World, monkeypatch: pytest.MonkeyPatch):
    async with world.visit(world.cast.ada) as ada:
        monkeypatch.setattr("server.people.queries.person", _broken)
        answer = await ada.get("/account")
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.text
    assert [word for word in ("a fault of ours", "RuntimeError", "Traceback", "server/") if word in answer.text] == []


async def test_a_form_whose_sender_cannot_be_told_comes_back_unless_another_site_sent_it(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    sent = {"form": str(ids.new()), "name": "Two words"}
    async with world.visit(world.cast.ada) as ada:
        monkeypatch.setattr("server.people.queries.visit", _away)
        ours = await ada.post("/account", data=sent, headers={"Origin": HOME})
        foreign = await ada.post("/account", data=sent, headers={"Origin": "https://elsewhere.example"})
        nothing = await ada.post("/account", data={"words": "x" * forms.MAX_FORM}, headers={"Origin": HOME})
        read = await ada.get("/search?q=a%20%22b")
    assert (ours.status_code, foreign.status_code, nothing.status_code, read.status_code) == (503, 403, 503, 503)
    assert form_of(ours.text, "/account") == {"csrf": "", **sent}
    assert "Two words" not in foreign.text
    assert "Go back with your browser" in nothing.text
    assert "Go back with your browser" not in read.text
    assert re.search(r'href="/search\?q=a%20%22b">Open it again', read.text)


async def test_a_file_is_to_be_chosen_again(world: World):
    async with world.visit(world.cast.zoe) as zoe:
        answer = await zoe.post(
            "/setup/deals",
            data={"form": str(ids.new()), "csrf": "forged"},
            files={"file": ("Tom & Ada.csv", b"name", "text/csv")},
        )
    assert answer.status_code == 403
    assert 'enctype="multipart/form-data"' in answer.text
    assert "Choose it again: Tom &amp; Ada.csv" in answer.text
    assert re.search(r'<input id="f-file" name="file" type="file" required>', answer.text)


async def _broken(*_args: object, **_named: object) -> None:
    raise RuntimeError("a fault of ours")


async def _away(*_args: object) -> None:
    raise Unavailable("The database is away. Nothing was lost.")
