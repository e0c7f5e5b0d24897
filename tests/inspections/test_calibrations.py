"""A calibration from its beginning to the reveal: who may read what, what stands still, and what it says of clauses."""

from datetime import timedelta
from uuid import UUID

import pytest

from server import ledger
from server.deals import actions as deals
from server.deals import queries as deal_queries
from server.errors import Forbidden, Invalid, NotFound, Refused
from server.facts import BehaviourSeen, CalibrationFrozen, CalibrationGranted, CalibrationRevealed
from server.inspections import actions, calibration, queries
from server.inspections.actions import Agreed, Done
from server.people import actions as people
from server.people.queries import Person
from tests.cast import again
from tests.databases import Database
from tests.inspections.reference import PROCESS, clauses
from tests.inspections.world import NOTHING_SHOWN, World, arrange, every, ticked

NEXT, WORDS = "next-step-confirmed", "problem-in-buyer-words"


@pytest.fixture
async def world(database: Database) -> World:
    return await arrange()


async def begun(world: World, *, by: Person | None = None, other: Person | None = None) -> UUID:
    """Lea, or somebody else, begins one on Ada's deal."""
    person = by or world.cast.lea
    return await actions.begin_calibration(person.actor, world.cast.entry(person), world.deal, other=other.id if other else None)


async def seated(world: World, id: UUID, person: Person) -> UUID:
    return await actions.take_seat(person.actor, world.cast.entry(person), id)


async def closes(world: World, id: UUID, person: Person, rows: dict[str, Done]) -> None:
    await world.close(await seated(world, id, person), rows, person)


async def modes() -> set[str]:
    """The modes of sheets by which anything was seen of anybody."""
    facts = [stored.fact for stored in await ledger.of_kind(BehaviourSeen)]
    return {fact.mode for fact in facts if isinstance(fact, BehaviourSeen)}


async def revealed(world: World, id: UUID) -> calibration.Reveal:
    (found,) = [one for one in await queries.opened(world.cast.now) if one.calibration.id == id]
    return found.reveal


async def test_every_manager_gets_a_seat_and_the_rows_are_the_same_for_all(world: World):
    id = await begun(world)
    found = await queries.calibration(id, world.cast.mira.actor)
    assert [seat.name for seat in found.seats] == ["Lea Leader", "Mira North", "Tom South"]
    sheets = [await queries.any_sheet(await seated(world, id, one)) for one in (world.cast.mira, world.cast.tom)]
    assert len({tuple(row.behaviour for row in sheet.rows) for sheet in sheets if sheet}) == 1
    assert {sheet.mode for sheet in sheets if sheet} == {"blind"}
    granted = await ledger.of_kind(CalibrationGranted)
    assert {one.person for one in granted} == {world.cast.lea.id, world.cast.mira.id, world.cast.tom.id}


async def test_a_seat_lets_its_manager_read_the_frozen_deal_for_fourteen_days_and_nothing_else_of_its_owner(world: World):
    tom = world.cast.tom
    with pytest.raises(NotFound):
        await deal_queries.deal(world.deal, tom.actor, world.cast.now)
    id = await begun(world)
    sheet = await queries.sheet(await seated(world, id, tom), tom.actor, world.cast.now)
    still = await queries.still_of(sheet, world.cast.now + timedelta(days=14))
    assert still is not None
    with pytest.raises(NotFound):
        await queries.still_of(sheet, world.cast.now + timedelta(days=14, seconds=1))
    with pytest.raises(NotFound):
        await deal_queries.deal(world.deal, tom.actor, world.cast.now)
    with pytest.raises(NotFound):
        await world.begin(tom)


