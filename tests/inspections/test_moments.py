"""Deeds on one deal whose moments come in another order than they do: two at once, or a proof that waited on a device without a network."""

import pytest

from server.inspections import actions, queries
from tests.databases import Database
from tests.inspections.reference import PROCESS, clauses
from tests.inspections.second import WORDS, again, fills, picked, revealed
from tests.inspections.world import NOTHING_SHOWN, World, arrange, every, ticked

CASE = "business-case-co-owned"


@pytest.fixture
async def world(database: Database) -> World:
    return await arrange()


async def folds(world: World) -> bool:
    """Whether the row of the behaviour may fold on the next sheet, because nothing has changed."""
    world.later(hours=2)
    sheet = await queries.any_sheet(await world.begin())
    assert sheet is not None
    return sheet.row[CASE].folds


async def test_proof_that_waited_on_a_device_is_new_to_the_next_sheet_though_it_was_noted_before_the_last(world: World):
    await world.prove(CASE)
    world.later(hours=1)
    await world.inspect({CASE: every(CASE)})
    world.later(minutes=-30)
    await world.prove(CASE, clauses(CASE)[0])
    assert not await folds(world)


async def test_what_an_item_shows_is_new_to_the_next_sheet_though_it_was_said_a_moment_before_the_last(world: World):
    evidence = await world.prove(CASE)
    world.later(hours=1)
    await world.inspect({CASE: every(CASE)})
    world.later(seconds=-1)
    ada = world.cast.ada
    shows = [f"{CASE}/{clauses(CASE)[0]}"]
    await actions.link_evidence(ada.actor, world.cast.entry(ada), evidence, shows, process=PROCESS)
    assert not await folds(world)


async def test_proof_that_a_sheet_had_is_not_new_to_the_next_though_it_came_a_moment_after(world: World):
    sheet = await world.begin()
    world.later(seconds=1)
    await world.prove(CASE)
    world.later(seconds=-1)
    await world.close(sheet, {CASE: every(CASE)})
    assert await folds(world)


async def test_a_second_look_has_no_proof_that_the_manager_did_not_have(world: World):
    await world.prove(WORDS, "buyer-quoted")
    world.later(hours=1)
    await picked(world)
    world.later(minutes=-30)
    await world.prove(WORDS, "buyer-replied")
    world.later(days=3)
    id = await again(world)
    await fills(world, id, {WORDS: every(WORDS)})
    found = await revealed(world, id)
    assert {clause.clause: clause.states for clause in found.clauses}["buyer-replied"] == ("claimed", "claimed")


async def test_a_second_look_has_the_proof_that_the_manager_had_and_that_was_taken_back_since(world: World):
    evidence = await world.prove(WORDS)
    world.later(hours=1)
    await picked(world)
    world.later(seconds=-1)
    ada = world.cast.ada
    await actions.withdraw_evidence(ada.actor, world.cast.entry(ada), evidence, "A mistake.", process=PROCESS)
    world.later(days=3)
    id = await again(world)
    await fills(world, id, {WORDS: every(WORDS)})
    found = await revealed(world, id)
    assert {clause.clause: clause.states for clause in found.clauses}["buyer-replied"] == ("shown", "shown")


async def test_of_two_sheets_at_once_the_one_that_closed_last_is_what_is_answered(world: World):
    first, second = await world.begin(), await world.begin(world.cast.lea)
    await world.prove(WORDS)
    world.later(hours=1)
    await world.close(first, {WORDS: every(WORDS)})
    world.later(seconds=-1)
    await world.close(second, {WORDS: NOTHING_SHOWN}, world.cast.lea)
    found = await queries.last_row(world.deal, WORDS)
    assert found is not None
    assert (found[0].id, found[1].answer) == (second, (await queries.standings(world.deal))[WORDS].answer)


async def test_what_was_agreed_to_is_what_the_row_says_though_a_sheet_closed_a_moment_after_it_was_read(world: World):
    await world.inspect({WORDS: NOTHING_SHOWN})
    await world.prove(WORDS)
    ada, mira = world.cast.ada, world.cast.mira
    reply = await actions.give_reply(ada.actor, world.cast.entry(ada), world.deal, WORDS, "It is in the mail.")
    world.later(hours=1)
    await world.inspect({WORDS: ticked("buyer-quoted")})
    world.later(seconds=-1)
    ticks = every(WORDS).ticked.ticks
    answered = await actions.answer_reply(mira.actor, world.cast.entry(mira), reply, ticks=ticks, words="")
    assert answered.outcome == "agreed"
    found = await queries.last_row(world.deal, WORDS)
    assert found is not None
    assert found[1].answer == "met"


async def test_what_a_clock_did_that_was_years_ahead_is_followed_by_nothing_that_is_done_since_it_was_set_back(world: World):
    world.later(weeks=520)
    await world.prove(CASE)
    await world.inspect({CASE: every(CASE)})
    left_open = await world.begin(world.cast.lea)
    world.later(weeks=-520)
    added = await world.prove(WORDS)
    (found,) = [one for one in await queries.evidence(world.deal) if one.id == added]
    assert found.at == world.cast.now
    for sheet, by in ((await world.begin(), world.cast.mira), (left_open, world.cast.lea)):
        world.later(seconds=1)
        await world.close(sheet, {WORDS: every(WORDS)}, by)
        assert (await queries.concluded([world.deal]))[world.deal].inspected_at == world.cast.now
