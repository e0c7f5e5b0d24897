"""What a device may keep of whom, the worker that keeps it, and forms that come late."""

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from server import clock, forms, ledger
from server.facts import AnswerGiven
from server.people.queries import Person
from server.web.access import ACCESS
from tests import client
from tests.client import HOME, KEY, form_of
from tests.databases import Database
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


async def test_that_nothing_is_kept_is_said_once_it_is_known(world: World):
    async with world.visit(world.cast.ada) as ada:
        page = (await ada.get("/offline")).text
    says = re.findall(r"(<noscript>)?<p ([^>]*)>This device keeps nothing yet", page)
    assert says == [("<noscript>", 'class="lede"'), ("", 'class="lede" data-when="nothing-kept" hidden')]


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
    question, ago = LESSON.questions[0], {"X-Kept-At": "2019-01-01T00:00:00Z", "X-Sent-At": "2019-01-01T02:00:00Z"}
    async with world.visit(ada) as visitor:
        page = (await visitor.get(f"/lessons/{LESSON.id}")).text
        typed = form_of(page, ANSWERS) | {"question": question.id, "choice": question.choices[0].id}
        late = {"Origin": HOME, "X-CSRF": typed.pop("csrf"), **ago}
        refused = await visitor.post(ANSWERS, data={**typed, "whose": str(bo.id)}, headers=late)
        assert (refused.status_code, "by somebody else" in refused.text) == (409, True)
        # The same page, as it was rendered three hours ago.
        rendered = forms.stamp(str(ada.id), f"/lessons/{LESSON.id}", now - timedelta(hours=3), key=KEY)
        for _again in range(2):
            sent = await visitor.post(ANSWERS, data={**typed, "whose": str(ada.id), "rendered": rendered}, headers=late)
            assert (sent.status_code, "X-Counts-From" in sent.headers) == (303, False), sent.text
    (kept,) = [one for one in await ledger.of_person(ada.id) if isinstance(one.fact, AnswerGiven)]
    assert timedelta(hours=2) - timedelta(minutes=5) < now - kept.at <= timedelta(hours=2)


async def test_nobody_dates_their_deed_before_its_page_and_the_device_is_told_that_it_counts_from_now(world: World):
    ada, now, question = world.cast.ada, clock.now(), LESSON.questions[0]
    async with world.visit(ada) as visitor:
        page = (await visitor.get(f"/lessons/{LESSON.id}")).text
        stamped = re.search(r'data-rendered="([^"]+)"', page)
        assert stamped
        typed = form_of(page, ANSWERS) | {"question": question.id, "choice": question.choices[0].id, "rendered": stamped[1]}
        # An id that says it is from last week vouches for nothing.
        typed["form"] = str(UUID(int=int((now - timedelta(days=7)).timestamp() * 1000) << 80 | 7 << 76 | 2 << 62))
        late = {"Origin": HOME, "X-CSRF": typed.pop("csrf"), "X-Kept-At": (now - timedelta(days=6)).isoformat()}
        sent = await visitor.post(ANSWERS, data=typed, headers={**late, "X-Sent-At": now.isoformat()})
        assert (sent.status_code, sent.headers["X-Counts-From"]) == (200, "now"), sent.text
    (kept,) = [one for one in await ledger.of_person(ada.id) if isinstance(one.fact, AnswerGiven)]
    assert kept.at >= now


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


async def test_whoever_is_not_signed_in_is_told_that_nothing_is_kept(world: World):
    async with client.visiting(world.door) as nobody:
        told = await nobody.get("/offline")
    # The device says the same when all that it keeps is too old to be shown.
    said = "Nobody is signed in on this device, or Plumbline was not opened on it for more than seven days."
    assert (told.status_code, said in told.text) == (200, True)
    assert "data-person" not in told.text
