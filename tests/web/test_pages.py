"""The pages that cross areas, by plain HTTP as each role sees them."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from msgspec.structs import replace

from server import clock, db
from server.assignments import queries as assignments
from server.coaching import queries as coaching
from server.learning import actions as learning
from server.learning.actions import Deed
from server.lessons.compiler.diagnostic import Diagnostic
from server.people import queries as people
from server.people.queries import Person
from tests import client, selling
from tests.client import form_of, send
from tests.databases import Database
from tests.selling import ACADEMY
from tests.web.world import World, opened


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        yield made


def in_days(days: int) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


async def assign(world: World, to: Person, *, lesson: str = "next-step", **wrong: str) -> httpx.Response:
    async with world.visit(world.cast.mira) as mira:
        path = f"/people/{to.id}"
        fields = {"lesson": lesson, "reason": "For Friday.", "day": in_days(3), **wrong}
        return await send(mira, path, f"{path}/assignments", **fields)


async def answer(world: World, person: Person, *, lesson: str = "next-step") -> None:
    """Answers every question of a lesson, and so finishes it."""
    for question in ("first", "second"):
        deed = Deed(actor=person.actor, entry=world.entry(person), lesson=lesson)
        await learning.answer(deed, question, {"choice": ["a"]})


async def test_the_bare_address_leads_each_role_to_its_work(world: World):
    cast = world.cast
    homes = {cast.ada: "/today", cast.mira: "/team", cast.lea: "/team", cast.sam: "/academy", cast.zoe: "/setup"}
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
    assert "Done for today." in text
    assert "You finished “Hear the problem”." in text
    assert await assignments.open_for(world.cast.ada.id) == []


async def test_the_number_of_statements_does_not_grow_with_what_is_shown(world: World):
    await world.enter_policy()
    counts: dict[str, list[int]] = {"/today": [], "/my-line": [], "/deals": []}
    team: list[int] = []
    for turn in range(2):
        async with world.visit(world.cast.ada) as ada:
            for path, asked in counts.items():
                await ada.get(path)
                with db.counted() as count:
                    await ada.get(path)
                asked.append(count.n)
            for number in range(4 * (1 - turn)):
                await send(ada, "/deals", "/deals", name=f"Deal {number}", motion="new", stage="engage")
        async with world.visit(world.cast.mira) as mira:
            for path in ("/team", f"/people/{world.cast.ada.id}"):
                await mira.get(path)
                with db.counted() as count:
                    await mira.get(path)
                team.append(count.n)
        if not turn:
            await answer(world, world.cast.ada)
            for person in (world.cast.ada, world.cast.bo):
                await assign(world, person, lesson="hear-it")
    assert all(first == second for first, second in counts.values()), counts
    assert team[:2] == team[2:]
    assert max(counts["/today"]) <= 9
    assert max(*counts["/my-line"], *counts["/deals"], *team) <= 14


async def test_my_line_shows_what_was_written_answered_and_who_looked(world: World):
    await answer(world, world.cast.ada)
    async with world.visit(world.cast.mira) as mira:
        path = f"/people/{world.cast.ada.id}"
        sent = await send(mira, path, f"{path}/notes", words="Ask <Petra> first.", deal="")
        assert sent.status_code == 303
    async with world.visit(world.cast.ada) as ada:
        text = (await ada.get("/my-line")).text
        today = (await ada.get("/today")).text
    assert "Ask &lt;Petra&gt; first." in text
    assert "Ask &lt;Petra&gt; first." in today
    assert "right on 2 of 2 first answers" in text
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


async def test_before_a_policy_nobody_sees_a_number_about_somebody_else(world: World):
    await answer(world, world.cast.ada)
    async with world.visit(world.cast.mira) as mira:
        text = (await mira.get("/team")).text
        assert "Numbers about people are not shown yet." in text
        assert "Finished this week" not in text
        assert "Practised this week" not in text
        person = (await mira.get(f"/people/{world.cast.ada.id}")).text
        assert "finished in 30 days" not in person
        assert "once your company has entered its policy" in person
        await world.enter_policy()
        text = (await mira.get("/team")).text
        assert "Practised this week: 1 of 2" in text
        assert "one lesson finished in 30 days" in (await mira.get(f"/people/{world.cast.ada.id}")).text


async def test_the_page_of_a_person_never_holds_an_answer(world: World):
    await world.enter_policy()
    await answer(world, world.cast.ada)
    async with world.visit(world.cast.mira) as mira:
        text = (await mira.get(f"/people/{world.cast.ada.id}")).text
    assert "Which one?" not in text
    assert "first answers" not in text


async def test_the_page_of_a_person_is_for_their_managers_of_today(world: World):
    ada = f"/people/{world.cast.ada.id}"
    for person, status in ((world.cast.mira, 200), (world.cast.lea, 200), (world.cast.tom, 404), (world.cast.bo, 404)):
        async with world.visit(person) as visitor:
            assert (await visitor.get(ada)).status_code == status, person.name
    assert {look.name for look in await people.who_looked(world.cast.ada.id)} == {"Mira North", "Lea Leader"}
    async with world.visit(world.cast.mira) as mira:
        assert (await mira.get(f"/people/{world.cast.mira.id}")).headers["Location"] == "/my-line"


async def test_a_lesson_is_assigned_and_withdrawn_from_the_page_of_a_person(world: World):
    sent = await assign(world, world.cast.ada)
    assert sent.status_code == 303
    (waiting,) = await assignments.open_for(world.cast.ada.id)
    async with world.visit(world.cast.mira) as mira:
        path = f"/people/{world.cast.ada.id}"
        assert "Put the next step on the calendar" in (await mira.get("/team")).text
        sent = await send(mira, path, f"/assignments/{waiting.id}/withdrawal")
        assert sent.headers["Location"] == f"{path}#assigned"
    assert await assignments.open_for(world.cast.ada.id) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": "2026-01-01"}, "Choose a day after today"),
        ({"lesson": ""}, "This is needed."),
        ({"reason": ""}, "This is needed."),
        ({"reason": "x" * 600}, "longer than 500 characters"),
        ({"lesson": "draft"}, "not open to take"),
    ],
)
async def test_an_assignment_with_a_fault_comes_back_with_every_word(world: World, wrong: dict[str, str], sentence: str):
    sent = await assign(world, world.cast.ada, **wrong)
    assert sent.status_code == 422
    assert sentence in sent.text
    assert wrong.get("reason", "For Friday.") in sent.text
    assert await assignments.open_for(world.cast.ada.id) == []


async def test_assigning_what_already_waits_is_said_in_the_form(world: World):
    await assign(world, world.cast.ada)
    sent = await assign(world, world.cast.ada, reason="Once more.")
    assert sent.status_code == 422
    assert "Ada Rep already has" in sent.text
    assert "Once more." in sent.text


async def test_a_note_with_nothing_in_it_comes_back(world: World):
    async with world.visit(world.cast.mira) as mira:
        path = f"/people/{world.cast.ada.id}"
        assert (await send(mira, path, f"{path}/notes", words=" ")).status_code == 422
        assert (await send(mira, path, f"{path}/notes", words="x" * 2_500)).status_code == 422
    assert await coaching.newest(world.cast.ada.id) is None


async def test_another_manager_reaches_nobody_of_this_team(world: World):
    await assign(world, world.cast.ada)
    (waiting,) = await assignments.open_for(world.cast.ada.id)
    async with world.visit(world.cast.tom) as tom:
        fields = form_of((await tom.get(f"/people/{world.cast.ida.id}")).text, f"/people/{world.cast.ida.id}/notes")
        for path in (
            f"/people/{world.cast.ada.id}/notes",
            f"/people/{world.cast.ada.id}/assignments",
            f"/assignments/{waiting.id}/withdrawal",
        ):
            sent = {**fields, "words": "Hi.", "lesson": "hear-it", "reason": "So.", "day": in_days(2)}
            assert (await tom.post(path, data=sent, headers={"Origin": client.HOME})).status_code == 404, path
    assert await coaching.newest(world.cast.ada.id) is None
    assert len(await assignments.open_for(world.cast.ada.id)) == 1


async def test_an_author_sees_what_the_last_load_said_and_what_is_kept_from_before(world: World):
    fault = Diagnostic(
        path="engage/hear-it.md", line=47, column=3, code="E210", severity="error", message="No right answer.", help="Mark one."
    )
    async with world.visit(world.cast.sam) as sam:
        assert "Every file is in order" in (await sam.get("/academy")).text
        await selling.serve(diagnostics=(fault,))
        text = (await sam.get("/academy")).text
    for words in ("One error to fix", "engage/hear-it.md:47:3", "E210", "No right answer.", "Mark one.", "last good version"):
        assert words in text
