"""Walking scenarios, verb by verb."""

import asyncio

import pytest
from msgspec.structs import replace

from server import db, ids, ledger
from server.errors import Invalid, Refused
from server.facts import LessonCompleted, MoveMade, ScenarioEnded, ScenarioRewound
from server.learning import queries
from server.learning.actions import make_move, rewind, take_hint
from server.learning.walk import Walk, retrace
from server.people.roles import Actor
from tests.databases import Database
from tests.learning import questions as q
from tests.learning.lessons import lesson
from tests.learning.world import WALKED, add_person, deed, serve


@pytest.fixture
async def ada(database: Database) -> Actor:
    await serve(WALKED)
    return await add_person("Ada")


async def walk_of(actor: Actor) -> Walk:
    take = await queries.latest(actor.id, "walked")
    assert take is not None
    return retrace(q.SCENARIO, (await queries.deeds_in(take.id))["scenario"])


async def go(actor: Actor, *moves: str) -> None:
    """Makes these moves from wherever the walk stands."""
    for chosen in moves:
        take = await queries.latest(actor.id, "walked")
        walk = await walk_of(actor) if take else retrace(q.SCENARIO, ())
        assert walk.scene
        await make_move(deed(actor, "walked"), "scenario", scene=walk.scene.id, move=chosen, round=walk.round, step=walk.step)


async def kinds(actor: Actor) -> list[str]:
    return [stored.fact.kind for stored in await ledger.of_person(actor.id)]


async def test_a_walk_to_an_ending_completes_the_lesson(ada: Actor):
    await go(ada, "good", "well")
    assert await kinds(ada) == ["lesson-begun", "move-made", "move-made", "scenario-ended", "lesson-completed"]
    stored = await ledger.of_person(ada.id)
    ended = next(one.fact for one in stored if isinstance(one.fact, ScenarioEnded))
    assert (ended.scene, ended.outcome, ended.round) == ("won", "moved", 0)
    assert [one.fact.mark for one in stored if isinstance(one.fact, MoveMade)] == [1.0, 1.0]


async def test_going_back_is_kept_as_a_retry_and_completes_nothing_again(ada: Actor):
    await go(ada, "good", "half")
    await rewind(deed(ada, "walked"), "scenario", round=0, step=2, kept=1)
    await go(ada, "well")
    stored = await ledger.of_person(ada.id)
    rewound = next(one.fact for one in stored if isinstance(one.fact, ScenarioRewound))
    assert (rewound.scene, rewound.round) == ("middle", 1)
    assert [(one.fact.round, one.fact.retry) for one in stored if isinstance(one.fact, MoveMade)] == [
        (0, False),
        (0, False),
        (1, True),
    ]
    assert sum(isinstance(one.fact, LessonCompleted) for one in stored) == 1
    walk = await walk_of(ada)
    assert walk.scene
    assert walk.scene.id == "won"
    assert [choice.id for choice in walk.first] == ["good", "half"]


async def test_one_can_go_back_to_the_first_moment(ada: Actor):
    await go(ada, "again", "good", "half")
    await rewind(deed(ada, "walked"), "scenario", round=0, step=3, kept=0)
    walk = await walk_of(ada)
    assert (walk.round, walk.step, walk.path) == (1, 0, ())


async def test_the_same_move_twice_is_made_once(ada: Actor):
    form = ids.new()
    one, other = await asyncio.gather(
        *(
            make_move(deed(ada, "walked", form=form, digest="d"), "scenario", scene="start", move="good", round=0, step=0)
            for _ in range(2)
        )
    )
    assert one == other
    assert (await kinds(ada)).count("move-made") == 1


async def test_of_two_windows_at_one_moment_only_one_goes_on(ada: Actor):
    found = await asyncio.gather(
        *(
            make_move(deed(ada, "walked"), "scenario", scene="start", move=chosen, round=0, step=0)
            for chosen in ("good", "bad", "again")
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Refused) for one in found) == 2
    assert (await kinds(ada)).count("move-made") == 1


async def test_a_move_that_is_no_choice_here_is_refused(ada: Actor):
    for chosen in ("", "well", "nowhere"):
        with pytest.raises(Invalid):
            await make_move(deed(ada, "walked"), "scenario", scene="start", move=chosen, round=0, step=0)
    with pytest.raises(Refused):
        await make_move(deed(ada, "walked"), "scenario", scene="middle", move="well", round=0, step=0)
    assert await kinds(ada) == []


async def test_there_is_no_going_back_from_the_first_moment(ada: Actor):
    with pytest.raises(Refused):
        await rewind(deed(ada, "walked"), "scenario", round=0, step=0, kept=0)


@pytest.mark.usefixtures("still")
async def test_a_move_costs_few_statements(ada: Actor):
    await go(ada, "again")
    with db.counted() as count:
        await make_move(deed(ada, "walked"), "scenario", scene="start", move="good", round=0, step=1)
    estimating = [sql for sql in count.sql if '"gap_' in sql]
    assert len(estimating) <= 4, estimating
    assert count.n - len(estimating) <= 8, count.sql


async def test_a_move_says_how_many_hints_were_open(database: Database):
    await serve(lesson(replace(q.SCENARIO, hints=("<p>Think of a day.</p>",)), id="walked"))
    ada = await add_person("Ada")
    await go(ada, "good")
    await take_hint(deed(ada, "walked"), "scenario")
    await go(ada, "well")
    made = [one.fact for one in await ledger.of_person(ada.id) if isinstance(one.fact, MoveMade)]
    assert [(one.move, one.hints) for one in made] == [("good", 0), ("well", 1)]
