"""What a device may keep of whom, the worker that keeps it, and forms that come late."""

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from server import clock, ids, ledger
from server.facts import AnswerGiven
from server.people.queries import Person
from server.web.access import ACCESS
from tests import client
from tests.client import HOME, form_of
from tests.databases import Database
from tests.forms.test_read import form as rendered
from tests.selling import EDITION
from tests.web.deeds import assign
from tests.web.world import World, opened

LESSON = next(lesson for lesson in EDITION.academy.lessons if lesson.id == "hear-it")
ANSWERS = f"/lessons/{LESSON.id}/answers"


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        yield made


async def listed(world: World, person: Person) -> list[str]:
    """The addresses that a device of this person may keep."""
    async with world.visit(person) as visitor:
        told = (await visitor.get("/offline/kept")).json()
        assert told["person"] == str(person.id)
        return [one["href"] for one in told["pages"]]


async def test_a_device_keeps_what_its_owner_does_themselves_and_nothing_about_anybody_else(world: World):
    pages = await listed(world, world.cast.ada)
    assert [re.sub(r"/lessons/.*", "/lessons/{lesson}", page) for page in pages] == ["/today", "/lessons/{lesson}", "/offline"]
    for other in (world.cast.mira, world.cast.lea, world.cast.sam, world.cast.zoe):
        assert await listed(world, other) == ["/offline"]


async def test_the_worker_sees_every_page_knows_this_release_and_has_what_a_page_needs(world: World):
    async with client.visiting(world.door) as nobody:
        answer = await nobody.get("/service-worker.js")
        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        files = json.loads(re.search(r"const FILES = (.*);", answer.text)[1].replace("'", '"'))  # type: ignore[index]  # it is there
        page = (await nobody.get("/sign-in")).text
        assert set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)) - set(files) == {
            f"{files[0].rsplit('/', 1)[0]}/app.webmanifest"
        }
        for file in files:
            assert (await nobody.get(file)).status_code == 200, file
        # What it takes for a form that may wait is one that the server has.
        kept = re.search(r"const WAITING = /(.*)/;", answer.text)[1].replace("\\/", "/")  # type: ignore[index]  # it is there
        assert {path for method, path in ACCESS if method == "POST" and re.match(kept, path)} == {
            "/lessons/{lesson}/answers",
            "/lessons/{lesson}/commitment",
            "/lessons/{lesson}/completion",
            "/practice/answers",
            "/deals/{deal}/evidence",
        }


async def test_a_form_that_waited_counts_from_when_it_was_answered_once_and_for_whose_page_it_was(world: World):
    ada, bo, now = world.cast.ada, world.cast.mira, clock.now()
    question = LESSON.questions[0]
    async with world.visit(ada) as visitor:
        typed = form_of((await visitor.get(f"/lessons/{LESSON.id}")).text, ANSWERS)
        typed |= {"question": question.id, "choice": question.choices[0].id, "form": str(rendered(now - timedelta(hours=3)))}
        late = {"Origin": HOME, "X-CSRF": typed.pop("csrf"), "X-Kept-At": (now - timedelta(hours=2)).isoformat()}
        refused = await visitor.post(ANSWERS, data={**typed, "whose": str(bo.id)}, headers=late)
        assert (refused.status_code, "by somebody else" in refused.text) == (409, True)
        for _again in range(2):
            sent = await visitor.post(ANSWERS, data={**typed, "whose": str(ada.id)}, headers=late)
            assert sent.status_code == 303, sent.text
    (kept,) = [one for one in await ledger.of_person(ada.id) if isinstance(one.fact, AnswerGiven)]
    assert kept.at == now - timedelta(hours=2)
    assert isinstance(kept.fact, AnswerGiven)
    assert kept.fact.shown == ids.made_at(kept.id, latest=now)


async def test_a_page_that_is_fetched_to_be_kept_is_not_read_yet(world: World):
    await assign(world, world.cast.ada)
    async with world.visit(world.cast.ada) as ada:
        for keeping, new in (({"X-Keeping": "1"}, True), ({}, True), ({}, False)):
            shown = await ada.get("/lessons/next-step", headers=keeping)
            assert ("1 new" in shown.text) is new


async def test_signing_out_takes_everything_from_the_device(world: World):
    async with world.visit(world.cast.ada) as visitor:
        gone = await client.send(visitor, "/account", "/sign-out")
        assert gone.headers["Clear-Site-Data"] == '"cache", "storage"'
