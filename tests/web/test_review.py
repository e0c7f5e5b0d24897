"""The pipeline review by plain HTTP: who sees which deals, going on, and one commitment."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from server import clock
from server.commitments import queries as commitments
from server.people import actions
from server.people import queries as people
from server.people.queries import Person
from server.web.pipeline import portions
from tests.client import send
from tests.databases import Database
from tests.web import world as worlds
from tests.web.selling_deeds import DAY, deal, inspected, promise
from tests.web.world import World


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with worlds.opened(sqlite) as opened:
        yield opened


async def page(world: World, person: Person, query: str = "") -> str:
    async with world.visit(person) as visitor:
        answer = await visitor.get(f"/review{query}")
        assert answer.status_code == 200
        return answer.text


async def test_a_team_without_deals_has_nothing_to_review(world: World):
    text = await page(world, world.cast.mira)
    assert "No open deal to review" in text
    assert "or a rep adds them by hand." in text
    assert "Open the process" in text


async def test_a_manager_goes_through_the_deals_of_their_team_and_no_others(world: World):
    await deal(world.cast.ada, "Northgate & Sons", stage="align")
    await deal(world.cast.bo, "Kestrel Print", stage="commit")
    await deal(world.cast.bo, "Early days", stage="engage")
    await deal(world.cast.ida, "Elsewhere", stage="align")
    text = await page(world, world.cast.mira)
    assert "2 deals, 90 s each, 3 min" in text
    assert "€124,000" in text
    assert "Next deal: Northgate &amp; Sons" in text
    assert "One deal of which only a sample is inspected" in text
    assert "Elsewhere" not in text


async def test_what_nobody_inspected_is_not_said_to_hold(world: World):
    first = await deal(world.cast.ada, "Northgate", stage="align")
    assert "<h1>How far the evidence reaches is not known yet</h1>" in await page(world, world.cast.mira)
    assert "1 of 1 claims goes further" not in await page(world, world.cast.mira)
    there = await deal(world.cast.ada, "Engaged", stage="engage")
    await inspected(world.cast.mira, there)
    text = await page(world, world.cast.mira, f"?of=rep-{world.cast.ada.id}")
    assert "<h1>No claim that was inspected goes further than its evidence</h1>" in text
    await inspected(world.cast.mira, first)
    text = await page(world, world.cast.mira, f"?of=rep-{world.cast.ada.id}")
    assert "<h1>1 of 2 claims goes further than its evidence</h1>" in text


async def test_a_leader_reviews_every_team_and_agrees_only_where_they_manage(world: World):
    await deal(world.cast.ada, "Northgate", stage="align")
    await deal(world.cast.ida, "Elsewhere", stage="align")
    text = await page(world, world.cast.lea)
    assert "Northgate" in text
    assert "Elsewhere" in text
    assert "Team South" in text
    assert "One commitment" in text


async def test_a_leader_of_more_people_than_a_review_reads_goes_through_one_team_after_another(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(portions, "LARGE", 2)
    await deal(world.cast.ada, "Northgate", stage="align")
    await deal(world.cast.ida, "Elsewhere", stage="align")
    first, ida = await page(world, world.cast.lea), await people.person(world.cast.ida.id)
    assert ida is not None
    assert ("Northgate" in first, "Elsewhere" in first) == (True, False)
    assert "All teams" not in first
    assert "Ada Rep</option>" in first
    assert "Ida Rep</option>" not in first, "her team is chosen first"
    for scope in (f"team-{ida.team}", f"rep-{ida.id}"):
        other = await page(world, world.cast.lea, f"?of={scope}")
        assert ("Northgate" in other, "Elsewhere" in other) == (False, True)
        assert f'value="{scope}" selected' in other


async def test_in_a_large_company_who_is_in_no_team_is_reviewed_too(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(portions, "LARGE", 1)
    await deal(world.cast.ida, "Elsewhere", stage="align")
    await actions.leave_team(None, world.cast.ida.id, world.cast.south, manages=False, entry=world.cast.entry())
    first = await page(world, world.cast.lea)
    assert "Elsewhere" not in first
    assert "In no team</option>" in first
    assert "Team North, part 2 of 2</option>" in first
    assert "Elsewhere" in await page(world, world.cast.lea, "?of=team-none")


async def test_a_rep_has_no_review(world: World):
    async with world.visit(world.cast.ada) as visitor:
        assert (await visitor.get("/review")).status_code in {403, 404}


async def test_an_inspected_deal_says_what_its_evidence_reaches(world: World):
    there = await deal(world.cast.ada, "Northgate", stage="align")
    await inspected(world.cast.mira, there)
    text = await page(world, world.cast.mira)
    assert "1 of 1 claims goes further than its evidence" in text
    assert "Evidence reaches Engage. The claim is 2 stages further." in text
    assert "Next step confirmed: Written down by a named buyer" in text


async def test_going_on_without_words_agrees_nothing_and_leads_to_the_next(world: World):
    first = await deal(world.cast.ada, "Align first", stage="align")
    second = await deal(world.cast.ada, "Beta", stage="align")
    async with world.visit(world.cast.mira) as visitor:
        sent = await send(visitor, "/review", "/review")
        assert (sent.status_code, sent.headers["location"]) == (303, f"/review?deal={second}")
        ended = await send(visitor, f"/review?deal={second}", "/review")
        assert ended.headers["location"] == "/review?done=1"
        text = (await visitor.get("/review?done=1")).text
    assert "That was every deal." in text
    assert await commitments.of_deal(first) == []


async def test_one_commitment_is_kept_with_its_day_and_said_in_the_line(world: World):
    there = await deal(world.cast.ada, "Northgate", stage="align")
    day = clock.today("Europe/Prague") + timedelta(days=3)
    async with world.visit(world.cast.mira) as visitor:
        sent = await send(visitor, "/review", "/review", words="Meet the payer", by=day.isoformat())
        assert sent.status_code == 303
    (kept,) = await commitments.of_deal(there)
    assert (kept.words, kept.person, kept.made_by, kept.behaviours) == (
        "Meet the payer",
        world.cast.ada.id,
        world.cast.mira.id,
        ("stakeholder-access",),
    )
    text = await page(world, world.cast.mira)
    assert "Meet the payer, by " in text
    assert "One is promised already." in text


async def test_a_commitment_needs_a_day_to_come_and_nothing_typed_is_lost(world: World):
    await deal(world.cast.ada, "Northgate", stage="align")
    async with world.visit(world.cast.mira) as visitor:
        no_day = await send(visitor, "/review", "/review", words="Meet <the> payer", by="")
        past = await send(visitor, "/review", "/review", words="Meet <the> payer", by="2020-01-01")
    assert no_day.status_code == past.status_code == 422
    assert "Choose the day by which it is done." in no_day.text
    assert 'href="#f-by">By: Choose a day that is still to come.' in past.text, "beside the day"
    assert "Meet &lt;the&gt; payer" in past.text


async def test_presenting_hides_names_and_keeps_hiding_them(world: World):
    await deal(world.cast.ada, "Northgate", stage="align")
    second = await deal(world.cast.bo, "Kestrel", stage="align")
    assert "Ada Rep" in await page(world, world.cast.mira)
    async with world.visit(world.cast.mira) as visitor:
        text = (await visitor.get("/review?present=1")).text
        assert "Ada Rep" not in text
        assert "Bo Rep" not in text
        sent = await send(visitor, f"/review?present=1&deal={second}", "/review")
    assert "present=1" in sent.headers["location"]


async def test_a_review_by_rep_goes_through_their_early_deals_too(world: World):
    await deal(world.cast.ada, "Early days", stage="engage")
    await deal(world.cast.bo, "Kestrel", stage="align")
    text = await page(world, world.cast.mira, f"?of=rep-{world.cast.ada.id}")
    assert "Early days" in text
    assert "Kestrel" not in text


async def test_what_is_promised_stands_in_the_line(world: World):
    there = await deal(world.cast.ada, "Northgate", stage="align")
    await promise(world.cast.ada, there, due=2 * DAY)
    assert "Ask Petra for the date, by " in await page(world, world.cast.mira)


async def test_only_those_whose_deals_are_shown_are_told(world: World):
    await deal(world.cast.ada, "Northgate", stage="align")
    await page(world, world.cast.mira)
    assert [look.page for look in await people.who_looked(world.cast.ada.id)] == ["review"]
    assert await people.who_looked(world.cast.bo.id) == []


async def test_a_long_review_shows_the_fifty_lines_around_its_deal(world: World):
    for n in range(53):
        await deal(world.cast.ada, f"Deal {n:02}", stage="align")
    text = await page(world, world.cast.mira)
    assert "1 to 50 of 53" in text
    assert "Deal 50" not in text
    assert "The lines after" in text
    last = text.rpartition("The lines after")[0].rpartition("deal=")[2].partition('"')[0]
    text = await page(world, world.cast.mira, f"?deal={last}")
    assert "51 to 53 of 53" in text
    assert "deal 51 of 53" in text
    assert "The lines before" in text
