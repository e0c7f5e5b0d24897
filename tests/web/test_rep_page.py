"""The page of a rep shows their manager the numbers that they see themselves, and never an answer."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import httpx
import pytest
from msgspec.structs import replace

from server import clock, ids
from server.deals import actions as deals
from server.deals.actions import Told
from server.ledger import Entry
from tests import selling
from tests.databases import Database
from tests.gaps.world import answer, record, record_all, seen
from tests.web.deeds import answer as take
from tests.web.world import World, opened

LANES = re.compile(
    r"(?:right|shown) on \d+ of \d+ \w+(?: \(likely \d+ to \d+%\))?(?:, claimed on \d+ more)?|claimed on \d+ deals?, not shown yet"
)


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        await inspected(made)
        yield made


async def inspected(world: World) -> None:
    """Ada answered, and was looked at on two deals and in a claim."""
    ada, now = world.cast.ada, clock.now()
    for number in range(7):
        await record(
            ada.id, answer(f"q{number}", "next-step-confirmed", mark=float(number != 3)), now - timedelta(days=9 - number)
        )
    await record_all(
        ada.id, [(answer("a", "insight-shared"), now - timedelta(days=2)), (answer("b", "stakeholder-access", mark=0.0), now)]
    )
    for number in range(5):
        look = seen("met" if number < 2 else "partly", "next-step-confirmed", number, missing=() if number < 2 else ("written",))
        await record(ada.id, look, now - timedelta(days=1))
    await record(ada.id, seen("claimed", "next-step-confirmed", 5, hollow=("written",)), now)
    await record(ada.id, seen("claimed", "insight-shared", 1, hollow=("written",)), now)


async def said(visitor: httpx.AsyncClient, path: str) -> str:
    shown = await visitor.get(path)
    assert shown.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", shown.text)).split())


def counts(page: str) -> dict[str, tuple[str, str]]:
    """What is counted of every behaviour of which anything is, whether it stands open or is folded: of knowing and of doing."""
    found = {}
    for block in re.findall(r'<li class="beh".*?</li>', page, re.DOTALL):
        lanes = " ".join(re.sub(r"<[^>]*>", " ", block[block.index('<p class="knowdo">') :]).split())
        known, shown = re.search(r"right on (\d+ of \d+)", lanes), re.search(r"(?:shown|claimed) on (\d+(?: of \d+)?)", lanes)
        found[re.findall(r'href="[^"]*?([\w-]+)"', block)[0]] = (known[1] if known else "none", shown[1] if shown else "none")
    folded = r'<tr><th scope="row"><a href="[^"]*?([\w-]+)">[^<]*</a></th><td class="num nowrap">([^<]*)</td><td class="num nowrap">([^<]*)</td>'
    for behaviour, known_, shown_ in re.findall(folded, page):
        found[behaviour] = (known_, shown_.removesuffix(" claimed"))
    return {behaviour: counted for behaviour, counted in found.items() if counted != ("none", "none")}


@pytest.mark.parametrize("counts_only", [False, True])
async def test_every_number_is_the_one_that_the_rep_sees(world: World, counts_only: bool):
    await world.enter_policy(counts_only=counts_only)
    path = f"/people/{world.cast.ada.id}"
    async with world.visit(world.cast.ada) as ada, world.visit(world.cast.mira) as mira:
        own, theirs = (await ada.get("/my-line")).text, (await mira.get(path)).text
        if not counts_only:
            assert sorted(LANES.findall(await said(ada, "/my-line"))) == sorted(LANES.findall(await said(mira, path)))
    assert counts(theirs) == counts(own)
    assert counts(own)["next-step-confirmed"] == ("6 of 7", "2 of 5")
    assert ("%)" in own) is ("%)" in theirs) is not counts_only


async def test_the_page_says_what_to_coach_and_the_missing_clause(world: World):
    await world.enter_policy()
    async with world.visit(world.cast.mira) as mira:
        text = await said(mira, f"/people/{world.cast.ada.id}")
    assert "The missing clause is usually: Written down by a named buyer." in text
    assert "The next 1:1" in text
    assert "Open the 1:1 sheet" in text


async def test_before_a_policy_the_page_holds_no_number_about_what_somebody_knows_and_does(world: World):
    async with world.visit(world.cast.mira) as mira:
        text = await said(mira, f"/people/{world.cast.ada.id}")
    assert not LANES.findall(text)
    assert "What somebody knows and does is shown once your company has entered its policy." in text


async def test_single_answers_are_on_no_page_of_a_manager(world: World):
    await world.enter_policy()
    await take(world, world.cast.ada)
    async with world.visit(world.cast.mira) as mira:
        for path in (
            "/team",
            f"/team?open={world.cast.ada.id}.next-step-confirmed",
            "/team?present=1",
            f"/people/{world.cast.ada.id}",
        ):
            text = await said(mira, path)
            assert "Which one?" not in text
            assert "your answer" not in text.lower()


async def test_open_deals_show_what_is_claimed_and_what_comes_next(world: World):
    ada = world.cast.ada
    entry = Entry(id=ids.new(), at=clock.now(), actor=ada.id)
    await deals.add(
        ada.actor, entry, Told(name="Alder & Quay", stage="align"), motion="new", currency="EUR", process=selling.PROCESS
    )
    async with world.visit(world.cast.mira) as mira:
        text = await said(mira, f"/people/{ada.id}")
    assert re.search(r"Alder & Quay .{0,20}Align Not inspected", text)


async def test_a_claim_is_drawn_hollow_on_ones_own_line(world: World):
    async with world.visit(world.cast.ada) as ada:
        page = (await ada.get("/my-line/insight-shared")).text
        text = await said(ada, "/my-line/insight-shared")
    assert "claimed on 1 deal, not shown yet" in text
    assert re.search(r'<rect class="hollow"', page)


async def test_ones_own_behaviour_names_what_is_missing_on_which_deal(world: World):
    ada = world.cast.ada
    entry = Entry(id=ids.new(), at=clock.now(), actor=ada.id)
    deal = await deals.add(
        ada.actor, entry, Told(name="Alder & Quay", stage="engage"), motion="new", currency="EUR", process=selling.PROCESS
    )
    await record(ada.id, replace(seen("partly", "next-step-confirmed", missing=("written",)), deal=deal), clock.now())
    async with world.visit(ada) as visitor:
        text = await said(visitor, "/my-line/next-step-confirmed")
    assert "Alder & Quay Missing there: Written down by a named buyer." in text
