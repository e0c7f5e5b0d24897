"""The pages that cross areas, by plain HTTP as each role sees them."""

from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

import httpx
import pytest
from msgspec.structs import replace

from server import db
from server.assignments import queries as assignments
from server.lessons.compiler.diagnostic import Diagnostic
from server.people.queries import Person
from tests import client, selling
from tests.client import send
from tests.databases import Database
from tests.selling import ACADEMY
from tests.web import selling_deeds
from tests.web.deeds import answer, assign
from tests.web.world import World, opened


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        yield made


async def test_the_bare_address_leads_each_role_to_its_work(world: World):
    cast = world.cast
    homes = {cast.ada: "/today", cast.mira: "/week", cast.lea: "/week", cast.sam: "/academy", cast.zoe: "/setup"}
    for person, home in homes.items():
        async with world.visit(person) as visitor:
            assert (await visitor.get("/")).headers["Location"] == home
    async with client.visiting(world.door) as nobody:
        assert (await nobody.get("/")).headers["Location"] == "/sign-in"


async def test_every_page_of_a_role_opens_and_those_of_others_are_not_found(world: World):
    pages = {"/today", "/my-line", "/deals", "/process", "/team", "/academy"}
    cast = world.cast
    mine = {
        cast.ada: {"/today", "/my-line", "/deals", "/process"},
        cast.mira: {"/my-line", "/process", "/team"},
        cast.sam: {"/my-line", "/process", "/academy"},
        cast.zoe: {"/my-line", "/process", "/academy"},
    }
    for person, open_ones in mine.items():
        async with world.visit(person) as visitor:
            assert {page for page in pages if (await visitor.get(page)).status_code == 200} == open_ones, person.name


async def test_a_first_day_holds_one_lesson_and_one_brass_action(world: World):
    async with world.visit(world.cast.ada) as ada:
        text = (await ada.get("/today")).text
    assert "Your first five minutes" in text
    assert "3 min in all" in text
    assert text.count("button brass") == 1


async def test_an_assigned_lesson_is_first_on_the_day_and_the_day_ends_when_it_is_finished(world: World):
    await assign(world, world.cast.ada, lesson="hear-it")
    async with world.visit(world.cast.ada) as ada:
        text = (await ada.get("/today")).text
        assert "Mira North asks" in text
        assert "For Friday." in text
        await answer(world, world.cast.ada, lesson="hear-it")
        text = (await ada.get("/today")).text
    assert "That is all for today." in text
    assert "“Hear the problem” is finished." in text
    assert await assignments.open_for(world.cast.ada.id) == []


async def fewest(visitor: httpx.AsyncClient, path: str) -> int:
    """How many statements a page sends when what every page shares is remembered, which lasts a second."""
    counts = []
    for _ in range(4):
        with db.counted() as count:
            await visitor.get(path)
        counts.append(count.n)
    return min(counts)


MOST = {"/today": 11, "/my-line": 18, "/deals": 6, "/team": 15, "/people/{person}": 39}
"""The statements that a page sends when it has at least one of everything below to show."""


@pytest.mark.usefixtures("still")
async def test_the_number_of_statements_does_not_grow_with_what_is_shown(world: World):
    await world.enter_policy()
    counts = [
        await statements_with(world, deals, assigned) for deals, assigned in ((1, (world.cast.ada,)), (6, (world.cast.bo,)))
    ]
    assert counts[0] == counts[1]
    assert {path: n for path, n in counts[1].items() if n > MOST[path]} == {}


async def statements_with(world: World, deals: int, assigned: Iterable[Person]) -> dict[str, int]:
    """What each page asks after so many more deals, promises, notes and answers of Ada, and a lesson for each of these people."""
    ada, mira = world.cast.ada, world.cast.mira
    about = f"/people/{ada.id}"
    for number in range(deals):
        await selling_deeds.promise(ada, await selling_deeds.deal(ada, f"Deal {number}"), due=timedelta(days=20 + number))
        await answer(world, ada)
    for person in assigned:
        await assign(world, person, lesson="hear-it")
    async with world.visit(mira) as manager:
        for number in range(deals):
            sent = await send(manager, about, f"{about}/notes", words=f"Note {number}", deal="", tag="step")
            assert sent.status_code == 303
        counts = {"/team": await fewest(manager, "/team"), "/people/{person}": await fewest(manager, about)}
    async with world.visit(ada) as seller:
        return counts | {path: await fewest(seller, path) for path in ("/today", "/my-line", "/deals")}


