from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from server import ids, ledger
from server.assignments import actions as assigning
from server.assignments import queries as assignments
from server.coaching import actions, queries
from server.coaching.looks import Count, Moved, Pooled
from server.coaching.tables import SeenRow
from server.inspections import queries as inspections
from server.inspections.actions import Done
from server.learning.tables import Take
from server.people import actions as people
from server.people.queries import Person
from server.wiring import REACTIONS
from tests.assignments.giving import complete
from tests.cast import SITE, TUESDAY
from tests.databases import Database
from tests.inspections.world import NOTHING_SHOWN, World, arrange, every
from tests.people.leave import away
from tests.selling import lesson

STEP, ACCESS = "next-step-confirmed", "stakeholder-access"
FRIDAY = date(2026, 11, 20)


@pytest.fixture
async def world(database: Database) -> World:
    ledger.react_with(REACTIONS)
    return await arrange()


async def assign(world: World, behaviour: str = STEP) -> None:
    cast = world.cast
    entry = cast.entry(cast.mira)
    await assigning.assign(
        cast.mira.actor,
        entry,
        person=cast.ada.id,
        lesson="next-step",
        reason="For Friday.",
        day=FRIDAY,
        site=SITE,
        behaviour=behaviour,
    )


async def take(world: World) -> None:
    await complete(world.cast, world.cast.ada, "next-step")


async def look(world: World, row: Done, behaviour: str = STEP, *, mode: str = "full") -> None:
    await world.inspect({behaviour: row}, mode=mode)


async def waiting(world: World) -> list[tuple[str, str, bool, date]]:
    found = await queries.open_looks([world.cast.ada.id, world.cast.bo.id])
    of_ada = found.get(world.cast.ada.id, [])
    own, _ = await queries.own_looks(world.cast.ada.id, world.cast.now)
    assert own == of_ada, "they read the same of themselves"
    return [(one.behaviour, one.cause, one.started_at is not None, one.due_on) for one in of_ada]


async def test_a_lesson_about_a_gap_sets_the_next_look_after_it_is_done(world: World):
    await assign(world)
    assert await waiting(world) == [(STEP, "lesson", False, date(2026, 12, 20))]
    world.later(days=1)
    await take(world)
    assert await waiting(world) == [(STEP, "lesson", True, date(2026, 12, 18))]
    assert await queries.wanted(world.cast.ada.id, date(2026, 12, 17)) == frozenset()
    assert await queries.wanted(world.cast.ada.id, date(2026, 12, 18)) == {STEP}


async def test_the_look_stands_on_the_sheet_from_the_morning_of_its_day_where_who_looks_is(world: World):
    await assign(world, ACCESS)
    world.later(days=1)
    await take(world)
    assert [due for *_, due in await waiting(world)] == [date(2026, 12, 9)]
    cast = world.cast
    mira = replace(cast.mira, zone="Pacific/Auckland")
    cast.now = datetime(2026, 12, 8, 20, tzinfo=UTC)
    meeting = await actions.prepare(mira.actor, cast.entry(mira), person=cast.ada.id, deal=world.deal)
    sheet = await inspections.any_sheet(await actions.open_sheet(mira.actor, cast.entry(mira), meeting))
    assert sheet is not None
    assert {row.behaviour: row.reason for row in sheet.rows}[ACCESS] == "again"


async def test_a_lesson_that_follows_no_gap_sets_nothing(world: World):
    await assign(world, "")
    assert await waiting(world) == []


async def test_a_note_about_a_behaviour_starts_the_clock_at_once(world: World):
    cast = world.cast
    for behaviour in (ACCESS, ""):
        entry = cast.entry(cast.mira)
        await actions.write_note(
            cast.mira.actor, entry, person=cast.ada.id, words="Go together.", tag="step", behaviour=behaviour
        )
    assert await waiting(world) == [(ACCESS, "note", True, date(2026, 12, 8))]


async def test_a_look_comes_later_by_the_days_of_leave_of_the_person_and_of_a_manager_for_whom_nobody_covers(world: World):
    cast = world.cast
    await people.set_roles(None, cast.tom.id, {"manager"}, entry=cast.entry(cast.zoe))
    entry = cast.entry(cast.mira)
    await actions.write_note(cast.mira.actor, entry, person=cast.ada.id, words="Go.", tag="step", behaviour=ACCESS)
    at = date(2026, 12, 8)
    ada = await away(cast.ada, cast.entry(cast.ada), FRIDAY, FRIDAY)
    assert await waiting(world) == [(ACCESS, "note", True, at + timedelta(days=1))]
    await away(cast.mira, cast.entry(cast.mira), FRIDAY, date(2026, 11, 22))
    assert await waiting(world) == [(ACCESS, "note", True, at + timedelta(days=3))]
    await people.withdraw_absence(cast.ada.actor, cast.entry(cast.ada), ada)
    await away(cast.mira, cast.entry(cast.mira), date(2026, 11, 25), date(2026, 11, 27), cover=cast.tom.id)
    assert await waiting(world) == [(ACCESS, "note", True, at + timedelta(days=3))]


