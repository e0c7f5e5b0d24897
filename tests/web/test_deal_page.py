from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

import pytest

from server import db
from server.commitments import actions as commitments
from server.commitments.actions import Promise
from server.deals import actions, queries
from server.deals.actions import Told
from server.deals.tables import DealRow
from server.inspections import actions as inspections
from server.inspections.actions import Done
from server.inspections.rubric import Ticked
from server.people import queries as people
from server.people.queries import Person
from tests.client import form_of, send
from tests.databases import Database
from tests.selling import PROCESS
from tests.web.calibrating import proved
from tests.web.sheet_desk import text
from tests.web.world import World, opened


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        yield made


async def deal_of(world: World, owner: Person, *, stage: str = "align") -> UUID:
    told = Told(name="Northgate", stage=stage, amount=6_200_000)
    return await actions.add(owner.actor, world.entry(owner), told, motion="new", currency="EUR", process=PROCESS)


async def test_a_deal_shows_its_claim_its_promises_and_what_to_ask_before_a_call(world: World):
    ada = world.cast.ada
    deal = await deal_of(world, ada)
    entry = world.entry(ada)
    promise = Promise(
        deal=deal,
        words="Ask Petra.",
        due=entry.at,
        proof="calendar-invite",
        ask="Who accepted?",
        behaviours=(),
        process="reference",
        process_version=1,
    )
    await db.run(lambda: commitments.promise(ada.actor, entry, promise))
    async with world.visit(ada) as visitor:
        text = (await visitor.get(f"/deals/{deal}")).text
    for words in (
        "Claimed: Align. Nobody has inspected this deal yet.",
        "Nobody has inspected this deal yet.</desc>",
        "Ask Petra.",
        "Who accepted?",
        "Before this call, 60 seconds",
        f"/deals/{deal}/before-a-call",
        "Is it there: access to all required stakeholders?",
        "/process#stakeholder-access",
    ):
        assert words in text


async def test_the_owner_changes_and_closes_it(world: World):
    deal = await deal_of(world, world.cast.ada)
    async with world.visit(world.cast.ada) as ada:
        sent = await send(
            ada, f"/deals/{deal}", f"/deals/{deal}", name="Northgate 2", stage="commit", amount="1.5m", close_date=""
        )
        assert sent.status_code == 303
        shown = (await ada.get(f"/deals/{deal}")).text
        assert "Claimed: Commit" in shown
        assert "€1,500,000" in shown
        assert "Every stage that was claimed" in shown
        sent = await send(ada, f"/deals/{deal}", f"/deals/{deal}/closing", outcome="won")
        assert sent.status_code == 303
        assert "Northgate 2: Won" in " ".join((await ada.get(f"/deals/{deal}")).text.split())
    assert await queries.open_deals(world.cast.ada.id) == []


async def test_a_change_with_a_fault_keeps_every_word(world: World):
    deal = await deal_of(world, world.cast.ada)
    async with world.visit(world.cast.ada) as ada:
        sent = await send(
            ada, f"/deals/{deal}", f"/deals/{deal}", name="Northgate 3", stage="gone", amount="plenty", close_date=""
        )
        assert sent.status_code == 422
        assert 'value="Northgate 3"' in sent.text
        assert 'value="plenty"' in sent.text
        assert "2 things to fix" in sent.text
        sent = await send(ada, f"/deals/{deal}", f"/deals/{deal}/closing")
        assert sent.status_code == 422
        assert 'value="Northgate"' in sent.text


async def test_a_manager_reads_it_without_forms_and_the_owner_is_told(world: World):
    deal = await deal_of(world, world.cast.ada)
    async with world.visit(world.cast.mira) as mira:
        text = (await mira.get(f"/deals/{deal}")).text
    assert "Claimed: Align" in text
    with pytest.raises(AssertionError):
        form_of(text, f"/deals/{deal}")
    (look,) = await people.who_looked(world.cast.ada.id)
    assert (look.name, look.page) == ("Mira North", "deal")


