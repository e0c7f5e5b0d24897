"""A one-to-one from the choice of the deal to the one tap after it, by plain HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from msgspec.structs import replace

from server import clock
from server.coaching import queries
from server.commitments import queries as commitments
from server.deals import actions as deals
from server.deals.actions import Told
from server.inspections import queries as inspections
from server.people import actions as people
from server.people import queries as asking
from server.people.queries import Person
from tests import selling
from tests.client import form_of, send
from tests.databases import Database
from tests.inspections.reference import PROCESS, clauses
from tests.web.world import World, opened

STEP, PROBLEM = "next-step-confirmed", "problem-in-buyer-words"
LESSON = next(one for one in selling.ACADEMY.lessons if one.status == "live")
RETIRED = tuple(replace(one, status="retired") if one is LESSON else one for one in selling.ACADEMY.lessons)


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        await selling.serve(replace(selling.ACADEMY, process=PROCESS))
        yield made


async def deal_of(world: World, owner: Person, name: str = "Fennel Logistics") -> UUID:
    told = Told(name=name, stage="discover")
    return await deals.add(owner.actor, world.entry(owner), told, motion="new", currency="EUR", process=PROCESS)


def page(world: World) -> str:
    return f"/people/{world.cast.ada.id}/one-to-one"


async def tick(visitor: httpx.AsyncClient, page: str, rest: str, *behaviours: str, looked: str = "") -> httpx.Response:
    """Opens one's own side from this page, ticks every clause of these rows and sends the sheet there."""
    shown = await visitor.get(page)
    action = next(one for one in _actions(shown.text) if one.endswith("/sheet"))
    opened = await send(visitor, page, action)
    sheet = opened.headers["Location"]
    ticks = [f"{one}/{clause}" for one in behaviours for clause in clauses(one)]
    more = {"looked": looked} if looked else {}
    form = form_of((await visitor.get(sheet)).text, f"{sheet}{rest}")
    return await visitor.post(f"{sheet}{rest}", data={**form, "tick": ticks, **more}, headers={"Origin": "https://test"})


def _actions(text: str) -> list[str]:
    return [part.partition('"')[0] for part in text.split('action="')[1:]]


async def test_a_one_to_one_from_the_choice_to_the_one_tap(world: World):
    ada, mira = world.cast.ada, world.cast.mira
    deal = await deal_of(world, ada)
    async with world.visit(mira) as manager, world.visit(ada) as rep:
        shown = (await manager.get(page(world))).text
        assert "Fennel Logistics together" in shown
        sent = await send(manager, page(world), page(world), deal=str(deal))
        assert sent.headers["Location"] == page(world)
        (asked,) = (await queries.meetings_of(ada.id, world.cast.now)).open
        own = f"/one-to-ones/{asked.id}"
        assert "what does the evidence show?" in (await rep.get(own)).text
        closed = await tick(rep, own, "/closing", STEP, PROBLEM)
        assert (closed.status_code, closed.headers["Location"]) == (303, own)
        hers = (await queries.sheets_of(asked)).rep
        assert hers
        assert (await manager.get(f"/inspections/{hers.id}")).status_code == 404
        assert "has answered" in (await manager.get(page(world))).text
        kept = await tick(manager, page(world), "/rows", STEP, looked=PROBLEM)
        assert kept.headers["Location"] == page(world)
        assert "Both sides are in." in (await manager.get(page(world))).text
        assert "(you differ)" not in (await rep.get(own)).text
        await send(manager, page(world), f"{own}/comparison")
        shown = (await manager.get(page(world))).text
        assert "you agree on 3 of 5 clauses" in shown
        assert "2 clauses differ, the first: recap quotes the buyer." in shown
        assert "(you differ)" in (await rep.get(own)).text
        day = (clock.now() + timedelta(days=7)).date().isoformat()
        words = "Ask Hanna who signs"
        sent = await send(manager, page(world), f"{own}/closing", commitment=words, due=day, behaviour=PROBLEM, lesson=LESSON.id)
        assert sent.headers["Location"] == own
        (promise,) = await commitments.open_of(ada.id)
        assert (promise.words, promise.made_by_name) == (words, "Mira North")
        (sheet,) = [one for one in await inspections.sheets_of_deal(deal) if one.by == mira.id]
        assert (sheet.mode, promise.inspection) == ("together", sheet.id)
        for one in (manager, rep):
            over = (await one.get(own)).text
            assert "closed <time" in over
            assert f'<a href="/commitments/{promise.id}">{words}</a>' in over
            assert f'<a href="/lessons/{LESSON.id}">{LESSON.title}</a> By ' in over
        await selling.serve(replace(selling.ACADEMY, process=PROCESS, lessons=RETIRED))
        over = (await manager.get(own)).text
        assert LESSON.title in over
        assert f'href="/lessons/{LESSON.id}"' not in over, "nobody opens it any more"
        await selling.serve(replace(selling.ACADEMY, process=PROCESS))
        assert "did you leave knowing the next step" not in (await manager.get(own)).text
        assert "did you leave knowing the next step" in (await rep.get(own)).text
        await send(rep, own, f"{own}/parting", answer="partly")
        assert "kept with nobody’s name" in (await rep.get(own)).text
        assert "Partly" not in (await manager.get(own)).text


