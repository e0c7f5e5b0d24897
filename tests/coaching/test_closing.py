from datetime import date

import pytest
from msgspec.structs import replace

from server import ids, ledger, outbox
from server.assignments import queries as assignments
from server.coaching import actions, closing, queries
from server.coaching.actions import Left
from server.commitments import queries as commitments
from server.commitments.due import evening
from server.errors import Conflict, NotFound, Refused
from server.facts import CommitmentMade, InspectionClosed, LessonAssigned, NoteWritten
from server.gaps.priority import Gap, Kind, Seen
from server.inspections import queries as inspections
from server.ledger import Entry
from server.people import actions as people
from server.people.queries import Person
from tests.cast import SITE, ZONE
from tests.databases import Database
from tests.inspections.reference import PROCESS
from tests.inspections.world import NOTHING_SHOWN, World, arrange
from tests.selling import lesson

CASE = "business-case-co-owned"
NEXT_WEEK = date(2026, 11, 24)
ALL = Left(
    behaviour=CASE,
    note="Build it with Petra, on her numbers.",
    tag="step",
    commitment="Build the first page with Petra",
    due=NEXT_WEEK,
    lesson="next-step",
)


@pytest.fixture
async def world(database: Database) -> World:
    return await arrange()


async def close(world: World, left: Left, *, by: Person | None = None, entry: Entry | None = None) -> None:
    by = by or world.cast.mira
    inspection = await world.begin(by)
    entry = entry or world.cast.entry(by)
    await actions.close_sheet(by.actor, entry, inspection, left, rows={CASE: NOTHING_SHOWN}, site=SITE)


async def test_one_press_leaves_a_note_a_commitment_and_a_lesson_that_know_their_sheet(world: World):
    await close(world, ALL)
    (sheet,) = await inspections.sheets_of_deal(world.deal)
    (note,) = await queries.about(world.cast.ada.id, world.cast.ada.actor, world.cast.now)
    (promise,) = await commitments.open_of(world.cast.ada.id)
    (given,) = await assignments.open_for(world.cast.ada.id)
    assert (note.inspection, note.behaviour, note.tag, note.deal) == (sheet.id, CASE, "step", world.deal)
    assert (promise.inspection, promise.behaviours, promise.due_at) == (sheet.id, (CASE,), evening(NEXT_WEEK, ZONE))
    assert (promise.proof, promise.ask) == (PROCESS.behaviour[CASE].artifact, PROCESS.behaviour[CASE].coach)
    assert (given.inspection, given.behaviour, given.due_at) == (sheet.id, CASE, evening(NEXT_WEEK, ZONE))
    assert given.reason == "On Northgate Dairy this comes next: Business case co-owned."
    for kind in (InspectionClosed, NoteWritten, CommitmentMade, LessonAssigned):
        (stored,) = await ledger.of_kind(kind)
        assert (stored.person, stored.actor, stored.team) == (world.cast.ada.id, world.cast.mira.id, world.cast.north)
    assert await outbox.waiting() == 1


async def test_what_is_no_behaviour_of_the_process_stands_on_nothing_that_is_left(world: World):
    await close(world, Left(behaviour="words of somebody " * 9, note="Build it with Petra.", tag="step"))
    (note,) = await queries.about(world.cast.ada.id, world.cast.ada.actor, world.cast.now)
    assert (note.behaviour, note.words) == ("", "Build it with Petra.")


async def test_a_sheet_may_be_closed_with_nothing_left(world: World):
    await close(world, Left(behaviour=CASE))
    assert len(await ledger.of_kind(InspectionClosed)) == 1
    assert await queries.about(world.cast.ada.id, world.cast.ada.actor, world.cast.now) == []
    assert await commitments.open_of(world.cast.ada.id) == []


async def test_a_press_that_came_twice_closes_and_leaves_once(world: World):
    entry, inspection = world.cast.entry(world.cast.mira, digest="a"), await world.begin()
    first = await actions.close_sheet(world.cast.mira.actor, entry, inspection, ALL, rows={CASE: NOTHING_SHOWN}, site=SITE)
    again = await actions.close_sheet(world.cast.mira.actor, entry, inspection, ALL, rows={CASE: NOTHING_SHOWN}, site=SITE)
    assert (again.inspection, again.conclusion.missing) == (first.inspection, first.conclusion.missing)
    assert len(await commitments.open_of(world.cast.ada.id)) == 1
    assert await outbox.waiting() == 1
    other = Entry(id=entry.id, at=entry.at, actor=entry.actor, digest="b")
    with pytest.raises(Conflict):
        await actions.close_sheet(world.cast.mira.actor, other, inspection, Left(), site=SITE)


