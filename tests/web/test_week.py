"""A manager's week: what is due, what was picked, and what is counted."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace
from msgspec.structs import replace as with_

from server import clock, db, ids
from server.deals import actions as deals
from server.drift.queries import board as boards
from server.inspections import actions as inspecting
from server.inspections import queries as inspections
from server.inspections.actions import Done
from server.inspections.queries import Picked
from server.inspections.rubric import Ticked
from server.ledger import Entry
from server.people import actions as people_actions
from server.people import queries as people
from server.people.queries import Person
from server.sentences.pick_reasons import ByLot
from server.web.week import week_lines
from tests import selling
from tests.client import send
from tests.databases import Database
from tests.people.leave import away
from tests.web import world as worlds
from tests.web.selling_deeds import DAY, deal, inspected, promise
from tests.web.week_book import EMPTY, lines
from tests.web.world import World


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with worlds.opened(sqlite) as opened:
        yield opened


async def page(world: World, person: Person, query: str = "") -> str:
    async with world.visit(person) as visitor:
        answer = await visitor.get(f"/week{query}")
        assert answer.status_code == 200
        return answer.text


async def test_a_week_without_deals_says_where_they_come_from_and_leads_to_the_team(world: World):
    text = await page(world, world.cast.mira)
    assert "<h1>No deal is open" in text.replace('<span class="nowrap">', "")
    assert "No follow-ups. Nothing is overdue." in text
    assert "or a rep adds them by hand." in text
    assert "Nothing is due today." in text
    assert f'class="button brass" href="/team?team={world.cast.north}"' in text, "whoever has several comes to this one"
    assert "is done for this week" not in text, "nobody did anything"


async def test_a_week_in_which_all_is_done_says_so_and_leads_to_the_review(world: World):
    there = await deal(world.cast.ada, "Northgate & Sons", stage="engage")
    await page(world, world.cast.mira)
    await inspected(world.cast.mira, there)
    text = await page(world, world.cast.mira)
    assert "Nothing is left this week" in text
    assert "Your routine is done for this week." in text
    assert 'class="button brass" href="/review"' in text


async def test_a_week_has_its_picks_with_why_and_the_first_is_the_one_action(world: World):
    await deal(world.cast.ada, "Northgate & Sons", days=60)
    await deal(world.cast.bo, "Kestrel Print")
    await deal(world.cast.ida, "Elsewhere")
    text = await page(world, world.cast.mira)
    assert "Two inspections left" in text
    assert "Not inspected in the 60 days it has been here" in text
    assert "Inspect Northgate &amp; Sons" in text
    assert "Elsewhere" not in text
    assert "€62,000" in text
    assert "Two inspections are left in your routine. 2 more fit into one-to-ones." in text


async def test_what_was_inspected_is_done_and_the_next_one_comes(world: World):
    first = await deal(world.cast.ada, "Northgate", days=60)
    await deal(world.cast.bo, "Kestrel Print")
    await page(world, world.cast.mira)
    await inspected(world.cast.mira, first)
    text = await page(world, world.cast.mira)
    assert "One inspection left" in text
    assert "Inspected this week, about 1 minute. It had gone 60 days without an inspection." in text
    assert "Not inspected in the 60 days" not in text
    assert "Inspect Kestrel Print" in text
    assert "One inspection is left in your routine." in text


async def test_a_calibration_that_waits_for_the_readers_sheet_is_due(world: World):
    mira, tom, there = world.cast.mira, world.cast.tom, await deal(world.cast.ada, "Northgate & Sons")
    entry = Entry(id=ids.new(), at=clock.now(), actor=mira.id)
    asked = await inspecting.begin_calibration(mira.actor, entry, there, other=tom.id)
    for reader in (mira, tom):
        text = await page(world, reader)
        assert '<h1>One <span class="nowrap">follow-up' in text
        assert re.search(r"One calibration waits for your sheet, until \d+\s\w+[.;]", text)
        assert f'<a href="/calibrations/{asked}">Northgate &amp; Sons: your blind sheet</a>' in text
    entry = Entry(id=ids.new(), at=clock.now(), actor=mira.id)
    sheet = await inspecting.take_seat(mira.actor, entry, asked)
    looked = {"next-step-confirmed": Done(ticked=Ticked(looked=True))}
    await inspecting.close(mira.actor, Entry(id=ids.new(), at=clock.now(), actor=mira.id), sheet, looked)
    assert "blind sheet" not in await page(world, mira)
    assert "blind sheet" in await page(world, tom)


def test_what_was_picked_is_not_owed_once_the_routine_has_had_its_inspections():
    (line,) = lines(0)
    picked = Picked(
        id=ids.new(),
        team=EMPTY.desk.team,
        week="2026-W47",
        slot="random",
        deal=line.deal.id,
        why=ByLot(1, None),
        made_at=EMPTY.now,
        swapped_at=None,
        swap_words="",
    )
    owed = replace(EMPTY, lines=(line,), picked=(picked,))
    over = replace(owed, room=with_(EMPTY.room, left=0))
    assert (week_lines.left(owed), week_lines.left(over)) == ([line.deal.name], [])
    assert "One inspection is left in your routine." in week_lines.room(owed)
    assert "may wait for next week" in week_lines.room(over)
    assert "Your routine is done for this week." in week_lines.room(replace(over, picked=()))


async def test_a_sheet_that_was_left_open_is_what_comes_next(world: World):
    first = await deal(world.cast.ada, "Northgate", days=60)
    await deal(world.cast.bo, "Kestrel Print")
    mira = world.cast.mira
    sheet = await inspecting.begin(mira.actor, world.entry(mira), first, mode="full", pick="coverage")
    text = await page(world, mira)
    assert "Go on with Northgate" in text
    assert f'href="/inspections/{sheet}"' in text


async def test_a_decision_that_nobody_looked_back_at_is_proposed_until_somebody_did(world: World):
    there = await deal(world.cast.ada, "Northgate", stage="commit")
    await deals.close(world.cast.ada.actor, world.entry(world.cast.ada), there, "lost")
    assert "the look back at the decision" not in await page(world, world.cast.mira)
    process = with_(
        selling.PROCESS, behaviours=(*selling.PROCESS.behaviours, selling.behaviour("decision-reviewed", "commit", "Why"))
    )
    await selling.serve(with_(selling.ACADEMY, process=process))
    text = await page(world, world.cast.mira)
    assert "<h1>One deal to look at</h1>" in text
    assert "One deal is to be looked at by Sunday." in text
    assert "One more deal to look at" in text
    assert "the look back at the decision" in text
    await inspected(world.cast.mira, there)
    assert "the look back at the decision" not in await page(world, world.cast.mira)


async def test_follow_ups_are_what_is_due_by_tonight_with_the_question(world: World):
    there = await deal(world.cast.ada, "Northgate")
    await promise(world.cast.ada, there, due=-DAY)
    await promise(world.cast.ada, there, due=5 * DAY, words="Not yet due")
    text = await page(world, world.cast.mira)
    assert '<h1>One <span class="nowrap">follow-up' in text
    assert "Ask Petra for the date" in text
    assert "Not yet due" not in text
    assert "Ask: Whose date is it?" in text
    assert "No proof added" in text
    assert "One promise is due, by Ada Rep" in text


async def test_a_swap_is_kept_with_its_reason_and_brings_the_next(world: World):
    for n in range(4):
        await deal(world.cast.ada, f"Deal {n}", days=10 + n)
    await page(world, world.cast.mira)
    (desk,) = await people.desks(world.cast.mira.actor, clock.now())
    first, *_ = await inspections.picked(desk.team, inspecting.week_at(desk, clock.now()))
    async with world.visit(world.cast.mira) as visitor:
        path = f"/week/picks/{first.id}/swap"
        empty = await send(visitor, "/week", path, words=" ")
        assert empty.status_code == 422
        assert "Say why another deal is looked at instead." in empty.text
        kept = await send(visitor, "/week", path, words="On leave")
        assert kept.status_code == 303
        assert kept.headers["location"] == f"/week?team={desk.team}#picks"
    found = await inspections.picked(desk.team, inspecting.week_at(desk, clock.now()))
    assert [one.swap_words for one in found if one.swapped_at] == ["On leave"]


async def test_a_cover_has_the_other_week_beside_their_own(world: World):
    await deal(world.cast.ada, "Northgate")
    mira, tom, today = world.cast.mira, world.cast.tom, clock.today("Europe/Prague")
    await away(mira, world.entry(mira), today, today + 7 * DAY, cover=tom.id)
    assert "Team North, for Mira North" in await page(world, tom)
    text = await page(world, tom, f"?team={world.cast.north}")
    assert "You cover for Mira North." in text
    assert "Northgate" in text


async def test_whoever_is_away_all_week_is_asked_for_nothing(world: World):
    await deal(world.cast.ada, "Northgate", stage="align", days=40)
    mira, today = world.cast.mira, clock.today("Europe/Prague")
    monday = today - timedelta(days=today.weekday())
    await away(mira, world.entry(mira), monday, monday + 13 * DAY)
    text = await page(world, mira)
    assert "You are away this week" in text
    assert "more deal" not in text


async def test_the_focus_of_a_first_quarter_is_named(world: World):
    await inspecting.set_focus(world.cast.lea.actor, world.entry(world.cast.lea), "align")
    assert "In focus: Align and what is always on." in await page(world, world.cast.mira)


async def test_everybody_at_the_desk_is_told_that_it_was_opened(world: World):
    await page(world, world.cast.mira)
    looks = await people.who_looked(world.cast.ada.id)
    assert [(look.name, look.page) for look in looks] == [("Mira North", "week")]


async def test_a_manager_without_a_team_is_sent_to_the_team_page(world: World):
    await people_actions.leave_team(None, world.cast.tom.id, world.cast.south, manages=True, entry=world.entry(world.cast.zoe))
    async with world.visit(world.cast.tom) as visitor:
        answer = await visitor.get("/week")
        team = (await visitor.get("/team")).text
    assert (answer.status_code, answer.headers["location"]) == (303, "/team")
    assert "An admin says under Setup who is in which team, and which team you manage." in team


@pytest.mark.usefixtures("still")
async def test_a_week_asks_the_database_as_often_for_many_deals_as_for_few(world: World):
    first = await deal(world.cast.ada, "First", stage="align", days=40)
    await promise(world.cast.ada, first, due=-DAY)
    async with world.visit(world.cast.mira) as visitor:
        await visitor.get("/week")
        with db.counted() as few:
            await visitor.get("/week")
        for n in range(12):
            there = await deal(world.cast.bo if n % 2 else world.cast.ada, f"Deal {n}", stage="align", days=n)
            await promise(world.cast.bo if n % 2 else world.cast.ada, there, due=-DAY)
        with db.counted() as many:
            await visitor.get("/week")
    assert many.n <= few.n
    assert many.n <= 30


async def test_stage_accuracy_of_the_week_is_that_of_the_leaders_page(world: World):
    claims = [("coverage", "engage"), ("random", "engage"), ("coverage", "align"), ("risk", "align"), ("one-to-one", "align")]
    for pick, stage in claims:
        await inspected(world.cast.mira, await deal(world.cast.ada, f"{pick} {stage}", stage=stage), pick=pick)
    boards.forget()
    board = await boards.board(clock.now())
    assert board is not None
    (found,) = [one for one in board.signals if one.kind == "accuracy"]
    assert (found.count.met, found.count.n) == (2, 3)
    assert "2 of 3 deals" in await page(world, world.cast.mira)