async def test_a_talk_without_the_sheets_is_closed_with_a_commitment_too(world: World):
    deal = await deal_of(world, world.cast.ada)
    async with world.visit(world.cast.mira) as mira:
        await send(mira, page(world), page(world), deal=str(deal))
        (asked,) = (await queries.meetings_of(world.cast.ada.id, world.cast.now)).open
        sent = await send(mira, page(world), f"/one-to-ones/{asked.id}/closing", note=" ", lesson=LESSON.id)
        assert sent.status_code == 422
        assert "Write a note or one commitment: nothing else of your talk is kept." in sent.text
        assert (await queries.meetings_of(world.cast.ada.id, world.cast.now)).open == (asked,)
        sent = await send(mira, page(world), f"/one-to-ones/{asked.id}/closing", note="Go together.")
        assert sent.status_code == 422
        assert "Say what this note is about" in sent.text
        assert "Go together." in sent.text
        sent = await send(mira, page(world), f"/one-to-ones/{asked.id}/closing", note="Go together.", about="step")
        assert sent.status_code == 303
    assert await inspections.sheets_of_deal(deal) == []
    ada = world.cast.ada
    await selling.serve(replace(selling.ACADEMY, process=PROCESS, lessons=(), paths=()))
    await deals.close(ada.actor, world.entry(ada), deal, "lost")
    async with world.visit(ada) as rep:
        today = (await rep.get("/today")).text
    assert "That is all for today." in today
    assert "did you leave knowing the next step" in today
    assert "What waits below takes a moment" in today
    assert "Nothing else is asked of you." not in today


async def test_a_side_that_was_opened_and_left_untouched_keeps_no_talk_open_and_is_a_sheet_like_any_other_then(world: World):
    ada, mira = world.cast.ada, world.cast.mira
    deal = await deal_of(world, ada)
    async with world.visit(mira) as manager:
        await send(manager, page(world), page(world), deal=str(deal))
        (asked,) = (await queries.meetings_of(ada.id, world.cast.now)).open
        kept = await tick(manager, page(world), "/rows")
        assert kept.headers["Location"] == page(world)
        sent = await send(manager, page(world), f"/one-to-ones/{asked.id}/closing", note="Go together.", about="step")
        assert (sent.status_code, sent.headers["Location"]) == (303, f"/one-to-ones/{asked.id}")
        (sheet,) = await inspections.open_sheets_of(mira.id)
        shown = (await manager.get(f"/inspections/{sheet.id}")).text
        assert "Keep it and go to the 1:1" not in shown
        sent = await send(manager, f"/inspections/{sheet.id}", f"/inspections/{sheet.id}/closing", looked=STEP)
        assert (sent.status_code, sent.headers["Location"]) == (303, f"/inspections/{sheet.id}")


async def test_without_an_open_deal_there_is_nothing_to_look_at_together(world: World):
    async with world.visit(world.cast.mira) as mira:
        assert "has no open deal to look at" in (await mira.get(page(world))).text


async def test_a_one_to_one_is_for_the_two_of_them(world: World):
    deal = await deal_of(world, world.cast.ada)
    async with world.visit(world.cast.mira) as mira:
        await send(mira, page(world), page(world), deal=str(deal))
    (asked,) = (await queries.meetings_of(world.cast.ada.id, world.cast.now)).open
    for person in (world.cast.bo, world.cast.tom, world.cast.lea, world.cast.zoe):
        async with world.visit(person) as visitor:
            assert (await visitor.get(f"/one-to-ones/{asked.id}")).status_code == 404, person.name
    for person, status in ((world.cast.lea, 200), (world.cast.tom, 404), (world.cast.ada, 404)):
        async with world.visit(person) as visitor:
            assert (await visitor.get(page(world))).status_code == status, person.name


async def test_who_no_longer_manages_somebody_does_not_read_their_one_to_one(world: World):
    deal = await deal_of(world, world.cast.ada)
    async with world.visit(world.cast.mira) as mira:
        await send(mira, page(world), page(world), deal=str(deal))
        (asked,) = (await queries.meetings_of(world.cast.ada.id, world.cast.now)).open
        assert (await mira.get(f"/one-to-ones/{asked.id}")).status_code == 200
        await people.leave_team(None, world.cast.mira.id, world.cast.north, manages=True, entry=world.entry(world.cast.zoe))
        assert (await mira.get(f"/one-to-ones/{asked.id}")).status_code == 404


async def test_its_person_hears_that_their_manager_opened_it(world: World):
    await deal_of(world, world.cast.ada)
    async with world.visit(world.cast.mira) as mira:
        await mira.get(page(world))
    (look,) = await asking.who_looked(world.cast.ada.id)
    assert (look.name, look.page) == ("Mira North", "person")
