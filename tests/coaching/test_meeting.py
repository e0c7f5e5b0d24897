from datetime import date
from uuid import UUID

import pytest

from server import ids, ledger
from server.coaching import actions, queries
from server.coaching.actions import Left
from server.coaching.queries import Meeting, Partings, Sheets
from server.coaching.tables import PartingRow
from server.commitments import queries as commitments
from server.deals import actions as deals
from server.deals.actions import Told
from server.errors import NotFound, Refused
from server.facts import InspectionClosed, OneToOneBegun, OneToOneClosed, OneToOneCompared, PartingSaid
from server.inspections import actions as inspecting
from server.inspections import queries as inspections
from server.people.queries import Person
from tests.cast import SITE, TUESDAY
from tests.databases import Database
from tests.inspections.reference import PROCESS
from tests.inspections.world import NOTHING_SHOWN, World, arrange, every

STEP, CASE = "next-step-confirmed", "business-case-co-owned"
LEFT = Left(behaviour=CASE, commitment="Build the first page with Petra", due=date(2026, 11, 24))


@pytest.fixture
async def world(database: Database) -> World:
    return await arrange()


async def prepare(world: World, *, by: Person | None = None, deal: UUID | None = None) -> UUID:
    by = by or world.cast.mira
    return await actions.prepare(by.actor, world.cast.entry(by), person=world.cast.ada.id, deal=deal or world.deal)


async def side(world: World, id: UUID, person: Person) -> UUID:
    return await actions.open_sheet(person.actor, world.cast.entry(person), id)


async def answered(world: World, id: UUID) -> None:
    """Ada saves her side, then Mira answers hers; they differ on the business case."""
    own = await side(world, id, world.cast.ada)
    await world.close(own, {STEP: every(STEP), CASE: every(CASE)}, world.cast.ada)
    world.later(minutes=5)
    hers = await side(world, id, world.cast.mira)
    for behaviour, row in ((STEP, every(STEP)), (CASE, NOTHING_SHOWN)):
        await inspecting.answer(world.cast.mira.actor, world.cast.entry(world.cast.mira), hers, behaviour, row)


async def compare(world: World, id: UUID, by: Person | None = None) -> None:
    by = by or world.cast.mira
    await actions.compare(by.actor, world.cast.entry(by), id)


async def close(world: World, id: UUID, left: Left = LEFT, by: Person | None = None) -> None:
    by = by or world.cast.mira
    await actions.close_meeting(by.actor, world.cast.entry(by), id, left, site=SITE)


async def met(world: World, id: UUID) -> Meeting:
    return await queries.meeting(id, world.cast.ada.actor)


async def test_a_manager_chooses_a_deal_and_its_owner_is_asked_first(world: World):
    id = await prepare(world)
    (asked,) = (await queries.meetings_of(world.cast.ada.id, world.cast.now)).open
    assert (asked.id, asked.by_name, asked.deal_name) == (id, "Mira North", "Northgate Dairy")
    assert await queries.meeting_with(world.cast.mira.actor, world.cast.ada.id) == asked
    assert await prepare(world) == id
    assert len(await ledger.of_kind(OneToOneBegun)) == 1


async def test_whoever_is_asked_is_told_once_their_side_is_in_and_a_side_of_an_earlier_one_does_not_count(world: World):
    first = await prepare(world)
    (asked,) = (await queries.meetings_of(world.cast.ada.id, world.cast.now)).open
    assert not asked.answered
    await answered(world, first)
    (asked,) = (await queries.meetings_of(world.cast.ada.id, world.cast.now)).open
    assert asked.answered
    await compare(world, first)
    await close(world, first)
    world.later(minutes=5)
    await prepare(world)
    (asked,) = (await queries.meetings_of(world.cast.ada.id, world.cast.now)).open
    assert not asked.answered


async def test_another_deal_takes_the_place_of_the_first(world: World):
    cast = world.cast
    told = Told(name="Fennel", stage="discover")
    other = await deals.add(cast.ada.actor, cast.entry(cast.ada), told, motion="new", currency="EUR", process=PROCESS)
    first = await prepare(world)
    second = await prepare(world, deal=other)
    assert [one.id for one in (await queries.meetings_of(cast.ada.id, cast.now)).open] == [second]
    assert (await met(world, first)).dropped_at == cast.now


