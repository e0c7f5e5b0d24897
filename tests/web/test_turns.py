"""A leader answers a signal on their page, and its chart begins again or learns anew."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import httpx
import pytest

from server import clock, ids
from server.drift import actions
from server.drift.actions import Told
from server.drift.queries import board
from server.ledger import Entry
from tests.client import HOME, form_of, send
from tests.databases import Database
from tests.drift import turning
from tests.web import world as worlds
from tests.web.world import World

FALLS = "Stage accuracy, Team North"


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with worlds.opened(sqlite) as opened:
        yield opened


@pytest.fixture
async def fallen(world: World) -> World:
    await turning.judged(world.cast, turning.FALLEN, clock.now())
    return world


async def opened(lea: httpx.AsyncClient) -> str:
    """What stands about the signal where it is open."""
    text = unescape((await lea.get("/drift")).text)
    (found,) = re.findall(rf'<h3 class="small">{FALLS}</h3>(.*?)</section>', text, re.DOTALL)
    assert isinstance(found, str)
    return found


def centre(shown: str) -> int:
    """The level that the chart is held against, in percent."""
    (found,) = re.findall(r"Centre (\d+)%", shown)
    return int(found)


async def test_after_somebody_acted_the_chart_begins_again_until_it_is_taken_back(fallen: World):
    async with fallen.visit(fallen.cast.lea) as lea:
        assert "Falling." in await opened(lea)
        answer = await send(lea, "/drift", "/drift/turns", did="acted", words="Two deals a <week>")
        assert (answer.status_code, answer.headers["location"]) == (303, "/drift#h-open")
        acted = await opened(lea)
        assert "Steady." in acted
        assert re.search(r"Acted \w+ \d+ \w+: Two deals a <week>", acted)
        assert re.search(r'<line class="ln act".*<text [^>]*>acted \w+ \d+ \w+</text>', acted, re.DOTALL)
        assert "Stage accuracy" in (await lea.get("/drift/table")).text
        (path,) = set(re.findall(r'action="(/drift/turns/[^"]+/back)"', (await lea.get("/drift")).text))
        assert (await send(lea, "/drift", path)).status_code == 303
        again = await opened(lea)
    assert "Falling." in again
    assert "Acted" not in again


async def test_a_level_that_was_accepted_is_learnt_anew(fallen: World):
    async with fallen.visit(fallen.cast.lea) as lea:
        before = await opened(lea)
        assert ("Falling." in before, centre(before) > 80) == (True, True)
        entry = Entry(id=ids.new(), at=clock.now() - timedelta(days=50), actor=fallen.cast.lea.id)
        told = Told(kind="accuracy", about="", team=fallen.cast.north, did="accepted", words="New price")
        board.forget()
        await actions.say_turn(fallen.cast.lea.actor, entry, told)
        board.forget()
        after = await opened(lea)
    assert "Steady." in after
    assert re.search(r"Taken as the new level \w+ \d+ \w+: New price", after)
    assert centre(after) < 60


async def test_a_level_is_not_taken_without_a_reason_and_nothing_is_lost(world: World):
    await turning.judged(world.cast, turning.LOW, clock.now())
    async with world.visit(world.cast.lea) as lea:
        refused = await send(lea, "/drift", "/drift/turns", did="accepted", words="")
        assert refused.status_code == 422
        assert "Say in a line why this level is the new one." in refused.text
        long = await send(lea, "/drift", "/drift/turns", did="acted", words="x" * 201)
        assert (long.status_code, "x" * 201 in long.text) == (422, True)
        form = form_of(refused.text[refused.text.index("h-unclear") :], "/drift/turns")
        sent = {**form, "did": "accepted", "words": "Two reps are new"}
        assert (await lea.post("/drift/turns", data=sent, headers={"Origin": HOME})).status_code == 303
        assert "Two reps are new" in await opened(lea)
        later = await lea.post("/drift/turns", data={**sent, "form": str(ids.new())}, headers={"Origin": HOME})
        assert (later.status_code, "Somebody said something of this signal today." in later.text) == (409, True)


async def test_who_is_no_leader_says_nothing_and_counts_only_changes_nothing(world: World):
    await turning.judged(world.cast, turning.LOW, clock.now())
    await world.enter_policy(counts_only=True)
    fields = {"kind": "accuracy", "about": "", "team": str(world.cast.north), "did": "acted", "words": ""}
    async with world.visit(world.cast.lea) as lea:
        form = form_of((await lea.get("/drift")).text, "/drift/turns")
        for person in (world.cast.mira, world.cast.ada):
            async with world.visit(person) as visitor:
                token = form_of((await visitor.get("/account")).text, "/account")
                answer = await visitor.post("/drift/turns", data={**token, **fields}, headers={"Origin": HOME})
                assert answer.status_code in {403, 404}
        assert (await lea.post("/drift/turns", data={**form, **fields}, headers={"Origin": HOME})).status_code == 303
        assert re.search(r"Acted \w+ \d+ \w+<", await opened(lea))
