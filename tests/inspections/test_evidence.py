from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from server.errors import Forbidden, Invalid, NotFound, Refused
from server.facts import EvidenceAdded, EvidenceLinked, EvidenceWithdrawn
from server.inspections import actions, queries
from server.inspections.actions import FileTold, Told
from tests.databases import Database
from tests.inspections.asked import EARLY, MAP
from tests.inspections.proofs import NOTES
from tests.inspections.reference import PROCESS
from tests.inspections.world import NOVEMBER_11, World, arrange, every, recorded


@pytest.fixture
async def world(database: Database) -> World:
    return await arrange()


async def add(world: World, told: Told = NOTES) -> UUID:
    return await actions.add_evidence(world.cast.ada.actor, world.cast.entry(world.cast.ada), world.deal, told, process=PROCESS)


async def withdraw(world: World, evidence: UUID, why: str = "Petra left") -> tuple[str, ...]:
    entry = world.cast.entry(world.cast.ada)
    return await actions.withdraw_evidence(world.cast.ada.actor, entry, evidence, why, process=PROCESS)


async def test_proof_is_kept_with_its_words_and_the_ledger_has_none_of_them(world: World):
    id = await add(world)
    (found,) = await queries.evidence(world.deal)
    assert (found.id, found.words, found.sender, found.by_name) == (id, "Met Petra Nowak.", "Ada", "Ada Rep")
    assert found.item.shows == {"stakeholder-access/spoken-live"}
    (stored,) = await recorded(EvidenceAdded)
    assert (stored.person, stored.team) == (world.cast.ada.id, world.cast.north)
    assert "Petra" not in repr(stored.fact)


async def test_a_form_sent_twice_attaches_it_once(world: World):
    entry = world.cast.entry(world.cast.ada)
    ids = {await actions.add_evidence(world.cast.ada.actor, entry, world.deal, NOTES, process=PROCESS) for _ in range(2)}
    assert len(ids) == len(await queries.evidence(world.deal)) == 1


async def test_a_file_is_kept_in_the_database_and_read_by_those_who_see_the_deal(world: World):
    file = FileTold(name="map.pdf", type="application/pdf", data=b"%PDF \x00\xff", digest="d" * 64)
    id = await add(world, replace(NOTES, form="file", file=file))
    for reader in (world.cast.ada, world.cast.mira, world.cast.lea):
        found = await queries.file(id, reader.actor, world.cast.now)
        assert (found.name, found.data) == ("map.pdf", b"%PDF \x00\xff")
    for stranger in (world.cast.tom, world.cast.ida, world.cast.sam, world.cast.zoe):
        with pytest.raises(NotFound):
            await queries.file(id, stranger.actor, world.cast.now)


async def test_what_has_no_file_gives_none(world: World):
    id = await add(world)
    with pytest.raises(NotFound):
        await queries.file(id, world.cast.ada.actor, world.cast.now)


@pytest.mark.parametrize(
    "told",
    [
        replace(NOTES, form="rumour"),
        replace(NOTES, source="somebody"),
        replace(NOTES, dated=NOVEMBER_11 + timedelta(days=30)),
        replace(NOTES, shows=("stakeholder-access/of-no-clause",)),
        replace(NOTES, artifact="What Petra wrote to me"),
        replace(NOTES, artifact="a" * 81),
    ],
)
async def test_what_is_no_proof_is_refused(world: World, told: Told):
    with pytest.raises(Invalid):
        await add(world, told)
    assert await queries.evidence(world.deal) == []


async def test_an_invite_may_be_for_a_day_to_come(world: World):
    await add(world, replace(NOTES, form="event", dated=NOVEMBER_11 + timedelta(days=30)))
    assert len(await queries.evidence(world.deal)) == 1


async def test_a_stranger_attaches_nothing(world: World):
    for stranger in (world.cast.tom, world.cast.ida):
        with pytest.raises(NotFound):
            await actions.add_evidence(stranger.actor, world.cast.entry(stranger), world.deal, NOTES, process=PROCESS)


async def test_what_an_item_shows_may_change_and_changes_where_no_deal_stands(world: World):
    id = await add(world)
    ada = world.cast.ada
    for _ in range(2):
        await actions.link_evidence(ada.actor, world.cast.entry(ada), id, ["stakeholder-access/needs-noted"], process=PROCESS)
    (found,) = await queries.evidence(world.deal)
    assert found.shows == ("stakeholder-access/needs-noted",)
    assert len(await recorded(EvidenceLinked)) == 1


async def test_proof_taken_back_undoes_the_gates_it_alone_had_shown(world: World):
    shown = {gate: await world.prove(gate) for gate in EARLY}
    again = await world.prove("impact-quantified")
    await world.inspect({gate: every(gate) for gate in EARLY})
    assert await withdraw(world, shown["impact-quantified"]) == ()
    assert await world.stands() == ("align", 2, False, MAP)
    assert await withdraw(world, again) == ("impact-quantified",)
    assert await world.stands() == ("discover", 3, True, "impact-quantified")
    assert (await queries.standings(world.deal))["impact-quantified"].answer == "claimed"
    undone = [stored.fact.undoes for stored in await recorded(EvidenceWithdrawn)]
    assert undone == [(), ("impact-quantified",)]


async def test_what_was_taken_back_stays_to_be_read_with_its_reason(world: World):
    id = await add(world)
    await withdraw(world, id)
    assert await queries.evidence(world.deal) == []
    (found,) = await queries.every_evidence(world.deal)
    assert (found.why, found.withdrawn_at) == ("Petra left", world.cast.now)
    with pytest.raises(Refused):
        await withdraw(world, id)


async def test_taking_back_needs_a_reason_and_the_right_to(world: World):
    id = await world.prove("stakeholder-access", by=world.cast.mira)
    with pytest.raises(Invalid):
        await withdraw(world, id, "")
    with pytest.raises(Forbidden):
        await withdraw(world, id)
    with pytest.raises(NotFound):
        await actions.withdraw_evidence(world.cast.tom.actor, world.cast.entry(world.cast.tom), id, "No", process=PROCESS)