async def test_a_one_to_one_is_between_a_manager_and_the_owner_of_an_open_deal(world: World):
    cast = world.cast
    for other in (cast.tom, cast.bo, cast.ada, cast.zoe):
        with pytest.raises(NotFound):
            await prepare(world, by=other)
    id = await prepare(world)
    for other in (cast.lea, cast.bo, cast.tom):
        with pytest.raises(NotFound):
            await queries.meeting(id, other.actor)
    await deals.close(cast.ada.actor, cast.entry(cast.ada), world.deal, "lost")
    with pytest.raises(Refused):
        await prepare(world)


async def test_neither_sees_the_others_sheet_before_both_have_answered(world: World):
    id = await prepare(world)
    with pytest.raises(Refused, match="Ada Rep has not saved the sheet yet"):
        await compare(world, id)
    own = await side(world, id, world.cast.ada)
    await world.close(own, {STEP: every(STEP)}, world.cast.ada)
    with pytest.raises(NotFound):
        await inspections.sheet(own, world.cast.mira.actor, world.cast.now)
    with pytest.raises(Refused, match="Answer your side first"):
        await compare(world, id)
    await side(world, id, world.cast.mira)
    with pytest.raises(Refused, match="Answer your side first"):
        await compare(world, id)


async def test_both_sheets_lie_side_by_side_with_the_difference_first(world: World):
    await world.prove(STEP)
    id = await prepare(world)
    await answered(world, id)
    await compare(world, id)
    found = await queries.compared(await queries.sheets_of(await met(world, id)))
    assert found.pairs[0].behaviour == CASE
    assert (found.agree, found.of) == (3, 3 + len(PROCESS.behaviour[CASE].clauses))
    (stored,) = await ledger.of_kind(OneToOneCompared)
    assert isinstance(stored.fact, OneToOneCompared)
    assert (stored.fact.agree, stored.fact.of, stored.person) == (found.agree, found.of, world.cast.ada.id)
    with pytest.raises(NotFound):
        await compare(world, id, by=world.cast.ada)


async def test_what_a_person_says_of_their_own_deal_moves_nothing(world: World):
    id = await prepare(world)
    own = await side(world, id, world.cast.ada)
    await world.close(own, {STEP: every(STEP)}, world.cast.ada)
    assert await inspections.standings(world.deal) == {}


async def test_closing_ends_the_sheet_and_leaves_one_commitment(world: World):
    id = await prepare(world)
    await answered(world, id)
    await compare(world, id)
    await close(world, id)
    over = await met(world, id)
    assert over.closed_at == world.cast.now
    sheet = await inspections.any_sheet(over.inspection or ids.new())
    assert sheet is not None
    assert (sheet.mode, sheet.pick, sheet.by, sheet.closed_at) == ("together", "one-to-one", world.cast.mira.id, world.cast.now)
    (promise,) = await commitments.open_of(world.cast.ada.id)
    assert (promise.inspection, promise.made_by) == (sheet.id, world.cast.mira.id)
    assert len(await ledger.of_kind(OneToOneClosed)) == 1
    assert {stored.actor for stored in await ledger.of_kind(InspectionClosed)} == {world.cast.ada.id, world.cast.mira.id}
    assert (await queries.meetings_of(world.cast.ada.id, world.cast.now)).open == ()
    with pytest.raises(Refused):
        await close(world, id)
    with pytest.raises(Refused):
        await side(world, id, world.cast.ada)


async def test_what_either_opens_after_a_one_to_one_is_not_laid_beside_it(world: World):
    id = await prepare(world)
    await answered(world, id)
    await compare(world, id)
    await close(world, id)
    before = await queries.sheets_of(await met(world, id))
    world.later(days=7)
    await world.begin()
    second = await prepare(world)
    await side(world, second, world.cast.ada)
    assert await queries.sheets_of(await met(world, id)) == before


async def test_what_is_answered_after_a_one_to_one_began_is_its_own_though_by_a_clock_that_is_behind(world: World):
    id = await prepare(world)
    world.later(minutes=-10)
    await answered(world, id)
    (asked,) = (await queries.meetings_of(world.cast.ada.id, world.cast.now)).open
    assert asked.answered
    await compare(world, id)
    assert len(await ledger.of_kind(OneToOneCompared)) == 1


async def test_a_one_to_one_ends_with_both_sheets_though_one_of_them_was_saved_by_a_clock_that_is_ahead(world: World):
    id = await prepare(world)
    world.later(minutes=5)
    await answered(world, id)
    await compare(world, id)
    world.later(minutes=-5, seconds=-1)
    await close(world, id)
    found = await queries.sheets_of(await met(world, id))
    assert (found.rep is not None, found.manager is not None) == (True, True)


