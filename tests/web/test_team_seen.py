"""Who sees a team: its manager by name, a room and leaders as one, of five reps at least, and nobody else."""

from collections.abc import AsyncIterator

import pytest

from server import clock, ids
from server.coaching.tables import PartingRow
from server.people.queries import Person
from tests.databases import Database
from tests.gaps.world import answer, record, seen
from tests.web.joining import joined
from tests.web.world import World, opened

BEHAVIOUR = "next-step-confirmed"


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        await made.enter_policy()
        yield made


async def known(person: Person) -> None:
    """Three right answers, and one deal on which a clause was missing."""
    for number in range(3):
        await record(person.id, answer(f"q{number}", BEHAVIOUR), clock.now())
    await record(person.id, seen("partly", BEHAVIOUR, missing=("written",)), clock.now())


async def test_a_leader_sees_a_team_of_five_as_one_and_no_name_of_it(world: World):
    vera = await joined(world, "Vera", "leader", team=False)
    names = ("Carl", "Dora", "Emil")
    for name in names[:2]:
        await known(await joined(world, name, "rep"))
    async with world.visit(vera) as leader:
        assert "No team has five reps yet" in (await leader.get("/team")).text
        assert (await leader.get(f"/team?team={world.cast.north}")).status_code == 404
        await known(await joined(world, names[2], "rep"))
        text = (await leader.get("/team")).text
    assert "9 of 9" in text
    assert "0 of 3" in text
    assert not [name for name in (*names, world.cast.ada.name, world.cast.bo.name) if name in text]


async def test_presenting_hides_every_name_and_wants_five_reps(world: World):
    async with world.visit(world.cast.mira) as mira:
        small = (await mira.get("/team?present=1")).text
        assert "Fewer than five reps" in small
        for name in ("Carl", "Dora", "Emil"):
            await known(await joined(world, name, "rep"))
        room = (await mira.get("/team?present=1")).text
        assert "Carl" in (await mira.get("/team")).text
    assert "9 of 9" in room
    assert not [name for name in ("Carl", "Dora", "Emil", world.cast.ada.name, world.cast.bo.name) if name in room]


async def test_a_cell_opens_its_sentence_without_javascript_and_one_click_assigns(world: World):
    carl = await joined(world, "Carl", "rep")
    await known(carl)
    async with world.visit(world.cast.mira) as mira:
        text = (await mira.get(f"/team?open={carl.id}.{BEHAVIOUR}")).text
        assert 'id="cell-said"' in text
        assert "Right on 3 of 3 questions" in text
        assert f'action="/people/{carl.id}/assignments"' in text
        for odd in ("x", f"{carl.id}.no-such", f"{ids.new()}.{BEHAVIOUR}", "."):
            assert 'id="cell-said"' not in (await mira.get(f"/team?open={odd}")).text


async def test_counts_only_leaves_the_team_counts_and_no_ranking(world: World):
    await world.enter_policy(counts_only=True)
    await known(await joined(world, "Carl", "rep"))
    async with world.visit(world.cast.mira) as mira:
        text = (await mira.get("/team")).text
    assert "3 of 3" in text
    assert "likely" not in text
    assert "Reinforce next" not in text


async def test_nobody_else_has_a_page_of_a_team(world: World):
    for person in (world.cast.ada, world.cast.sam, world.cast.zoe):
        async with world.visit(person) as visitor:
            assert (await visitor.get("/team")).status_code == 404


async def test_how_people_left_their_one_to_ones_is_told_of_five_people_at_least(world: World):
    for _ in range(5):
        await PartingRow.insert(PartingRow(id=ids.new(), team=world.cast.north, answer="yes", at=clock.now()))
    async with world.visit(world.cast.mira) as mira:
        assert "left knowing the next step" not in (await mira.get("/team")).text
        for name in ("Carl", "Dora", "Edda"):
            await joined(world, name, "rep")
        assert "5 of 5 left knowing the next step" in (await mira.get("/team")).text
