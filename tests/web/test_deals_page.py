from collections.abc import AsyncIterator

import pytest

from server.deals import queries
from server.deals.tables import DealRow
from tests.client import HOME, form_of, send
from tests.databases import Database
from tests.web.world import World, opened

NEW = {"name": "Northgate & Sons", "motion": "new", "stage": "discover", "amount": "62k", "close_date": "2099-12-18"}


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        yield made


async def test_a_rep_adds_a_deal_and_lands_on_it(world: World):
    async with world.visit(world.cast.ada) as ada:
        sent = await send(ada, "/deals", "/deals", **NEW)
        assert sent.status_code == 303
        shown = await ada.get(sent.headers["Location"])
        assert "Claimed: Discover. Nobody has inspected this deal yet." in shown.text
        assert "Northgate &amp; Sons" in shown.text
        assert "€62,000" in shown.text
        assert "Northgate &amp; Sons" in (await ada.get("/deals")).text
    (deal,) = await queries.open_deals(world.cast.ada.id)
    assert deal.amount == 6_200_000


async def test_sending_the_same_form_twice_adds_one_deal_and_leads_to_it_both_times(world: World):
    async with world.visit(world.cast.ada) as ada:
        fields = {**form_of((await ada.get("/deals")).text, "/deals"), **NEW}
        first, second = [await ada.post("/deals", data=fields, headers={"Origin": HOME}) for _ in range(2)]
        assert first.headers["Location"] == second.headers["Location"]
        other = await ada.post("/deals", data={**fields, "name": "Fennel"}, headers={"Origin": HOME})
        assert other.status_code == 409
    assert await DealRow.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": "lots"}, "Write an amount such as 62,000 or 62k"),
        ({"name": ""}, "This is needed."),
        ({"name": "x" * 200}, "Use at most 120 characters."),
        ({"motion": "small", "stage": "align"}, "“Small deal” has these stages: Engage, Discover, Commit."),
        ({"motion": "gone"}, "Choose a kind of deal."),
        ({"close_date": "soon"}, "This does not look right."),
    ],
)
async def test_a_form_with_a_fault_comes_back_with_every_word(world: World, wrong: dict[str, str], sentence: str):
    async with world.visit(world.cast.ada) as ada:
        sent = await send(ada, "/deals", "/deals", **{**NEW, **wrong})
        assert sent.status_code == 422
        assert sentence in sent.text
        for name, typed in {**NEW, **wrong}.items():
            if name not in {"motion", "stage"}:
                assert f'name="{name}"' in sent.text
                assert typed.replace("&", "&amp;") in sent.text
    assert await DealRow.count() == 0


async def test_two_faults_are_told_at_once_the_first_of_the_page_first(world: World):
    async with world.visit(world.cast.ada) as ada:
        sent = await send(ada, "/deals", "/deals", **{**NEW, "name": "", "amount": "lots", "close_date": "soon"})
    assert sent.status_code == 422
    assert "3 things to fix" in sent.text
    told = ["Name: This is needed.", "Write an amount such as 62,000 or 62k", "Close date: This does not look right."]
    places = [sent.text.index(sentence) for sentence in told]
    assert places == sorted(places)


async def test_the_first_visit_says_where_to_start(world: World):
    async with world.visit(world.cast.ada) as ada:
        assert "No deal yet, and that is the right place to start" in (await ada.get("/deals")).text


async def test_the_list_of_deals_is_for_those_who_sell(world: World):
    for person in (world.cast.mira, world.cast.sam, world.cast.zoe):
        async with world.visit(person) as visitor:
            assert (await visitor.get("/deals")).status_code == 404
