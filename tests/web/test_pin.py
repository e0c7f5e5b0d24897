"""A manager's own note under the standard, by plain HTTP."""

import re
from collections.abc import AsyncIterator

import pytest

from server.coaching import actions as coaching
from server.people import actions as setup
from server.people.queries import policy
from tests.client import send
from tests.databases import Database
from tests.web.world import World, opened

PAGE = "/process/next-step-confirmed/note"


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        yield made


async def test_a_note_of_ones_own_stands_below_the_standard_for_ones_team_alone(world: World):
    async with world.visit(world.cast.mira) as mira, world.visit(world.cast.ada) as ada, world.visit(world.cast.ida) as ida:
        before = await ada.get("/process")
        assert "Pin a note of your own" not in before.text
        assert "Pin a note of your own" in (await mira.get("/process")).text
        sent = await send(mira, PAGE, PAGE, words="I stop five minutes <early>.")
        assert sent.headers["Location"] == "/process#next-step-confirmed"
        shown = await ada.get("/process", headers={"If-None-Match": before.headers["ETag"]})
        assert shown.status_code == 200
        assert "How Mira does it" in shown.text
        assert "I stop five minutes &lt;early&gt;." in shown.text
        assert "How Mira does it" not in (await ida.get("/process")).text
        assert "Change your note" in (await mira.get("/process")).text
        assert "I stop five minutes" in (await mira.get(PAGE)).text
        await send(mira, PAGE, PAGE, words="")
        assert "How Mira does it" not in (await ada.get("/process")).text


async def test_whose_notes_stand_there_is_known_a_second_after_the_team_changed_hands(world: World):
    cast = world.cast
    for leader in (cast.mira, cast.tom, cast.lea):
        await coaching.pin(leader.actor, world.entry(leader), behaviour="next-step-confirmed", words="I stop early.")
    async with world.visit(cast.ada) as ada:
        shown = await ada.get("/process")
        assert notes_of(shown.text) == ["Mira", "Lea"]

        async def later() -> list[str]:
            nonlocal shown
            policy.forget()  # What is remembered for a second.
            shown = await ada.get("/process", headers={"If-None-Match": shown.headers["ETag"]})
            assert shown.status_code == 200
            return notes_of(shown.text)

        entry = world.entry
        await setup.join_team(None, cast.tom.id, cast.north, manages=True, entry=entry(cast.zoe))
        assert await later() == ["Mira", "Tom", "Lea"]
        await setup.leave_team(None, cast.mira.id, cast.north, manages=True, entry=entry(cast.zoe))
        assert await later() == ["Tom", "Lea"]
        await setup.change_team(None, cast.north, name="Team North", parent=None, zone="UTC", entry=entry(cast.zoe))
        assert await later() == ["Tom"]
        await setup.change_person(None, cast.tom.id, name="Thomas South", entry=entry(cast.zoe))
        assert await later() == ["Thomas"]
        await setup.deactivate(None, cast.tom.id, entry=entry(cast.zoe))
        assert await later() == []
        policy.forget()
        assert (await ada.get("/process", headers={"If-None-Match": shown.headers["ETag"]})).status_code == 304


def notes_of(html: str) -> list[str]:
    """The first names of whose notes stand on the page."""
    return re.findall(r"How (\w+)[^<]* does it", html)


async def test_a_note_that_is_too_long_comes_back_with_every_word(world: World):
    words = "Stop early. " * 100
    async with world.visit(world.cast.mira) as mira:
        sent = await send(mira, PAGE, PAGE, words=words)
        assert sent.status_code == 422
        assert words.strip() in sent.text


async def test_only_a_behaviour_of_the_process_has_notes(world: World):
    async with world.visit(world.cast.mira) as mira:
        assert (await mira.get("/process/gone/note")).status_code == 404
    async with world.visit(world.cast.ada) as ada:
        assert (await ada.get(PAGE)).status_code == 404
