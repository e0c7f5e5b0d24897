"""Everything written about somebody, and what waits for them, on their own pages."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from server import clock
from server.coaching import actions as coaching
from server.coaching.actions import Left
from server.commitments import actions as commitments
from server.commitments import queries as promised
from server.commitments.actions import Settling
from server.deals import actions as deals
from server.deals.actions import Told
from server.inspections import actions as inspections
from server.inspections.actions import Done
from server.inspections.rubric import Ticked
from tests import selling
from tests.databases import Database
from tests.inspections.reference import PROCESS
from tests.web.world import World, opened

STEP = "next-step-confirmed"
NOTHING_SHOWN = Done(ticked=Ticked(looked=True))


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        await selling.serve(replace(selling.ACADEMY, process=PROCESS))
        yield made


async def test_a_person_sees_what_was_written_with_who_and_when_and_answers_with_evidence(world: World):
    ada, mira = world.cast.ada, world.cast.mira
    told = Told(name="Fennel Logistics", stage="discover")
    deal = await deals.add(ada.actor, world.entry(ada), told, motion="new", currency="EUR", process=PROCESS)
    sheet = await inspections.begin(mira.actor, world.entry(mira), deal, mode="full", pick="chosen")
    day = (clock.now() + timedelta(days=7)).date()
    left = Left(
        behaviour=STEP, note="Stop five minutes early.", tag="step", commitment="Send the invite", due=day, lesson="next-step"
    )
    rows = {STEP: NOTHING_SHOWN}
    await coaching.close_sheet(mira.actor, world.entry(mira), sheet, left, rows=rows, site="https://test")
    async with world.visit(ada) as visitor:
        text = (await visitor.get("/my-line")).text
        assert "Stop five minutes early." in text
        assert f"/deals/{deal}/replies?behaviour={STEP}" in text
        assert "Mira North looked at Fennel Logistics." in text
        assert f"/inspections/{sheet}" in text
        assert "Agreed with Mira North." in text
        assert "sooner when “Put the next step on the calendar” is taken" in text
        for link in (f"/deals/{deal}/replies?behaviour={STEP}", f"/inspections/{sheet}"):
            assert (await visitor.get(link)).status_code == 200
        (promise,) = await promised.open_of(ada.id)
        await commitments.settle(mira.actor, world.entry(mira), promise.id, Settling(outcome="kept"))
        text = (await visitor.get("/my-line")).text
        assert "0 of 1 kept on time" in text
        assert "Kept, on time, without proof" in text


async def test_a_one_to_one_waits_on_the_day_and_its_question_after_it(world: World):
    ada, mira = world.cast.ada, world.cast.mira
    told = Told(name="Fennel Logistics", stage="discover")
    deal = await deals.add(ada.actor, world.entry(ada), told, motion="new", currency="EUR", process=PROCESS)
    meeting = await coaching.prepare(mira.actor, world.entry(mira), person=ada.id, deal=deal)
    async with world.visit(ada) as visitor:
        for page in ("/today", "/my-line"):
            assert f'href="/one-to-ones/{meeting}"' in (await visitor.get(page)).text
        await coaching.close_meeting(mira.actor, world.entry(mira), meeting, Left(), site="https://test")
        for page in ("/today", "/my-line"):
            text = (await visitor.get(page)).text
            assert f'action="/one-to-ones/{meeting}/parting"' in text
            assert "Your side comes first" not in text
