"""Following up a promise, by plain HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from server import clock, db, ids
from server.commitments import actions, queries
from server.commitments.actions import Promise
from server.deals import actions as deals
from server.deals.actions import Told
from server.inspections import queries as inspections
from server.inspections.tables import EvidenceRow
from server.people.actions import set_roles
from server.web.pages.commitment import since
from tests.cast import ZONE
from tests.client import send
from tests.databases import Database
from tests.selling import PROCESS
from tests.web.world import World, opened


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        yield made


async def promised(world: World) -> UUID:
    """Something that Ada promised on a deal of hers, due in three days."""
    ada = world.cast.ada
    told = Told(name="Northgate", stage="discover")
    deal = await deals.add(ada.actor, world.entry(ada), told, motion="new", currency="EUR", process=PROCESS)
    entry = world.entry(ada)
    made = Promise(
        deal=deal,
        words="Ask Petra who signs.",
        due=clock.now() + timedelta(days=3),
        proof="calendar-invite",
        ask="Show me the invite.",
        behaviours=("next-step-confirmed",),
        process="small-process",
        process_version=3,
    )
    return await db.run(lambda: actions.promise(ada.actor, entry, made))


async def shown(commitment: UUID, world: World, *, days: int = 0, artifact: str = "calendar-invite") -> UUID:
    """Evidence on the same deal, of the kind that proves the promise."""
    deal = (await queries.commitment(commitment, world.cast.ada.actor, clock.now())).deal
    row = EvidenceRow(
        id=ids.new(),
        deal=deal,
        artifact=artifact,
        source="buyer",
        form="mail",
        dated=clock.today(ZONE) + timedelta(days=days),
        words="Accepted.",
        sender="Petra Nowak",
        by=world.cast.ada.id,
        at=clock.now(),
    )
    await EvidenceRow.insert(row)
    return row.id


async def test_a_promise_is_followed_up_with_the_proof_beside_it(world: World):
    commitment = await promised(world)
    proof = await shown(commitment, world)
    path = f"/commitments/{commitment}"
    async with world.visit(world.cast.mira) as mira:
        text = (await mira.get(path)).text
        assert "Petra Nowak" in text
        assert "Show me the invite." in text
        sent = await send(mira, path, f"{path}/outcome", outcome="kept", proof=str(proof))
        assert sent.headers["Location"] == path
        text = (await mira.get(path)).text
        assert "Kept, on time, with proof" in text
        assert "What came of it" in text
        assert "Say what came of it" not in text
    found = await queries.commitment(commitment, world.cast.mira.actor, clock.now())
    assert (found.state, found.proven, found.on_time) == ("kept", True, True)


async def test_what_was_said_by_mistake_is_said_again_on_its_page_and_both_stay_in_the_history(world: World):
    commitment = await promised(world)
    path = f"/commitments/{commitment}"
    async with world.visit(world.cast.mira) as mira:
        await send(mira, path, f"{path}/outcome", outcome="no-longer-needed", because="They bought.")
        text = (await mira.get(path)).text
        assert "Said by mistake?" in text
        sent = await send(mira, path, f"{path}/outcome", outcome="kept")
        assert sent.headers["Location"] == path
        text = (await mira.get(path)).text
        assert "Kept, on time, without proof" in text
        assert "They bought." in text
        assert "by mistake: what was said later counts" in text
    async with world.visit(world.cast.ada) as ada:
        assert "Said by mistake?" not in (await ada.get(path)).text


async def test_what_is_missing_is_said_and_what_was_typed_stays(world: World):
    commitment = await promised(world)
    path = f"/commitments/{commitment}"
    async with world.visit(world.cast.mira) as mira:
        sent = await send(mira, path, f"{path}/outcome", outcome="not-yet", because="They are away.")
        assert sent.status_code == 422
        assert "Choose the new day." in sent.text
        assert "They are away." in sent.text
        again = (clock.now() + timedelta(days=7)).date().isoformat()
        sent = await send(mira, path, f"{path}/outcome", outcome="not-yet", again=again, after="deal")
        assert sent.headers["Location"].startswith("/deals/")
        assert "open, put off once" in (await mira.get(path)).text


async def test_proof_of_another_deal_stands_beside_nothing(world: World):
    first, second = await promised(world), await promised(world)
    other = await shown(second, world)
    path = f"/commitments/{first}"
    async with world.visit(world.cast.mira) as mira:
        await send(mira, path, f"{path}/outcome", outcome="kept", proof=str(other))
    assert (await queries.commitment(first, world.cast.mira.actor, clock.now())).proven is False


async def test_what_is_older_than_the_promise_proves_nothing_of_it(world: World):
    commitment = await promised(world)
    old = await shown(commitment, world, days=-30)
    path = f"/commitments/{commitment}"
    async with world.visit(world.cast.mira) as mira:
        assert str(old) not in (await mira.get(path)).text
        await send(mira, path, f"{path}/outcome", outcome="kept", proof=str(old))
    assert (await queries.commitment(commitment, world.cast.mira.actor, clock.now())).proven is False


async def test_what_came_on_the_evening_of_the_promise_is_not_of_a_day_before_it(world: World):
    commitment = await promised(world)
    await shown(commitment, world)
    late = datetime(2026, 11, 25, 1, tzinfo=UTC)
    promise = replace(await queries.commitment(commitment, world.cast.ada.actor, clock.now()), made_at=late)
    (found,) = await inspections.evidence(promise.deal)
    invite = replace(found, at=late + timedelta(hours=1), dated=date(2026, 11, 24))
    assert since(promise, [invite], "America/Los_Angeles") == [invite], "there it was the 24th when it was promised"
    assert since(promise, [invite], "Europe/Prague") == []


async def test_only_what_is_of_the_kind_that_proves_it_is_chosen_by_itself(world: World):
    commitment = await promised(world)
    await shown(commitment, world, artifact="meeting-notes")
    path = f"/commitments/{commitment}"
    async with world.visit(world.cast.mira) as mira:
        text = (await mira.get(path)).text
        assert '<option value="" selected>no proof</option>' in text
        proof = await shown(commitment, world)
        assert f'<option value="{proof}" selected>' in (await mira.get(path)).text


async def test_who_made_it_reads_it_and_cannot_settle_it(world: World):
    commitment = await promised(world)
    async with world.visit(world.cast.ada) as ada:
        assert "Say what came of it" not in (await ada.get(f"/commitments/{commitment}")).text
    for person, status in ((world.cast.lea, 200), (world.cast.tom, 404), (world.cast.bo, 404), (world.cast.sam, 404)):
        async with world.visit(person) as visitor:
            assert (await visitor.get(f"/commitments/{commitment}")).status_code == status, person.name


async def test_only_who_manages_them_is_led_to_the_page_of_who_made_it(world: World):
    commitment, ada, tom = await promised(world), f"/people/{world.cast.ada.id}", world.cast.tom
    await set_roles(world.cast.zoe.actor, tom.id, ["manager", "leader"], entry=world.entry(world.cast.zoe))
    for person, opens in ((world.cast.mira, True), (tom, False)):
        async with world.visit(person) as visitor:
            text = (await visitor.get(f"/commitments/{commitment}")).text
            assert "Ada Rep" in text
            assert (f'href="{ada}"' in text) == opens
            assert ((await visitor.get(ada)).status_code == 200) == opens, person.name