async def test_a_seat_opens_the_files_of_its_frozen_deal_and_of_no_other(world: World):
    cast, tom = world.cast, world.cast.tom
    before = await filed(world, world.deal)
    id = await begun(world)
    elsewhere = await deals.add(
        cast.ada.actor,
        cast.entry(cast.ada),
        deals.Told(name="Other", stage="align"),
        motion="new",
        currency="EUR",
        process=PROCESS,
    )
    other = await filed(world, elsewhere)
    await closes(world, id, cast.mira, {NEXT: NOTHING_SHOWN})
    after = await filed(world, world.deal)
    assert (await queries.file(before, tom.actor, cast.now)).name == "map.pdf"
    for hidden in (other, after):
        with pytest.raises(NotFound):
            await queries.file(hidden, tom.actor, cast.now)
    for late in (before, after, other):
        with pytest.raises(NotFound):
            await queries.file(late, tom.actor, cast.now + timedelta(days=15))
    with pytest.raises(NotFound):
        await queries.file(before, cast.ida.actor, cast.now)


async def filed(world: World, deal: UUID) -> UUID:
    """A file that Ada attaches as proof."""
    ada = world.cast.ada
    file = actions.FileTold(name="map.pdf", type="application/pdf", data=b"%PDF", digest="d" * 64)
    told = actions.Told(artifact="meeting-notes", source="seller-note", form="file", dated=None, file=file)
    return await actions.add_evidence(ada.actor, world.cast.entry(ada), deal, told, process=PROCESS)


async def test_who_has_no_seat_does_not_see_it_nor_does_the_owner_of_the_deal(world: World):
    id = await begun(world)
    for stranger in (world.cast.ada, world.cast.ida, world.cast.sam, world.cast.zoe):
        with pytest.raises(NotFound):
            await queries.calibration(id, stranger.actor)
        with pytest.raises(NotFound):
            await seated(world, id, stranger)


async def test_nobody_reads_another_sheet_while_any_is_open(world: World):
    id = await begun(world)
    await closes(world, id, world.cast.mira, {NEXT: NOTHING_SHOWN})
    own = (await queries.calibration(id, world.cast.mira.actor)).seat_of(world.cast.mira.id)
    assert own is not None
    assert own.inspection is not None
    for other in (world.cast.tom, world.cast.lea, world.cast.ada):
        with pytest.raises(NotFound):
            await queries.sheet(own.inspection, other.actor, world.cast.now)
    assert await queries.opened(world.cast.now) == []


async def test_the_first_close_freezes_evidence_and_clock_for_everybody(world: World):
    shown = await world.prove(WORDS, "buyer-quoted")
    id = await begun(world)
    await closes(world, id, world.cast.mira, {WORDS: every(WORDS)})
    world.later(days=2)
    await world.prove(WORDS, "buyer-replied")
    await actions.withdraw_evidence(world.cast.ada.actor, world.cast.entry(world.cast.ada), shown, "A draft.", process=PROCESS)
    await closes(world, id, world.cast.tom, {WORDS: every(WORDS)})
    await closes(world, id, world.cast.lea, {WORDS: every(WORDS)})
    found = await revealed(world, id)
    assert {clause.clause: set(clause.states) for clause in found.clauses} == {
        "buyer-quoted": {"shown"},
        "buyer-replied": {"claimed"},
    }
    assert len(await ledger.of_kind(CalibrationFrozen)) == 1


async def test_an_invite_that_lay_ahead_at_the_first_close_lies_ahead_for_all(world: World):
    await world.prove(NEXT)
    id = await begun(world)
    await closes(world, id, world.cast.mira, {NEXT: every(NEXT)})
    world.later(days=13)
    sheet = await seated(world, id, world.cast.tom)
    assert (await world.close(sheet, {NEXT: every(NEXT)}, world.cast.tom)).judged[NEXT].answer == "met"


async def test_the_last_close_opens_all_sheets_to_each_other(world: World):
    id = await begun(world)
    for person in (world.cast.mira, world.cast.tom):
        await closes(world, id, person, {NEXT: NOTHING_SHOWN, WORDS: ticked("buyer-quoted")})
    assert not await ledger.of_kind(CalibrationRevealed)
    await closes(world, id, world.cast.lea, {NEXT: NOTHING_SHOWN})
    (stored,) = await ledger.of_kind(CalibrationRevealed)
    assert stored.person == world.cast.ada.id
    found = await revealed(world, id)
    assert found.same
    assert len(found.inspectors) == 3


