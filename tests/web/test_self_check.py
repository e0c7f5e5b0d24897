"""The three boxes of the day after a claim moved, from the page to what stays a claim."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from server import clock, ids
from server.deals import actions as deals
from server.deals import queries
from server.deals.actions import Told
from server.inspections import queries as inspections
from server.ledger import Entry
from server.web.today import self_check
from tests.client import HOME, form_of, send
from tests.databases import Database
from tests.selling import PROCESS
from tests.web.world import World, opened

PRAGUE = "Europe/Prague"


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with opened(database) as made:
        yield made


async def added(world: World, at: datetime, stage: str = "discover") -> UUID:
    ada = world.cast.ada
    entry = Entry(id=ids.new(), at=at, actor=ada.id)
    told = Told(name="Alder & Quay", stage=stage, close_date=date(2099, 12, 18))
    return await deals.add(ada.actor, entry, told, motion="new", currency="EUR", process=PROCESS)


async def move(world: World, deal: UUID, stage: str, at: datetime) -> None:
    ada = world.cast.ada
    told = Told(name="Alder & Quay", stage=stage, close_date=date(2099, 12, 18))
    await deals.change(ada.actor, Entry(id=ids.new(), at=at, actor=ada.id), deal, told, process=PROCESS)


def yesterday() -> datetime:
    """A moment of the working day before today where Ada is."""
    begins, ends = self_check.since(clock.now(), PRAGUE)
    return begins + (ends - begins) / 2


WINDOWS = {
    "a Wednesday asks about Tuesday": ("2026-11-18T08:00", "2026-11-16T23:00", "2026-11-17T23:00"),
    "a Monday asks from Friday on": ("2026-11-23T08:00", "2026-11-19T23:00", "2026-11-22T23:00"),
    "just after midnight there": ("2026-11-17T23:00", "2026-11-16T23:00", "2026-11-17T23:00"),
    "a day on which the clocks go back": ("2026-10-26T08:00", "2026-10-22T22:00", "2026-10-25T23:00"),
}


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
def test_yesterday_is_the_working_day_before_where_the_rep_is(window: tuple[str, str, str]):
    now, begins, ends = (datetime.fromisoformat(one).replace(tzinfo=UTC) for one in window)
    assert self_check.since(now, PRAGUE) == (begins, ends)


async def test_the_boxes_stay_claims_and_take_the_place_of_the_deal(world: World):
    deal = await added(world, yesterday() - timedelta(days=9))
    await move(world, deal, "align", yesterday())
    async with world.visit(world.cast.ada) as ada:
        page = (await ada.get("/today")).text
        assert "Alder &amp; Quay moved to Align" in page
        assert "Problem in the buyer’s words" in page
        kept = await send(ada, "/today", f"/deals/{deal}/self-check", done="problem-in-buyer-words")
        assert (kept.status_code, kept.headers["Location"]) == (303, "/today")
        after = (await ada.get("/today")).text
        assert "moved to Align" not in after
        assert "Alder &amp; Quay: done." in after
    assert await inspections.standings(deal) == {}, "what somebody says of themselves moves nothing"
    (sheet,) = await inspections.sheets_of_deal(deal)
    assert sheet.mode == "self-check"
    (row,) = (await inspections.sheet(sheet.id, world.cast.ada.actor, clock.now())).rows
    assert (row.behaviour, row.answer, row.proven) == ("problem-in-buyer-words", "claimed", ())


async def test_a_deal_that_was_added_or_moved_earlier_is_not_asked_about(world: World):
    now = clock.now()
    begins, ends = self_check.since(now, PRAGUE)
    await added(world, begins + timedelta(hours=1))
    early = await added(world, begins - timedelta(days=9))
    await move(world, early, "align", begins - timedelta(seconds=1))
    today = await added(world, begins - timedelta(days=9))
    await move(world, today, "align", ends)
    assert await queries.moved(world.cast.ada.id, begins, ends) == []


async def test_what_moved_again_since_is_asked_about_where_it_is_now(world: World):
    begins, ends = self_check.since(clock.now(), PRAGUE)
    deal = await added(world, begins - timedelta(days=9), "engage")
    await move(world, deal, "discover", begins)
    await move(world, deal, "align", begins + timedelta(hours=2))
    (moved,) = await queries.moved(world.cast.ada.id, begins, ends)
    assert (moved.left, moved.stage, moved.at) == ("discover", "align", begins + timedelta(hours=2))
    assert await queries.moved(world.cast.ida.id, begins, ends) == []


async def test_nobody_checks_the_deal_of_somebody_else(world: World):
    deal = await added(world, yesterday() - timedelta(days=9))
    await move(world, deal, "align", yesterday())
    async with world.visit(world.cast.ada) as ada:
        fields = {"left": "discover", "done": "problem-in-buyer-words"}
        page = (await ada.get("/today")).text
    async with world.visit(world.cast.ida) as ida:
        token = form_of((await ida.get("/account")).text, "/account")
        answer = await ida.post(f"/deals/{deal}/self-check", data={**token, **fields}, headers={"Origin": HOME})
        assert answer.status_code == 404
    assert f"/deals/{deal}/self-check" in page
    assert await inspections.standings(deal) == {}


async def test_a_fault_in_the_day_stands_on_the_day(world: World):
    deal = await added(world, yesterday() - timedelta(days=9))
    async with world.visit(world.cast.ada) as ada:
        back = await send(ada, "/today", f"/deals/{deal}/tending", answer="not-now", reason="x" * 6_000)
        assert back.status_code == 422
        assert 'href="/today" aria-current="page"' in back.text
        assert "longer than 500 characters" in back.text
        assert "x" * 6_000 in back.text
