"""One's own line, by plain HTTP: what is known and done, week by week, and who looked."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from server import clock, db, ids
from server.deals import actions as deals
from server.deals.actions import Told
from server.inspections.ramp import SPAN
from server.people.queries import Looked
from server.people.tables import RoleGrant
from server.web.pages.my_line import by_viewer
from tests import client, selling
from tests.cast import assemble
from tests.databases import Database
from tests.learning.world import EVERY_KIND, READ, WALKED, serve
from tests.web import deeds
from tests.web.answering import answer
from tests.web.world import World, opened


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        yield made


@pytest.fixture
async def asked(sqlite: Database) -> AsyncIterator[World]:
    """A world whose lessons ask about a behaviour."""
    await serve(EVERY_KIND, WALKED, READ)
    cast = await assemble()
    async with client.opened(sqlite) as door:
        yield World(cast, door)


async def page(visitor: httpx.AsyncClient, path: str) -> str:
    shown = await visitor.get(path)
    assert shown.status_code == 200
    return shown.text


async def test_a_new_rep_finds_where_to_begin_and_no_hatching(asked: World):
    async with asked.visit(asked.cast.ada) as ada:
        text = await page(ada, "/my-line")
    assert "Your line is empty, and that is the right place to start" in text
    assert "Knowing begins with your first questions" in " ".join(text.replace("</svg>", "</svg> ").split())
    assert "An example, not yours:" in text
    assert "Answer three questions" in text
    assert 'fill="url(#hatch)"' not in text
    assert text.count("button brass") == 1
    assert '<a class="button brass" href="/today"' in text
    assert 'href="/lessons/every-kind"' in text


async def test_what_was_written_and_promised_stands_before_every_number(asked: World):
    await answer(asked, asked.cast.ada, "single")
    async with asked.visit(asked.cast.ada) as ada:
        text = await page(ada, "/my-line")
    places = [text.index(f'id="{part}"') for part in ("written", "promised", "h-top", "answers", "looked")]
    assert places == sorted(places)


async def test_counts_until_five_answers_and_a_range_from_then_on(asked: World):
    await answer(asked, asked.cast.ada, "single", "multiple", "order", "match")
    async with asked.visit(asked.cast.ada) as ada:
        text = await page(ada, "/my-line")
        assert "right on 4 of 4 questions" in text
        assert "One more answer, and its range can be drawn." in text
        assert "likely" not in text.partition("What is this?")[0]
        assert "So far: 4." in await page(ada, "/my-line/next-step-confirmed")
        await answer(asked, asked.cast.ada, "short")
        text = await page(ada, "/my-line")
        assert "right on 5 of 5 questions (likely " in text
        one = await page(ada, "/my-line/next-step-confirmed")
    assert "Right on 5 of 5 questions, the last today; not looked at on a deal yet." in one
    assert "The same in numbers" in one


async def test_an_opened_behaviour_shows_a_point_for_each_week_with_an_answer(asked: World):
    for weeks, questions in ((9, ("single", "multiple")), (5, ("order", "match")), (1, ("short",))):
        await answer(asked, asked.cast.ada, *questions, days=7 * weeks)
    async with asked.visit(asked.cast.ada) as ada:
        text = await page(ada, "/my-line/next-step-confirmed")
    assert text.count('class="dot"') == 3
    assert text.count('class="dot open"') == 1
    assert text.count("week of") == 3


async def test_a_policy_of_counts_only_turns_ranges_and_kinds_off_for_the_person_too(asked: World):
    ada = asked.cast.ada
    await answer(asked, ada, "single", "multiple", "order", "match", "short", days=2)
    async with asked.visit(ada) as visitor:
        before = [await page(visitor, path) for path in ("/my-line", "/my-line/next-step-confirmed")]
        await asked.enter_policy(counts_only=True)
        after = [await page(visitor, path) for path in ("/my-line", "/my-line/next-step-confirmed")]
    for shown, bare in zip(before, after, strict=True):
        assert "(likely " in shown
        assert "Look next" in shown
        assert "right on 5 of 5 questions" in bare
        for word in ("likely", "Look next", "Worth learning", "Coach", "Fading", "Steady"):
            assert word not in bare, word
    assert 'id="h-weeks"' in before[1]
    assert 'id="h-weeks"' not in after[1]


async def test_an_opened_behaviour_is_always_ones_own_and_nothing_else_has_a_page(asked: World):
    await answer(asked, asked.cast.ada, "single")
    async with asked.visit(asked.cast.bo) as bo:
        text = await page(bo, "/my-line/next-step-confirmed")
        assert "no question answered yet" in text
        assert (await bo.get("/my-line/no-such-behaviour")).status_code == 404
    async with asked.visit(asked.cast.ada) as ada:
        assert "right on 1 of 1 question" in await page(ada, f"/my-line/next-step-confirmed?person={asked.cast.bo.id}")


async def test_who_is_new_reads_in_which_week_each_gate_was_first_proven(world: World):
    ada = world.cast.ada
    async with world.visit(ada) as visitor:
        assert "h-ramp" not in await page(visitor, "/my-line"), "the first day is not for counting what is missing"
        await deeds.answer(world, ada)
        text = await page(visitor, "/my-line")
        assert 'id="h-ramp"' in text
        assert "4 gates were not proven on a deal yet." in text
        await RoleGrant.update({RoleGrant.began: world.cast.now - 2 * SPAN}).where(RoleGrant.person == ada.id)
        assert "h-ramp" not in await page(visitor, "/my-line"), "what somebody proved before anybody looked is not known"


async def test_a_manager_who_answers_finds_their_own_and_one_who_does_not_is_told_nothing(asked: World):
    async with asked.visit(asked.cast.mira) as mira:
        assert "h-top" not in await page(mira, "/my-line")
        await answer(asked, asked.cast.mira, "single")
        text = await page(mira, "/my-line")
    assert "right on 1 of 1 question" in text
    assert 'href="/practice"' not in text


async def test_the_deal_that_needs_it_is_named_where_a_look_is_next(world: World):
    entry = world.entry(world.cast.ada)
    told = Told(name="Northgate & Sons", stage="engage")
    await deals.add(world.cast.ada.actor, entry, told, motion="new", currency="EUR", process=selling.PROCESS)
    async with world.visit(world.cast.ada) as ada:
        text = await page(ada, "/my-line/next-step-confirmed")
    assert "Northgate &amp; Sons" in text
    assert "the open deal of yours that needs it most" in text


async def test_looks_at_the_team_are_told_with_their_days_and_by_what_page(asked: World):
    async with asked.visit(asked.cast.mira) as mira:
        await mira.get("/team")
        await mira.get("/team")
    async with asked.visit(asked.cast.lea) as lea:
        await lea.get("/team")
        await lea.get(f"/team?team={asked.cast.south}")
    for person, told in ((asked.cast.ada, 2), (asked.cast.ida, 1), (asked.cast.mira, 1)):
        async with asked.visit(person) as visitor:
            text = await page(visitor, "/my-line")
        assert text.count("opened the page of the team") == told, person.name
    async with asked.visit(asked.cast.lea) as lea:
        assert "Nobody has opened a page about you." in await page(lea, "/my-line")


async def test_opening_the_team_once_more_writes_nothing(asked: World):
    async with asked.visit(asked.cast.mira) as mira:
        await mira.get("/team")
        with db.counted() as count:
            await mira.get("/team")
    assert [sql for sql in count.sql if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_looks_of_one_viewer_at_one_page_stand_together_and_two_people_of_one_name_do_not():
    now, mira, other = clock.now(), ids.new(), ids.new()

    def look(viewer: UUID, page: str, days: int) -> Looked:
        at = now - timedelta(days=days)
        return Looked(id=ids.new(), viewer=viewer, name="Mira North", page=page, day=at.date(), at=at)

    found = list(by_viewer([look(mira, "team", 0), look(other, "team", 0), look(mira, "deal", 1), look(mira, "team", 2)]))
    today, before = now.date(), (now - timedelta(days=2)).date()
    assert [(one.page, one.days) for one in found] == [
        ("team", (today, before)),
        ("team", (today,)),
        ("deal", ((now - timedelta(days=1)).date(),)),
    ]
