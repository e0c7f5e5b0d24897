"""Templates: everybody who is signed in reads them, copies them, and finds them where proof is asked for."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from server import clock
from server.deals import actions as deals
from server.inspections import actions as inspecting
from server.inspections.actions import Told
from tests import client, selling
from tests.databases import Database
from tests.selling import ARTIFACT
from tests.web import selling_deeds
from tests.web.world import World, opened

ONE = "/process/templates/meeting-recap"


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        yield made


async def test_everybody_who_is_signed_in_reads_them(world: World):
    cast = world.cast
    for person in (cast.ada, cast.mira, cast.lea, cast.sam, cast.zoe):
        async with world.visit(person) as visitor:
            assert f'href="{ONE}"' in (await visitor.get("/process/templates")).text
            page = (await visitor.get(ONE)).text
            assert "Fennel Logistics" in page
            assert page.count("never printed or copied") == 1
    async with client.visiting(world.door) as nobody:
        assert (await nobody.get(ONE)).status_code == 303


async def test_a_template_that_is_not_there_is_not_found(world: World):
    async with world.visit(world.cast.ada) as ada:
        assert [(await ada.get(f"/process/templates/{path}")).status_code for path in ("no-such", "no-such/form")] == [404, 404]


async def test_the_blank_form_is_a_file_without_what_is_ours(world: World):
    async with world.visit(world.cast.ada) as ada:
        markdown, plain = await ada.get(f"{ONE}/form"), await ada.get(f"{ONE}/form?as=text")
    assert markdown.text == f"# Meeting recap\n\nDeal:  \nDate:  \nWritten by:\n\n{ARTIFACT.markdown}"
    assert plain.text == f"Meeting recap\n\nDeal:\nDate:\nWritten by:\n\n{ARTIFACT.text}"
    assert (markdown.headers["Content-Type"], plain.headers["Content-Type"]) == (
        "text/markdown; charset=utf-8",
        "text/plain; charset=utf-8",
    )
    assert markdown.headers["Content-Disposition"] == 'attachment; filename="meeting-recap.md"'


async def test_a_page_that_stays_with_us_says_so_wherever_it_goes(world: World):
    await selling.serve(replace(selling.ACADEMY, artifacts=(replace(ARTIFACT, ours=True),)))
    async with world.visit(world.cast.ada) as ada:
        told = [(await ada.get(path)).text for path in (ONE, f"{ONE}/form", f"{ONE}/form?as=text")]
    assert [text.count("For us alone: it does not go to the buyer.") for text in told] == [3, 1, 1]


async def test_proof_that_is_asked_for_leads_to_its_page(world: World):
    ada, mira = world.cast.ada, world.cast.mira
    deal = await selling_deeds.deal(ada, "Northgate")
    promise = await selling_deeds.promise(ada, deal, due=timedelta(days=2))
    sheet = await inspecting.begin(mira.actor, world.entry(mira), deal, mode="full", pick="chosen")
    wanted = f"/deals/{deal}/evidence?shows=problem-in-buyer-words/written"
    for person, paths in {
        ada: ("/process", f"/deals/{deal}", wanted, f"/commitments/{promise}"),
        mira: (f"/inspections/{sheet}",),
    }.items():
        async with world.visit(person) as visitor:
            for path in paths:
                assert f'href="{ONE}"' in (await visitor.get(path)).text, path


async def test_a_row_of_which_some_is_shown_is_not_said_to_have_no_proof(world: World):
    ada, mira = world.cast.ada, world.cast.mira
    deal = await selling_deeds.deal(ada, "Northgate")
    sheet = await inspecting.begin(mira.actor, world.entry(mira), deal, mode="full", pick="chosen")
    page = f"/inspections/{sheet}"
    part = Told(
        artifact="meeting-recap",
        source="buyer",
        form="quote",
        dated=clock.now().date(),
        words="Yes.",
        shows=("problem-in-buyer-words/written",),
    )
    async with world.visit(mira) as visitor:
        first = (await visitor.get(page)).text
        await inspecting.add_evidence(ada.actor, world.entry(ada), deal, part, process=selling.PROCESS)
        later = (await visitor.get(page)).text
    rows = first.count("No proof yet:")
    assert (later.count("No proof yet:"), later.count("Not all of the proof yet:")) == (rows - 1, 1)
    assert "Not all of the proof yet:" not in first


async def test_a_deal_that_is_closed_asks_for_no_proof(world: World):
    ada, mira = world.cast.ada, world.cast.mira
    deal = await selling_deeds.deal(ada, "Northgate")
    await selling_deeds.inspected(mira, deal)
    async with world.visit(ada) as visitor:
        assert "No proof of" in (await visitor.get(f"/deals/{deal}")).text
        await deals.close(ada.actor, world.entry(ada), deal, "lost")
        assert "No proof of" not in (await visitor.get(f"/deals/{deal}")).text


async def test_an_artifact_without_a_page_leads_nowhere(world: World):
    await selling.serve(replace(selling.ACADEMY, artifacts=()))
    ada = world.cast.ada
    deal = await selling_deeds.deal(ada, "Northgate")
    async with world.visit(ada) as visitor:
        assert "There are no templates yet" in (await visitor.get("/process/templates")).text
        for path in ("/process", f"/deals/{deal}", f"/deals/{deal}/evidence?shows=problem-in-buyer-words/written"):
            assert "/process/templates/" not in (await visitor.get(path)).text, path
