"""A lesson or a path for several people, by plain HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from server import clock, db, ledger, outbox
from server.assignments import queries as assignments
from server.facts import AnswerGiven
from server.people.queries import Person
from tests.client import send
from tests.databases import Database
from tests.web.world import World, opened

PAGE = "/team/assignments"


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        yield made


async def wrong(world: World, person: Person) -> None:
    """Eight questions about one behaviour, all answered wrong."""

    async def verb() -> None:
        for n in range(8):
            fact = AnswerGiven(
                take=None,
                lesson="next-step",
                question=f"q{n}",
                revision=1,
                question_kind="single",
                behaviours=("next-step-confirmed",),
                mark=0.0,
                nth=0,
                hints=0,
                picks=("b",),
            )
            await ledger.record(fact, world.entry(person), person=person.id, team=person.team)

    await db.run(verb)


def until() -> str:
    return (clock.now() + timedelta(days=7)).date().isoformat()


async def test_a_whole_team_gets_a_path_with_one_mail_each(world: World):
    async with world.visit(world.cast.mira) as mira:
        sent = await send(mira, PAGE, PAGE, course="path:new-rep", reason="To begin with.", day=until())
        assert sent.status_code == 303
        assert "Given to 2 people" in (await mira.get(sent.headers["Location"])).text
        sent = await send(mira, PAGE, PAGE, course="path:new-rep", reason="To begin with.", day=until())
        assert sent.status_code == 422
        assert "already has it to take" in sent.text
        assert "To begin with." in sent.text
    for person in (world.cast.ada, world.cast.bo):
        (waiting,) = await assignments.open_for(person.id)
        assert (waiting.path, waiting.lesson) == ("new-rep", "next-step")
    assert await assignments.open_for(world.cast.ida.id) == []
    assert await outbox.waiting() == 2


async def test_who_has_a_gap_is_told_by_a_policy_and_worked_out_when_it_is_pressed(world: World):
    asked = f"{PAGE}?behaviour=next-step-confirmed"
    async with world.visit(world.cast.mira) as mira:
        assert "once your company has entered its policy" in (await mira.get(asked)).text
        await world.enter_policy()
        assert "Nobody in your team has it just now" in (await mira.get(asked)).text
        await wrong(world, world.cast.ada)
        text = (await mira.get(asked)).text
        assert "One of 2: Ada Rep." in text
        fields = {"course": "lesson:hear-it", "reason": "It helps.", "day": until(), "whom": "gap"}
        sent = await send(mira, asked, PAGE, **fields)
        assert "Given to one person" in (await mira.get(sent.headers["Location"])).text
    (waiting,) = await assignments.open_for(world.cast.ada.id)
    assert (waiting.lesson, waiting.behaviour) == ("hear-it", "next-step-confirmed")
    assert await assignments.open_for(world.cast.bo.id) == []


async def test_counts_only_tells_no_gap_and_gives_to_the_team_alone(world: World):
    await world.enter_policy(counts_only=True)
    async with world.visit(world.cast.mira) as mira:
        text = (await mira.get(f"{PAGE}?behaviour=next-step-confirmed")).text
        assert "counts only" in text
        assert "who have the gap" not in text
        fields = {"course": "lesson:hear-it", "reason": "It helps.", "day": until(), "whom": "gap"}
        assert (await send(mira, PAGE, PAGE, **fields)).status_code == 422


async def test_it_is_for_managers(world: World):
    for person, status in ((world.cast.mira, 200), (world.cast.lea, 200), (world.cast.ada, 404), (world.cast.zoe, 404)):
        async with world.visit(person) as visitor:
            assert (await visitor.get(PAGE)).status_code == status, person.name