async def test_nobody_else_finds_it(world: World):
    deal = await deal_of(world, world.cast.ada)
    for stranger in (world.cast.bo, world.cast.tom, world.cast.sam, world.cast.zoe):
        async with world.visit(stranger) as visitor:
            assert (await visitor.get(f"/deals/{deal}")).status_code == 404
    assert await people.who_looked(world.cast.ada.id) == []


async def test_another_rep_cannot_change_what_they_cannot_see(world: World):
    deal = await deal_of(world, world.cast.ada)
    mine = await deal_of(world, world.cast.bo)
    async with world.visit(world.cast.bo) as bo:
        fields = form_of((await bo.get(f"/deals/{mine}")).text, f"/deals/{mine}")
        answer = await bo.post(
            f"/deals/{deal}", data={**fields, "name": "Mine", "stage": "align"}, headers={"Origin": "https://test"}
        )
        assert answer.status_code == 404
        answer = await bo.post(f"/deals/{deal}/closing", data={**fields, "outcome": "lost"}, headers={"Origin": "https://test"})
        assert answer.status_code == 404
    assert (await queries.open_deals(world.cast.ada.id))[0].name == "Northgate"


async def test_what_the_history_of_a_deal_shows_is_told_to_all_who_may_see_it(world: World):
    ada = world.cast.ada
    deal = await deal_of(world, ada, stage="engage")
    for stage in ("align", "discover"):
        told = Told(name="Northgate", stage=stage, close_date=date(2026, 1, 2))
        await actions.change(ada.actor, world.entry(ada), deal, told, process=PROCESS)
    for who in (ada, world.cast.mira):
        async with world.visit(who) as visitor:
            text = (await visitor.get(f"/deals/{deal}")).text
        assert "The claim moved back from Align to Discover" in text
        assert "The close date was 2\u00a0Jan, and the deal is open." in text


async def test_a_claim_that_an_inspection_led_back_is_shown_as_a_correction_until_it_moves_on(world: World):
    ada, mira = world.cast.ada, world.cast.mira
    deal = await deal_of(world, ada)
    sheet = await inspections.begin(mira.actor, world.entry(mira), deal, mode="full", pick="chosen")
    await inspections.close(mira.actor, world.entry(mira), sheet, {"next-step-confirmed": Done(ticked=Ticked(looked=True))})
    shown = []
    for stage in ("discover", "align"):
        await actions.change(ada.actor, world.entry(ada), deal, Told(name="Northgate", stage=stage), process=PROCESS)
        async with world.visit(ada) as visitor:
            shown.append((await visitor.get(f"/deals/{deal}")).text)
    back, on = shown
    assert "after an inspection: from Align back to Discover." in back
    assert "The claim moved back" not in back
    assert "Corrected on" not in on


async def test_a_row_that_lacks_only_what_counts_for_doing_says_so_beside_a_gate_that_is_met(world: World):
    mira = world.cast.mira
    seen: list[str] = []
    for ticks in ({"written"}, {"in-time"}):
        deal = await proved(world, name=f"Kestrel {len(seen)}")
        sheet = await inspections.begin(mira.actor, world.entry(mira), deal, mode="full", pick="chosen")
        done = Done(ticked=Ticked(ticks=frozenset(ticks)))
        await inspections.close(mira.actor, world.entry(mira), sheet, {"problem-in-buyer-words": done})
        async with world.visit(world.cast.ada) as visitor:
            seen.append(text((await visitor.get(f"/deals/{deal}")).text))
    assert "On the day of the meeting (counts for doing, not for the gate)" in seen[0]
    assert "(counts for doing" not in seen[1]


async def test_a_deal_that_comes_from_a_crm_has_no_form_to_change_it(world: World):
    ada = world.cast.ada
    deal = await deal_of(world, ada)
    await DealRow.update({DealRow.source: "hubspot"}).where(DealRow.id == deal)
    async with world.visit(ada) as visitor:
        text = (await visitor.get(f"/deals/{deal}")).text
        assert f'action="/deals/{deal}"' not in text
        assert f'action="/deals/{deal}/closing"' not in text