async def test_when_the_time_is_over_those_who_closed_are_compared_and_no_new_sheet_is_blind(world: World):
    id = await begun(world)
    for person in (world.cast.mira, world.cast.tom):
        await closes(world, id, person, {NEXT: NOTHING_SHOWN})
    world.later(days=15)
    assert len((await revealed(world, id)).inspectors) == 2
    with pytest.raises(Refused, match="lie open already"):
        await seated(world, id, world.cast.lea)


async def test_a_blind_sheet_moves_no_deal_and_counts_for_doing(world: World):
    await world.prove(NEXT)
    id = await begun(world)
    await closes(world, id, world.cast.mira, {NEXT: every(NEXT)})
    assert await queries.concluded([world.deal]) == {}
    assert await queries.sheets_of_deal(world.deal) == []
    assert [one.person for one in await ledger.of_kind(BehaviourSeen)] == [world.cast.ada.id]
    assert await modes() == {"blind"}


async def test_what_earlier_sheets_said_rests_and_is_inherited_by_nobody(world: World):
    await world.prove(NEXT)
    await world.inspect({NEXT: every(NEXT)})
    id = await begun(world)
    for person in (world.cast.mira, world.cast.tom, world.cast.lea):
        await closes(world, id, person, {NEXT: NOTHING_SHOWN})
    found = await revealed(world, id)
    assert {conclusion.missing for conclusion in found.conclusions} == {NEXT}


async def test_all_managers_do_one_a_month_and_pairs_as_often_as_they_like(world: World):
    await begun(world)
    with pytest.raises(Refused, match="already"):
        await begun(world, by=world.cast.mira)
    for _ in range(2):
        id = await begun(world, by=world.cast.mira, other=world.cast.tom)
    found = await queries.calibration(id, world.cast.tom.actor)
    assert [seat.name for seat in found.seats] == ["Mira North", "Tom South"]
    with pytest.raises(NotFound):
        await queries.calibration(UUID(int=1), world.cast.tom.actor)
    world.later(days=30)
    await begun(world)


async def test_it_takes_two_managers_and_an_open_deal_that_one_sees(world: World):
    with pytest.raises(Forbidden):
        await begun(world, by=world.cast.ada)
    with pytest.raises(NotFound):
        await begun(world, by=world.cast.tom)
    with pytest.raises(Refused, match="two managers"):
        await begun(world, by=world.cast.mira, other=world.cast.ida)
    await deals.close(world.cast.ada.actor, world.cast.entry(world.cast.ada), world.deal, "lost")
    with pytest.raises(Refused, match="closed"):
        await begun(world)


async def test_the_same_form_twice_is_one_calibration_and_one_sheet(world: World):
    entry = world.cast.entry(world.cast.lea)
    ids = {await actions.begin_calibration(world.cast.lea.actor, entry, world.deal) for _ in range(2)}
    assert len(ids) == 1
    (id,) = ids
    assert len({await seated(world, id, world.cast.tom) for _ in range(2)}) == 1


async def test_the_sentence_that_mends_a_clause_goes_to_the_process_owner_and_comes_back(world: World):
    cast = world.cast
    id = await begun(world, by=cast.mira, other=cast.tom)

    async def proposes(clause: str, words: str) -> UUID:
        return await actions.propose_wording(cast.mira.actor, cast.entry(cast.mira), id, clause, words)

    with pytest.raises(Refused, match="not open yet"):
        await proposes(f"{NEXT}/purpose-stated", "Say why.")
    for person in (cast.mira, cast.tom):
        await closes(world, id, person, {NEXT: NOTHING_SHOWN})
    with pytest.raises(Invalid):
        await proposes(f"{NEXT}/purpose-stated", "")
    with pytest.raises(Invalid):
        await proposes("champion-tested/nothing", "Say why.")
    wording = await proposes(f"{NEXT}/purpose-stated", "The invite says what will be decided.")
    with pytest.raises(Forbidden):
        await queries.proposed(cast.mira.actor)
    sam = await again(cast.sam)
    (found,) = await queries.proposed(sam.actor)
    assert (found.behaviour, found.clause, found.words) == (NEXT, "purpose-stated", "The invite says what will be decided.")
    with pytest.raises(Forbidden):
        await actions.settle_wording(cast.mira.actor, cast.entry(cast.mira), wording, "reworded")
    await actions.settle_wording(sam.actor, cast.entry(sam), wording, "reworded")
    assert [one.outcome for one in await queries.proposed(sam.actor)] == ["reworded"]
    with pytest.raises(Refused):
        await actions.settle_wording(sam.actor, cast.entry(sam), wording, "kept")


