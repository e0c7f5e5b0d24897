"""The leader's page by plain HTTP: who opens it, what it counts, and the table of it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from server.drift.forecast import Sum
from server.drift.queries import board
from server.web.drift import told
from server.web.frame.home import home_of
from server.web.pages import drift
from tests.client import send
from tests.databases import Database
from tests.drift import samples
from tests.inspections.reference import PROCESS
from tests.web import world as worlds
from tests.web.selling_deeds import deal, inspected
from tests.web.world import World


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with worlds.opened(sqlite) as opened:
        yield opened


async def read(world: World, path: str = "/drift") -> str:
    board.forget()
    async with world.visit(world.cast.lea) as lea:
        answer = await lea.get(path)
        assert answer.status_code == 200
        return answer.text


async def test_before_anything_is_claimed_the_page_says_how_it_begins(world: World):
    text = await read(world)
    assert "Nothing is claimed in Align and Commit" in text
    assert "Nobody has inspected for long enough that something could be silent." in text


async def test_what_is_claimed_is_supported_overstated_or_not_inspected(world: World):
    first = await deal(world.cast.ada, "Northgate", stage="align")
    await deal(world.cast.ida, "Elsewhere", stage="commit")
    await deal(world.cast.ida, "Early days", stage="engage")
    await inspected(world.cast.mira, first)
    text = await read(world)
    assert "Claimed in Align and Commit €124K. Supported by evidence €0. Not inspected €62K." in text
    assert "One deal is claimed further than shown, and waits for one gate: Next step confirmed." in text
    behind = await read(world, "/drift/deals?state=overstated")
    assert "Northgate" in behind
    assert "Elsewhere" not in behind
    assert "Elsewhere" in await read(world, "/drift/deals?state=uninspected")
    assert "Early days" in await read(world, "/drift/deals?in=any")


async def test_the_table_of_it_is_safe_to_open(world: World):
    await deal(world.cast.ada, "Northgate", stage="align")
    board.forget()
    async with world.visit(world.cast.lea) as lea:
        answer = await lea.get("/drift/table")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[:2] == ["About,What,Number,Of,Currency", "All teams,Claimed,62000.00,1,EUR"]


async def test_what_no_link_says_is_not_found(world: World):
    async with world.visit(world.cast.lea) as lea:
        for path in ("/drift/deals?state=fine", "/drift/deals?team=7", "/drift/results/nowhere"):
            assert (await lea.get(path)).status_code == 404
        assert (await lea.get("/drift/deals?after=never")).status_code == 200


async def test_a_manager_and_a_rep_do_not_open_it(world: World):
    for person in (world.cast.mira, world.cast.ada):
        async with world.visit(person) as visitor:
            assert (await visitor.get("/drift")).status_code in {403, 404}


async def test_what_was_counted_holds_for_a_minute_and_says_when(world: World):
    board.forget()
    async with world.visit(world.cast.lea) as lea:
        await lea.get("/drift")
        await deal(world.cast.ada, "Northgate", stage="align")
        assert "Nothing is claimed" in (await lea.get("/drift")).text
        board.forget()
        assert "€62K" in (await lea.get("/drift")).text


async def test_one_behaviour_leads_until_it_is_dropped(world: World):
    await deal(world.cast.ada, "Northgate", stage="align")
    async with world.visit(world.cast.lea) as lea:
        assert (await send(lea, "/drift", "/drift/focus", behaviour="stakeholder-access")).status_code == 303
        text = (await lea.get("/drift")).text
        assert "Access to all required stakeholders, since" in text
        assert "In the four weeks before, nobody asked for it. Since then nobody has asked for it." in text
        assert "In focus: Access to all required stakeholders. 0 deals here wait for it" in (await lea.get("/review")).text
        cases = (await lea.get("/drift/behaviours/stakeholder-access")).text
        assert "Nobody has asked for it." in cases
        assert "0 of 0" not in cases
        assert (await send(lea, "/drift", "/drift/focus", behaviour="", drop="yes")).status_code == 303
        assert "Have it lead for four weeks" in (await lea.get("/drift")).text


async def test_what_leads_counts_the_deals_before_and_since(world: World):
    first = await deal(world.cast.ada, "Northgate", stage="align")
    second = await deal(world.cast.bo, "Kestrel", stage="align")
    await inspected(world.cast.mira, first)
    async with world.visit(world.cast.lea) as lea:
        await send(lea, "/drift", "/drift/focus", behaviour="next-step-confirmed")
        await inspected(world.cast.mira, second)
        board.forget()
        text = (await lea.get("/drift")).text
        assert "In the four weeks before, met on 0 of 1 deal. Since then on 0 of 1." in text
        cases = (await lea.get("/drift/behaviours/next-step-confirmed")).text
    assert cases.index("Kestrel") < cases.index("The four weeks before") < cases.index("Northgate")


async def test_a_behaviour_that_is_none_does_not_lead(world: World):
    async with world.visit(world.cast.lea) as lea:
        none = await send(lea, "/drift", "/drift/focus", behaviour="")
        assert (none.status_code, "Choose a behaviour of the process." in none.text) == (422, True), "nothing was chosen"
        assert '<option value="">Choose one</option>' in none.text, "nothing speaks for one of them"
        refused = await send(lea, "/drift", "/drift/focus", behaviour="nothing")
        assert refused.status_code == 422
        assert "Choose a behaviour of the process." in refused.text
        assert (await lea.get("/drift/behaviours/nothing")).status_code == 404


async def test_a_leader_without_a_team_begins_here(world: World):
    assert home_of(replace(world.cast.lea.actor, roles=frozenset({"leader"}))) == "/drift"


def test_what_is_not_named_of_the_overstated_deals_is_one_link_away_in_every_currency():
    assert '<a class="link" href="/drift/deals?state=overstated">2 more</a>' in drift.page(samples.board(), PROCESS).upper


def test_what_is_claimed_in_other_currencies_stands_beside_the_headline_and_counts_in_what_has_no_amount():
    crowns = replace(samples.CROWNS, overstated=Sum(2, 30_000_00, 1), uninspected=Sum(1, 4_000_00, 1))
    text = " ".join(drift.page(samples.board(lines=(samples.LINE, crowns)), PROCESS).upper.split())
    assert "Claimed in Propose and Commit €2.4M. Supported by evidence €1.5M. Not inspected €400K.</h1>" in text
    assert (
        '<p class="lede">Besides CZK124K: supported CZK90K, not inspected CZK4K. 6 deals are claimed further than shown' in text
    )
    assert "3 deals have no amount and count nothing." in text
    alone = drift.page(samples.board(lines=(samples.LINE,)), PROCESS).upper
    assert "Besides" not in alone
    assert "One deal has no amount and counts nothing." in alone


def test_a_quarter_ends_on_its_day_where_the_reader_is():
    shown = samples.board(at=datetime(2026, 12, 31, 12, tzinfo=UTC))
    for zone, end in (("UTC", "Thu 31 Dec"), ("Pacific/Auckland", "Wed 31 Mar")):
        assert f"quarter ends {end}" in drift.page(shown, PROCESS, zone).upper, zone


def test_the_drawings_that_are_kept_are_bounded_and_of_the_board_that_is_shown():
    shown, zones = samples.board(), [f"Etc/GMT{n:+d}" for n in range(-14, 13) if n]
    told._drawings.kept.clear()
    first = drift.page(shown, PROCESS, zones[0]).upper
    assert drift.page(shown, PROCESS, zones[0]).upper is first
    for zone in zones:
        drift.page(shown, PROCESS, zone)
    assert len(told._drawings.kept) == told.MOST_DRAWN < len(zones)
    other = drift.page(samples.board(over=()), PROCESS, zones[-1]).upper
    assert ("Northgate" in first, "Northgate" in other) == (True, False)