async def test_where_a_team_has_no_manager_the_leave_of_who_manages_the_one_above_counts(world: World):
    cast = world.cast
    entry = cast.entry(cast.mira)
    await actions.write_note(cast.mira.actor, entry, person=cast.ada.id, words="Go.", tag="step", behaviour=ACCESS)
    await away(cast.lea, cast.entry(cast.lea), FRIDAY, FRIDAY)
    assert await waiting(world) == [(ACCESS, "note", True, date(2026, 12, 8))]
    await people.leave_team(None, cast.mira.id, cast.north, manages=True, entry=cast.entry(cast.zoe))
    await away(cast.lea, cast.entry(cast.lea), date(2026, 11, 25), date(2026, 11, 25))
    assert await waiting(world) == [(ACCESS, "note", True, date(2026, 12, 10))]


async def test_a_later_cause_takes_the_place_of_an_earlier_one(world: World):
    cast, entry = world.cast, world.cast.entry(world.cast.mira)
    await assign(world)
    world.later(days=2)
    await actions.write_note(cast.mira.actor, entry, person=cast.ada.id, words="Stop early.", tag="step", behaviour=STEP)
    assert [cause for _behaviour, cause, _started, _due in await waiting(world)] == ["note"]


async def test_looking_after_the_lesson_answers_it_and_looking_before_does_not(world: World):
    await assign(world)
    world.later(days=1)
    await look(world, NOTHING_SHOWN)
    assert len(await waiting(world)) == 1
    await take(world)
    world.later(days=1)
    await look(world, NOTHING_SHOWN, "business-case-co-owned")
    assert len(await waiting(world)) == 1
    await look(world, NOTHING_SHOWN)
    assert await waiting(world) == []


async def test_a_look_on_its_day_answers_it_although_nobody_took_the_lesson(world: World):
    await assign(world)
    world.later(days=33)
    await look(world, NOTHING_SHOWN)
    assert await waiting(world) == []


async def test_what_was_taken_back_or_whose_person_left_is_not_looked_at_again(world: World):
    cast = world.cast
    await assign(world)
    (given,) = await assignments.open_for(cast.ada.id)
    before = await waiting(world)
    await assigning.withdraw(cast.mira.actor, cast.entry(cast.mira), given.id)
    assert await waiting(world) == []
    await assigning.restore(cast.mira.actor, cast.entry(cast.mira), given.id)
    assert await waiting(world) == before
    await assigning.withdraw(cast.mira.actor, cast.entry(cast.mira), given.id)
    await assign(world)
    await people.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    assert await waiting(world) == []


async def test_doing_before_and_since_is_told_to_the_person_and_with_a_policy_to_their_manager(world: World):
    cast = world.cast
    await look(world, NOTHING_SHOWN)
    world.later(days=1)
    await assign(world)
    await take(world)
    assert await since(world, cast.ada.id) == [(STEP, "next-step", Moved(Count(0, 1), Count(0, 0)))]
    world.later(days=1)
    await world.prove(STEP)
    await look(world, every(STEP))
    assert await since(world, cast.ada.id) == [(STEP, "next-step", Moved(Count(0, 1), Count(1, 1)))]
    assert await queries.since(cast.mira.actor, cast.ada.id, cast.now) == []
    await people.set_policy(
        cast.zoe.actor,
        company="Northwind",
        text="for coaching",
        owner="Lea",
        in_force_from=TUESDAY.date(),
        counts_only=False,
        entry=cast.entry(cast.zoe),
    )
    assert len(await queries.since(cast.mira.actor, cast.ada.id, cast.now)) == 1
    for other in (cast.tom, cast.bo, cast.sam, cast.zoe):
        assert await queries.since(other.actor, cast.ada.id, cast.now) == []


async def since(world: World, person: object) -> list[tuple[str, str, Moved]]:
    found = await queries.since(world.cast.ada.actor, world.cast.ada.id, world.cast.now)
    _, own = await queries.own_looks(world.cast.ada.id, world.cast.now)
    assert own == found, "they read the same of themselves"
    return [(one.behaviour, one.lesson, one.moved) for one in found]


async def test_what_somebody_says_of_themselves_counts_on_neither_side(world: World):
    await assign(world)
    await take(world)
    world.later(days=1)
    await world.inspect({STEP: every(STEP)}, world.cast.ada, mode="self-check")
    assert await since(world, None) == [(STEP, "next-step", Moved(Count(0, 0), Count(0, 0)))]
    assert len(await waiting(world)) == 1


async def test_nothing_is_told_of_a_lesson_that_few_have_taken(world: World):
    await Take.insert(Take(id=world.deal, person=world.cast.ada.id, lesson="next-step", finished_at=TUESDAY))
    assert await queries.pooled(lesson("next-step", "Next")) == {}


async def test_of_twenty_people_who_took_a_lesson_doing_before_and_since_is_told_without_names(world: World):
    before, pivot, since = TUESDAY, TUESDAY + timedelta(days=5), TUESDAY + timedelta(days=9)
    for n in range(20):
        person = (await add(f"Rep {n}", world)).id
        await Take.insert(Take(id=ids.new(), person=person, lesson="listen", finished_at=pivot))
        for at, shown in ((before, 0.0), (since, 1.0)):
            row = SeenRow(id=ids.new(), person=person, behaviour=STEP, deal=ids.new(), shown=shown, at=at)
            await SeenRow.insert(row)
    about = lesson("hear-it", "Hear", aliases=("listen",))
    assert await queries.pooled(about) == {STEP: Pooled(Moved(Count(0, 20), Count(20, 20)), 20)}


async def add(name: str, world: World) -> Person:
    email = f"{name.replace(' ', '-').lower()}@example.org"
    return await people.add_person(None, name=name, email=email, roles=["rep"], entry=world.cast.entry())