async def test_clauses_that_several_deals_divide_are_flagged_and_first(world: World):
    cast = world.cast
    for number in range(3):
        told = deals.Told(name=f"Deal {number}", stage="propose")
        deal = await deals.add(cast.ada.actor, cast.entry(cast.ada), told, motion="new", currency="EUR", process=PROCESS)
        await world.prove(NEXT, deal=deal)
        id = await actions.begin_calibration(cast.mira.actor, cast.entry(cast.mira), deal, other=cast.tom.id)
        await closes(world, id, cast.mira, {NEXT: every(NEXT)})
        await closes(world, id, cast.tom, {NEXT: ticked(*clauses(NEXT)[:2])})
    words = queries.words_of(await queries.opened(cast.now), PROCESS, await queries.every_spell())
    assert next((one.behaviour, one.clause, one.flagged) for one in words) == (NEXT, "purpose-stated", True)
    assert not any(one.flagged for one in words[1:])


async def test_a_sheet_of_somebody_in_training_counts_for_no_figure(world: World):
    cast = world.cast
    await people.set_roles(None, cast.tom.id, ["manager"], in_training=True, entry=cast.entry())
    id = await begun(world)
    for person in (cast.mira, cast.tom, cast.lea):
        await closes(world, id, person, {NEXT: NOTHING_SHOWN})
    assert set((await revealed(world, id)).inspectors) == {cast.mira.id, cast.lea.id}


async def test_who_learns_comes_back_to_a_key_for_fourteen_days_more(world: World):
    cast, tom = world.cast, world.cast.tom
    key = await key_of(world)
    await people.set_roles(None, tom.id, ["manager"], in_training=True, entry=cast.entry())
    sheet = await queries.any_sheet(await seated(world, key, tom))
    assert sheet is not None
    world.later(days=15)
    with pytest.raises(NotFound):
        await queries.still_of(sheet, cast.now)
    assert await seated(world, key, tom) == sheet.id
    assert await queries.still_of(sheet, cast.now) is not None
    assert [one.person for one in await ledger.of_kind(CalibrationGranted)] == [tom.id, tom.id]


async def test_the_words_of_a_clause_are_not_mended_on_a_key(world: World):
    key, lea = await key_of(world), world.cast.lea
    with pytest.raises(NotFound):
        await actions.propose_wording(lea.actor, world.cast.entry(lea), key, f"{NEXT}/purpose-stated", "Say why.")


async def test_nobody_ends_their_own_training(world: World):
    cast, lea = world.cast, world.cast.lea
    await people.set_roles(None, lea.id, ["manager", "leader"], in_training=True, entry=cast.entry())
    with pytest.raises(Forbidden):
        await actions.let_count(lea.actor, cast.entry(lea), lea.id)


async def key_of(world: World) -> UUID:
    """The deal, lost, as a key in use of which nothing was shown."""
    cast, lea = world.cast, world.cast.lea
    await deals.close(cast.ada.actor, cast.entry(cast.ada), world.deal, "lost")
    key = await actions.freeze_key(lea.actor, cast.entry(lea), world.deal)
    found = await queries.calibration(key, lea.actor)
    answers = {one: Agreed(shown=False, reason="Nothing says so.") for one in await actions.clauses_of(found)}
    await actions.agree_answers(lea.actor, cast.entry(lea), key, answers)
    await actions.mark_key(lea.actor, cast.entry(lea), key)
    return key