async def test_a_talk_without_a_sheet_may_be_closed_too(world: World):
    id = await prepare(world)
    await close(world, id, Left())
    assert (await met(world, id)).inspection is None
    assert await ledger.of_kind(InspectionClosed) == []


async def test_a_talk_without_the_sheet_that_was_opened_is_closed_and_is_no_look_at_the_deal(world: World):
    id = await prepare(world)
    hers = await side(world, id, world.cast.mira)
    await close(world, id)
    over = await met(world, id)
    assert (over.closed_at, over.inspection) == (world.cast.now, None)
    assert await ledger.of_kind(InspectionClosed) == []
    assert await queries.sheets_of(over) == Sheets(rep=None, manager=None)
    (promise,) = await commitments.open_of(world.cast.ada.id)
    assert promise.inspection is None
    await world.close(hers, {STEP: NOTHING_SHOWN}, world.cast.mira)
    assert (await inspections.concluded([world.deal]))[world.deal].looked_at == world.cast.now


async def test_only_the_manager_closes_and_a_form_sent_twice_closes_once(world: World):
    id = await prepare(world)
    for other in (world.cast.ada, world.cast.lea, world.cast.tom):
        with pytest.raises(NotFound):
            await close(world, id, by=other)
    entry = world.cast.entry(world.cast.mira)
    for _ in range(2):
        await actions.close_meeting(world.cast.mira.actor, entry, id, LEFT, site=SITE)
    assert len(await commitments.open_of(world.cast.ada.id)) == 1


async def part(world: World, answer: str = "yes", by: Person | None = None) -> None:
    by = by or world.cast.ada
    id = await prepare(world)
    await close(world, id, Left())
    await actions.part(by.actor, world.cast.entry(by), id, answer)


async def test_how_somebody_left_is_counted_for_their_team_and_kept_with_nobody(world: World):
    cast = world.cast
    id = await prepare(world)
    await close(world, id, Left())
    (asked,) = (await queries.meetings_of(cast.ada.id, cast.now)).unparted
    assert asked.id == id
    for other in (cast.mira, cast.bo):
        with pytest.raises(NotFound):
            await actions.part(other.actor, cast.entry(other), id, "yes")
    with pytest.raises(Refused):
        await actions.part(cast.ada.actor, cast.entry(cast.ada), id, "maybe")
    for answer in ("partly", "yes"):
        await actions.part(cast.ada.actor, cast.entry(cast.ada), id, answer)
    assert (await queries.meetings_of(cast.ada.id, cast.now)).unparted == ()
    (row,) = await PartingRow.select()
    assert (row["answer"], row["team"]) == ("partly", cast.north)
    assert set(row) == {"id", "team", "answer", "at"}
    (stored,) = await ledger.of_kind(PartingSaid)
    assert (stored.person, stored.actor, stored.team) == (None, None, cast.north)


async def test_it_is_asked_for_fourteen_days(world: World):
    await close(world, await prepare(world), Left())
    world.later(days=14, minutes=1)
    assert (await queries.meetings_of(world.cast.ada.id, world.cast.now)).unparted == ()


async def test_a_team_is_told_from_five_answers_on(world: World):
    teams = [world.cast.north, world.cast.south]
    for answer in ("yes", "yes", "partly", "no"):
        await part(world, answer)
    assert await queries.partings(teams, TUESDAY) == {}
    await part(world)
    assert await queries.partings(teams, TUESDAY) == {world.cast.north: Partings(yes=3, partly=1, no=1)}
    world.later(days=1)
    assert await queries.partings(teams, world.cast.now) == {}
    assert await queries.partings([], TUESDAY) == {}


async def test_the_agenda_follows_the_promises_and_the_deal_that_is_under_way(world: World):
    cast = world.cast
    id = await prepare(world)
    await answered(world, id)
    await compare(world, id)
    found = await queries.agenda(cast.mira.actor, cast.ada.id, cast.now)
    together = found.points[0]
    assert [one.point.part for one in found.points] == ["together", "commitment"]
    assert (together.point.deal, together.title, together.point.differ) == (world.deal, "Business case co-owned", True)
    assert len(together.clauses) == len(PROCESS.behaviour[CASE].clauses)
    await close(world, id)
    found = await queries.agenda(cast.mira.actor, cast.ada.id, cast.now)
    assert [one.point.part for one in found.points] == ["promises", "together", "commitment"]
    assert (found.minutes, found.meeting) == (10, None)
    for other in (cast.tom, cast.ada, cast.zoe):
        with pytest.raises(NotFound):
            await queries.agenda(other.actor, cast.ada.id, cast.now)
