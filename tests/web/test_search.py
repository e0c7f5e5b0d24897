import logging
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from msgspec.structs import replace

from server.ledger.tables import FactRow
from server.lessons.compiler.model import Choice
from server.people import actions as people
from tests import databases, selling
from tests.cast import ZONE
from tests.selling import ACADEMY, PROCESS, lesson, question
from tests.web import selling_deeds
from tests.web.world import World, opened

ASKED = replace(
    question("first"),
    title="Which quagga?",
    choices=(Choice(id="a", html="okapi", text="okapi", mark=1.0, feedback="Because of the narwhal."),),
    hints=("Think of a tapir.",),
    explanation="An axolotl explains it.",
)
HIDDEN = ("quagga", "okapi", "narwhal", "tapir", "axolotl")
"""Words of a question, its answers and what is said to them."""

LESSONS = (
    replace(lesson("next-step", "Put the next step on the calendar"), questions=(ASKED, question("second"))),
    replace(lesson("coach-it", "Coach the zebra"), audience=("manager",)),
    lesson("draft", "Unwritten capybara", status="draft"),
)


SERVED = replace(ACADEMY, lessons=LESSONS, glossary={"Gate": "A behaviour that must be met."})

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with databases.migrated("sqlite", tmp_path_factory.mktemp("search")) as database, opened(database) as made:
        await selling.serve(SERVED)
        yield made


async def found(world: World, who: str, typed: str) -> list[tuple[str, str]]:
    """Address and title of what somebody finds."""
    person = getattr(world.cast, who)
    async with world.visit(person) as visitor:
        answer = await visitor.get("/search", params={"q": typed})
    assert answer.status_code == 200
    part = answer.text.partition('<ol class="results">')[2].partition("</ol>")[0]
    return re.findall(r'<p><a href="([^"]*)">([^<]*)</a>', part)


async def test_it_leads_to_behaviours_lessons_and_words(world: World):
    behaviours = {f"/process?words=spin#{one.id}" for one in PROCESS.behaviours}
    assert {href for href, _title in await found(world, "ada", "advance")} >= behaviours
    assert (await found(world, "ada", "next step"))[0] == ("/process#next-step-confirmed", "Next step confirmed")
    assert ("/lessons/next-step#h-then", "Put the next step on the calendar") in await found(world, "ada", "calendars open")
    assert await found(world, "ada", "gates") == [("/glossary#w-gate", "Gate")]


async def test_the_words_are_marked_and_everything_is_escaped(world: World):
    async with world.visit(world.cast.ada) as ada:
        text = (await ada.get("/search", params={"q": "calendar <b>"})).text
    assert "<mark>calendars</mark>" in text
    assert "“calendar &lt;b&gt;”" in text
    assert "<b>" not in text


@pytest.mark.parametrize("who", ["ada", "mira", "lea", "sam", "zoe"])
async def test_nobody_finds_a_draft_or_what_a_question_says(world: World, who: str):
    for word in (*HIDDEN, "capybara", "unwritten"):
        assert await found(world, who, word) == []


async def test_a_lesson_is_found_by_its_audience_and_by_authors(world: World):
    assert await found(world, "mira", "zebra") == [("/lessons/coach-it", "Coach the zebra")]
    assert await found(world, "sam", "zebra") == [("/academy/lessons/coach-it", "Coach the zebra")]
    assert await found(world, "ada", "zebra") == []
    async with world.visit(world.cast.ada) as ada:
        assert "zebra" not in (await ada.get("/search", params={"q": "zebrra"})).text


async def test_a_deal_is_found_by_its_owner_and_who_manages_them_and_stands_in_front(world: World):
    deal = await selling_deeds.deal(world.cast.ada, "Calendarr Gate")
    wanted = (f"/deals/{deal}", "Calendarr Gate")
    for who in ("ada", "mira", "lea"):
        assert (await found(world, who, "gate"))[0] == wanted
        # What no page says, but a deal is called, is not read as another word.
        assert await found(world, who, "calendarr") == [wanted]
    for who in ("bo", "tom", "ida", "sam", "zoe"):
        assert wanted not in await found(world, who, "gate")
        assert wanted not in await found(world, who, "calendarr")


async def test_a_leader_who_manages_nobody_finds_the_deals_of_everybody_who_sells(world: World):
    deal = await selling_deeds.deal(world.cast.ida, "Quince")
    leader = await people.add_person(
        None, name="Max Head", email="max@example.org", roles=("leader",), zone=ZONE, team=None, entry=world.cast.entry()
    )
    async with world.visit(leader) as visitor:
        text = (await visitor.get("/search", params={"q": "quince"})).text
    assert f'<a href="/deals/{deal}">Quince</a> <span class="small quiet">A deal of {world.cast.ida.name}</span>' in text


async def test_of_many_deals_three_are_shown_first_and_all_to_whoever_asks(world: World):
    for name in ("Umber", "Umbra", "Umbel", "Umbrage"):
        await selling_deeds.deal(world.cast.ida, name)
    assert len(await found(world, "ida", "umb")) == 3
    async with world.visit(world.cast.ida) as ida:
        assert ">All 4</a>" in (await ida.get("/search?q=umb")).text
        whole = (await ida.get("/search?q=umb&all=1")).text
    assert (whole.count("Your deal"), "4 results" in whole, "&amp;all=1" in whole) == (4, True, False)


async def test_what_is_typed_is_kept_nowhere(world: World, caplog: pytest.LogCaptureFixture):
    async with world.visit(world.cast.ada) as ada:
        before = await FactRow.count()
        with caplog.at_level(logging.DEBUG):
            await ada.get("/search", params={"q": "rhinoceros"})
        assert await FactRow.count() == before
    assert "rhinoceros" not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("plumbline"))


async def test_while_it_is_typed_only_the_results_come(world: World):
    async with world.visit(world.cast.ada) as ada:
        part = (await ada.get("/search?q=gate", headers={"HX-Request": "true"})).text
        back = (await ada.get("/search?q=gate", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})).text
    assert part.startswith('<div id="found"')
    assert "<html" in back


async def test_nothing_found_says_what_to_try(world: World):
    async with world.visit(world.cast.ada) as ada:
        text = (await ada.get("/search", params={"q": "calxndrrs"})).text
        assert "Did you mean:" in text
        assert '<a href="/search?q=calendars">' in text
        assert "Nothing is found for" in text
        assert "What you search is not kept." in (await ada.get("/search")).text


async def test_a_new_load_is_found_at_once(world: World):
    assert await found(world, "ada", "giraffe") == []
    await selling.serve(replace(ACADEMY, lessons=(*LESSONS, lesson("tall", "The giraffe"))))
    assert (await found(world, "ada", "giraffe"))[0] == ("/lessons/tall", "The giraffe")
    await selling.serve(SERVED)
