"""What a manager sees and does, by plain HTTP, and what stays out of reach."""

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from server.assignments import queries as assignments
from server.coaching import queries as coaching
from server.people import queries as people
from tests import client, selling
from tests.client import form_of, send
from tests.databases import Database
from tests.selling import lesson
from tests.web.deeds import answer, assign, in_days
from tests.web.world import World, opened


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        yield made


async def test_before_a_policy_nobody_sees_a_number_about_somebody_else(world: World):
    await answer(world, world.cast.ada)
    async with world.visit(world.cast.mira) as mira:
        text = (await mira.get("/team")).text
        assert "Numbers about people are not shown yet." in text
        assert "Practised this week" not in text
        person = (await mira.get(f"/people/{world.cast.ada.id}")).text
        assert "finished in 30 days" not in person
        assert "First proven" not in person
        assert "once your company has entered its policy" in person
        await world.enter_policy()
        text = (await mira.get("/team")).text
        assert "Practised this week: 1 of 2" in text
        person = (await mira.get(f"/people/{world.cast.ada.id}")).text
        assert "one lesson finished in 30 days" in person
        assert "First proven" in person


async def test_the_page_of_a_person_never_holds_an_answer(world: World):
    await world.enter_policy()
    await answer(world, world.cast.ada)
    async with world.visit(world.cast.mira) as mira:
        text = (await mira.get(f"/people/{world.cast.ada.id}")).text
    assert "Which one?" not in text
    assert "that count" not in text


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


async def test_a_lesson_for_managers_is_offered_to_no_rep(world: World):
    inspect = replace(lesson("inspect-it", "Inspect the zebra"), audience=("manager",))
    await selling.serve(replace(selling.ACADEMY, lessons=(*selling.ACADEMY.lessons, inspect)))
    async with world.visit(world.cast.mira) as mira:
        offered = (await mira.get(f"/people/{world.cast.ada.id}")).text
        assert '<option value="next-step"' in offered
        assert "Inspect the zebra" not in offered
        process = (await mira.get("/process")).text
        assert "/lessons/next-step" in process
        assert "Inspect the zebra" not in process


async def test_an_empty_assignment_is_told_everything_that_is_missing(world: World):
    path = f"/people/{world.cast.ada.id}"
    async with world.visit(world.cast.mira) as mira:
        sent = await send(mira, path, f"{path}/assignments", lesson="", reason="", day="")
    assert sent.status_code == 422
    assert "3 things to fix" in sent.text
    assert sent.text.count("This is needed.") == 6
    assert sent.text.count("autofocus") == 1


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
        assert (await send(mira, path, f"{path}/notes", words=" ", tag="step")).status_code == 422
        assert (await send(mira, path, f"{path}/notes", words="x" * 2_500, tag="step")).status_code == 422
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
