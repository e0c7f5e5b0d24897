"""A lesson that got another id keeps its title wherever it was taken or assigned, and is one lesson with what it was."""

import csv
import io
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from server.learning import actions as learning
from server.learning import queries as learnt
from server.learning.actions import Deed
from tests import selling
from tests.databases import Database
from tests.web.deeds import answer, assign
from tests.web.joining import joined
from tests.web.sheet_desk import text
from tests.web.world import World, opened

TITLE = "Put the next step on the calendar"
RENAMED = replace(
    selling.ACADEMY,
    lessons=(selling.lesson("calendar-open", TITLE, aliases=("next-step",)), *selling.ACADEMY.lessons[1:]),
)


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    """Ada has taken the lesson, for Bo it waits; then it is renamed."""
    async with opened(sqlite) as made:
        await made.enter_policy()
        await answer(made, made.cast.ada)
        assert (await assign(made, made.cast.bo)).status_code == 303
        await selling.serve(RENAMED)
        yield made


async def test_its_title_stands_where_it_was_taken(world: World):
    async with world.visit(world.cast.ada) as ada:
        assert f"<span>{TITLE}</span>" in (await ada.get("/my-line")).text
        record = (await ada.get("/account/record")).text
    assert TITLE in record
    assert "next-step," not in record


async def test_what_was_answered_under_both_ids_stands_together(world: World):
    await answer(world, world.cast.ada, lesson="calendar-open")
    async with world.visit(world.cast.ada) as ada:
        line = (await ada.get("/my-line")).text
    assert line.count(f"<span>{TITLE}</span>") == 1
    assert "right on 4 of 4 that count" in line


async def test_its_title_stands_where_it_waits(world: World):
    bo = world.cast.bo
    async with world.visit(world.cast.mira) as mira:
        person = (await mira.get(f"/people/{bo.id}")).text
        table = (await mira.get("/team/completions")).text
    assert person.partition('id="assigned"')[2].partition("</section>")[0].count(TITLE) > 0
    assert {row[2] for row in csv.reader(io.StringIO(table.removeprefix("\ufeff"))) if row[3] != "State"} == {TITLE}


async def test_it_is_not_asked_for_again_under_its_new_id(world: World):
    again = await assign(world, world.cast.bo, lesson="calendar-open")
    assert again.status_code == 422
    assert f"already has “{TITLE}” to take" in again.text


async def test_what_was_begun_before_goes_on_where_it_is_and_is_done_once_it_is_finished(world: World):
    bo, go_on = world.cast.bo, "3 min, 1 of 2 answered"
    await selling.serve(selling.ACADEMY)
    begun = Deed(actor=bo.actor, entry=world.entry(bo), lesson="next-step")
    await learning.answer(begun, "first", {"choice": ["a"]})
    await selling.serve(RENAMED)
    async with world.visit(bo) as visitor:
        day, shelf = (await visitor.get("/today")).text, (await visitor.get("/lessons")).text
        assert "One lesson to finish" in day
        assert "1 min 30 s" in text(day)
        assert go_on in text(shelf)
        moved = await visitor.get("/lessons/calendar-open")
        assert (moved.status_code, moved.headers["location"]) == (303, "/lessons/next-step")
        assert "your answer" in (await visitor.get("/lessons/next-step")).text
        # As a form would that was shown under the new id.
        goes_on = Deed(actor=bo.actor, entry=world.entry(bo), lesson="calendar-open")
        sent = [await learning.answer(goes_on, "second", {"choice": ["a"]}) for _time in range(2)]
        day, shelf = (await visitor.get("/today")).text, (await visitor.get("/lessons")).text
    assert f"“{TITLE}” is finished." in text(day)
    assert go_on not in text(shelf)
    assert await learnt.completed(bo.id) == {"next-step"}
    assert sent[0] == sent[1]
    assert await learnt.in_progress(bo.id) == [], "sent twice, the last answer begins nothing"


async def test_whoever_took_it_under_both_ids_is_counted_once(world: World):
    await answer(world, world.cast.ada, lesson="calendar-open")
    leader = await joined(world, "Vera", "leader", team=False)
    for name in ("Cora", "Dan", "Eve"):
        await joined(world, name, "rep")
    async with world.visit(leader) as vera:
        table = (await vera.get(f"/team/completions?team={world.cast.north}")).text
    assert list(csv.reader(io.StringIO(table.removeprefix("\ufeff"))))[1:] == [["Team North", TITLE, "1", "5"]]