async def test_my_line_shows_what_was_written_answered_and_who_looked(world: World):
    await answer(world, world.cast.ada)
    async with world.visit(world.cast.mira) as mira:
        path = f"/people/{world.cast.ada.id}"
        sent = await send(mira, path, f"{path}/notes", words="Ask <Petra> first.", deal="", tag="step")
        assert sent.status_code == 303
    async with world.visit(world.cast.ada) as ada:
        text = (await ada.get("/my-line")).text
        today = (await ada.get("/today")).text
    assert "Ask &lt;Petra&gt; first." in text
    assert "Ask &lt;Petra&gt; first." in today
    assert "right on 2 of 2 that count" in text
    assert "Mira North" in text
    assert "opened the page about you" in text


async def test_answers_come_fifty_at_a_time_and_each_once(world: World):
    for _ in range(30):
        await answer(world, world.cast.ada)
        await answer(world, world.cast.ada, lesson="hear-it")
    async with world.visit(world.cast.ada) as ada:
        seen, path = 0, "/my-line"
        pages = 0
        while path:
            text = (await ada.get(path)).text
            seen += text.count(">Which one?<")
            pages += 1
            marker = 'href="/my-line?before='
            path = f"/my-line?before={text.split(marker)[1].split('#')[0]}" if marker in text else ""
    assert (seen, pages) == (120, 3)


async def test_a_strange_place_in_the_list_is_its_beginning(world: World):
    async with world.visit(world.cast.ada) as ada:
        assert (await ada.get("/my-line?before=%00%ff")).status_code == 200


async def test_the_process_is_sent_once_and_then_only_confirmed(world: World):
    async with world.visit(world.cast.ada) as ada:
        first = await ada.get("/process")
        assert 'id="stakeholder-access"' in first.text
        assert "Put the next step on the calendar" in first.text
        again = await ada.get("/process", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        spoken = await ada.get("/process?words=spin", headers={"If-None-Match": first.headers["ETag"]})
        assert spoken.status_code == 200
        assert "<dt>SPIN</dt><dd>Advance</dd>" in spoken.text
        assert "<dt>SPIN</dt>" not in first.text
        assert (await ada.get("/process?words=<b>")).text == first.text


async def test_the_process_is_sent_again_when_it_changed_or_somebody_else_reads_it(world: World):
    async with world.visit(world.cast.ada) as ada:
        etag = (await ada.get("/process")).headers["ETag"]
        process = ACADEMY.process
        assert process is not None
        await selling.serve(replace(ACADEMY, process=replace(process, version=4)))
        changed = await ada.get("/process", headers={"If-None-Match": etag})
        assert changed.status_code == 200
        assert "Version 4" in changed.text
    async with world.visit(world.cast.mira) as mira:
        assert (await mira.get("/process", headers={"If-None-Match": changed.headers["ETag"]})).status_code == 200


async def test_an_author_sees_what_the_last_load_said_and_what_is_kept_from_before(world: World):
    fault = Diagnostic(
        path="engage/hear-it.md", line=47, column=3, code="E210", severity="error", message="No right answer.", help="Mark one."
    )
    async with world.visit(world.cast.sam) as sam:
        calm = (await sam.get("/academy")).text
        assert "Every file is in order" in calm
        assert "1 November 2026" in calm
        assert ">2026-11-01<" not in calm
        await selling.serve(diagnostics=(fault,))
        text = (await sam.get("/academy")).text
    for words in ("One error to fix", "engage/hear-it.md:47:3", "E210", "No right answer.", "Mark one.", "last good version"):
        assert words in text