@pytest.mark.parametrize(
    "left",
    [
        replace(ALL, lesson="no-such-lesson"),
        replace(ALL, due=date(2026, 11, 16)),
        replace(ALL, due=None),
        replace(ALL, tag="price"),
        replace(ALL, behaviour="gone"),
    ],
    ids=["no such lesson", "a day that has passed", "no day", "no such tag", "no such behaviour"],
)
async def test_what_cannot_be_left_leaves_the_sheet_open_with_nothing_kept(world: World, left: Left):
    with pytest.raises(Refused):
        await close(world, left)
    assert await ledger.of_kind(InspectionClosed) == []
    assert await ledger.of_kind(NoteWritten) == []
    assert await commitments.open_of(world.cast.ada.id) == []
    assert await outbox.waiting() == 0
    assert await inspections.open_sheet_of(world.cast.mira.actor, world.deal) is not None


async def test_a_leader_who_does_not_manage_the_rep_closes_and_leaves_nothing(world: World):
    vera = await leader(world)
    with pytest.raises(NotFound):
        await close(world, ALL, by=vera)
    await close(world, Left(), by=vera)
    assert len(await ledger.of_kind(InspectionClosed)) == 1
    assert await queries.closing(vera.actor, world.cast.ada.id, [CASE], world.cast.now) is None


async def leader(world: World) -> Person:

    entry = Entry(id=ids.new(), at=world.cast.now)
    return await people.add_person(None, name="Vera Lead", email="vera@example.org", roles=["leader"], entry=entry)


async def test_the_form_begins_with_the_earliest_gate_and_leaves_out_what_waits(world: World):
    now, mira, ada = world.cast.now, world.cast.mira.actor, world.cast.ada.id
    found = await queries.closing(mira, ada, [CASE, "gone", "economic-buyer-confirmed", CASE], now)
    assert found is not None
    assert [one.behaviour for one in found.choices] == [CASE, "economic-buyer-confirmed"]
    assert (found.rep, found.due) == ("Ada Rep", NEXT_WEEK)
    step = await queries.closing(mira, ada, ["next-step-confirmed"], now)
    assert step is not None
    assert [one.lesson for one in step.helps] == ["next-step", "hear-it"]
    assert step.proposed == ""
    await close(world, ALL)
    step = await queries.closing(mira, ada, ["next-step-confirmed"], now)
    assert step is not None
    assert [one.lesson for one in step.helps] == ["hear-it"]


def gap(kind: Kind) -> Gap:
    nothing = Seen(right=0, of=0, last_at=None)
    return Gap(behaviour="next-step-confirmed", kind=kind, know=nothing, do=nothing, priority=1.0, way="ask")


@pytest.mark.parametrize(("kind", "first"), [("teach", "teaches"), ("coach", "tries"), ("fading", "tries")])
def test_who_does_not_know_is_taught_and_who_knows_tries(kind: Kind, first: str):
    lessons = [
        lesson("teaches", "Teaches"),
        replace(lesson("tries", "Tries"), kind="reinforce"),
        lesson("draft", "Draft", status="draft"),
    ]
    offered = closing.choices(PROCESS, ["next-step-confirmed"])
    found = closing.helps(lessons, offered, {"next-step-confirmed": gap(kind)}, set())
    assert {one.lesson for one in found} == {"teaches", "tries"}
    assert found[0].lesson == first
    assert [one.walked for one in found] == [one.lesson == "tries" for one in found]


def test_another_behaviour_that_is_missing_may_be_chosen():
    offered = closing.choices(PROCESS, [CASE, "economic-buyer-confirmed"])
    made = closing.Closing(rep="Ada", choices=offered, helps=(), why="", due=NEXT_WEEK)
    assert made.chosen == offered[0]
    assert replace(made, typed={"behaviour": "economic-buyer-confirmed"}).chosen == offered[1]
    assert replace(made, choices=()).chosen is None


async def test_what_was_left_is_read_with_the_sheet_as_the_rules_allow(world: World):
    await close(world, ALL)
    (sheet,) = await inspections.sheets_of_deal(world.deal)
    vera = await leader(world)
    seen = {
        person.name: await queries.left_with(person.actor, sheet.id, world.cast.ada.id, world.cast.now)
        for person in (world.cast.ada, world.cast.mira, vera)
    }
    for name in ("Ada Rep", "Mira North"):
        left = seen[name]
        assert left.note is not None
        assert left.commitment is not None
        assert left.assignment is not None
        assert (left.note.words, left.commitment.words) == (ALL.note, ALL.commitment)
        assert left.assignment.lesson == "next-step"
    label = seen["Vera Lead"]
    assert label.note is not None
    assert (label.note.words, label.note.tag) == (None, "step")
    assert label.commitment is not None
    assert label.assignment is None
    assert not await queries.left_with(world.cast.mira.actor, ids.new(), world.cast.ada.id, world.cast.now)
