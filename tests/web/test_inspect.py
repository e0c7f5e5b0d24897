"""The sheet of an inspection by plain HTTP: opened, ticked, resumed, closed, read, answered."""

import re
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest

from server import clock, ids
from server.inspections import queries
from server.inspections.actions import Done
from server.inspections.rubric import Ticked
from tests import pages
from tests.client import HOME, form_of, send
from tests.databases import Database
from tests.inspections import samples
from tests.inspections.reference import clauses
from tests.web.sheet_desk import CASE, STEP, WHY, Desk, at_desk, csrf_of, post, text


@pytest.fixture
async def desk(sqlite: Database) -> AsyncIterator[Desk]:
    async with at_desk(sqlite) as made:
        yield made


async def test_a_sheet_with_no_row_looked_at_comes_back_with_what_was_written(desk: Desk):
    async with desk.world.visit(desk.world.cast.mira) as mira:
        sheet = await desk.begun(mira)
        note = {"note": "Ask Petra.", "behaviour": STEP}
        answer = await post(mira, sheet, f"{sheet}/closing", **note)
        assert (answer.status_code, 'id="f-rows"' in answer.text, "Ask Petra." in answer.text) == (422, True, True)
        assert re.findall(r'name="(\w+)"[^>]* autofocus', answer.text) == ["looked"]
        rows = answer.text.index('<a href="#f-rows">Rows: No row was looked at, so there is nothing to close.')
        assert rows < answer.text.index("This note is about: Say what this note is about")
        assert "No row was looked at" not in (await post(mira, sheet, f"{sheet}/closing", **note, looked=CASE)).text
        assert (await post(mira, sheet, f"{sheet}/closing", **note, about="step", looked=CASE)).status_code == 303


async def test_the_sheet_quotes_the_evidence_and_says_nothing_of_the_last_answer(desk: Desk):
    await desk.prove(WHY, "buyer-date")
    await desk.inspect(why_now_established=Done(ticked=Ticked(ticks=frozenset(["buyer-date"]))))
    async with desk.world.visit(desk.world.cast.mira) as mira:
        sheet = await desk.begun(mira)
        before = (await mira.get(sheet)).text
        assert "A gate of Discover, never asked on this deal." in before
        assert "Met Petra &amp; asked." in before
        assert "Before: Partly" not in before
        answer = await post(mira, sheet, f"{sheet}/closing", tick=f"{WHY}/buyer-date", looked=CASE)
        assert answer.status_code == 303
        ticked = await desk.begun(mira)
        row = f"{ticked}/rows/{WHY}"
        fields = {f"row.{WHY}": str(ids.new()), "looked": WHY}
        shown = (await mira.get(ticked)).text
        given = {"form": str(ids.new()), "csrf": csrf_of(shown), **fields}
        redrawn = await mira.post(row, data=given, headers={"Origin": HOME, "HX-Request": "true"})
    assert "Before: Partly, by Mira North" in text(redrawn.text)


async def test_a_row_is_kept_without_script_and_the_sheet_goes_on_where_it_was_left(desk: Desk):
    await desk.prove(STEP)
    async with desk.world.visit(desk.world.cast.mira) as mira:
        sheet = await desk.begun(mira)
        ticks = [f"{STEP}/{clause}" for clause in clauses(STEP)]
        kept = await post(mira, sheet, f"{sheet}/rows", tick=ticks, **{f"na.{CASE}": "renewal"})
        assert kept.status_code == 303
        again = (await mira.get(sheet)).text
        assert len(re.findall(r'name="tick" value="next-step-confirmed/[^"]*" checked', again)) == 3
        assert '<option value="renewal" selected>' in again
        assert await desk.begun(mira) == sheet
        assert "Go on with the sheet" in (await mira.get(f"/deals/{desk.deal}")).text


async def test_a_tick_redraws_how_far_the_evidence_reaches(desk: Desk):
    await desk.prove(STEP)
    async with desk.world.visit(desk.world.cast.mira) as mira:
        sheet = await desk.begun(mira)
        shown = (await mira.get(sheet)).text
        assert "Evidence reaches Engage so far" in shown
        csrf = csrf_of(shown)
        fields = {"tick": [f"{STEP}/{clause}" for clause in clauses(STEP)], f"row.{STEP}": str(ids.new())}
        sent = {"form": str(ids.new()), "csrf": csrf, **fields}
        redrawn = await mira.post(f"{sheet}/rows/{STEP}", data=sent, headers={"Origin": HOME, "HX-Request": "true"})
    assert redrawn.status_code == 200
    assert "Evidence reaches Discover so far" in redrawn.text
    assert "1 of 8 rows looked at" in redrawn.text
    assert await queries.concluded([desk.deal]) == {}


async def test_closing_says_what_was_left_out_and_the_time_it_took(desk: Desk):
    async with desk.world.visit(desk.world.cast.mira) as mira:
        sheet = await desk.begun(mira)
        answer = await post(
            mira, sheet, f"{sheet}/closing", looked=[STEP, CASE], note="Ask for it.", about="step", behaviour=STEP
        )
        assert answer.headers["location"] == sheet
        closed = text((await mira.get(sheet)).text)
    assert "6 rows were not looked at. They stay not asked." in closed
    assert "took 1 min" in closed
    assert "median" not in closed, "of one there is none"
    async with desk.world.visit(desk.world.cast.ada) as ada:
        read = text((await ada.get(sheet)).text)
        assert "by Mira North" in read
        assert "Answer with evidence" in read
        assert "The claim is 4 stages further" in text((await ada.get(f"/deals/{desk.deal}")).text)


async def test_a_closing_that_fails_keeps_every_tick_and_word(desk: Desk):
    async with desk.world.visit(desk.world.cast.mira) as mira:
        sheet = await desk.begun(mira)
        fields = {"tick": f"{WHY}/buyer-date", "looked": CASE, f"na.{STEP}": "other", f"na-words.{STEP}": "By <post>"}
        note = {"note": "Take Petra & go", "about": "", "commitment": "Meet Radim", "due": "2020-01-01", "behaviour": WHY}
        answer = await post(mira, sheet, f"{sheet}/closing", **fields, **note)
        assert answer.status_code == 422
        shown = answer.text
    assert f'name="tick" value="{WHY}/buyer-date" checked' in shown
    assert f'name="looked" value="{CASE}" data-looked checked' in shown
    for kept in ("By &lt;post&gt;", "Take Petra &amp; go", "Meet Radim", "2020-01-01"):
        assert kept in shown
    assert "Say what this note is about" in shown
    stays = await queries.any_sheet(UUID(sheet.rpartition("/")[2]))
    assert stays is not None
    assert stays.closed_at is None


async def test_a_reason_without_words_is_asked_for_beside_its_field(desk: Desk):
    async with desk.world.visit(desk.world.cast.mira) as mira:
        sheet = await desk.begun(mira)
        answer = await post(mira, sheet, f"{sheet}/rows", **{f"na.{STEP}": "other"})
    assert answer.status_code == 422
    assert "Say in a few words why it does not apply." in answer.text


async def test_a_reason_that_is_just_chosen_waits_for_its_words_and_is_not_blamed(desk: Desk):
    asked, told = "The row is kept once you say why.", "Say in a few words why it does not apply."
    async with desk.world.visit(desk.world.cast.mira) as mira:
        sheet = await desk.begun(mira)
        csrf = csrf_of((await mira.get(sheet)).text)

        async def tick(words: str) -> httpx.Response:
            fields = {f"row.{STEP}": str(ids.new()), f"na.{STEP}": "other", f"na-words.{STEP}": words}
            sent = {"form": str(ids.new()), "csrf": csrf, **fields}
            return await mira.post(f"{sheet}/rows/{STEP}", data=sent, headers={"Origin": HOME, "HX-Request": "true"})

        row = re.compile(rf'id="fault-{STEP}">(.*?)</p>')
        for words, status, said in (("", 200, asked), ("", 200, asked), ("No such buyer.", 200, ""), ("", 422, told)):
            answer = await tick(words)
            assert (answer.status_code, row.findall(answer.text)) == (status, [said])
        again = (await mira.get(sheet)).text
    assert 'value="No such buyer."' in again


async def test_a_folded_row_says_since_when_and_takes_one_key(desk: Desk):
    await desk.prove("agenda-agreed")
    await desk.inspect(agenda_agreed=Done(ticked=Ticked(ticks=frozenset(clauses("agenda-agreed")))))
    async with desk.world.visit(desk.world.cast.mira) as mira:
        sheet = await desk.begun(mira)
        assert "Unchanged since" in text((await mira.get(sheet)).text)
        await post(mira, sheet, f"{sheet}/closing", still="agenda-agreed")
    standing = (await queries.standings(desk.deal))["agenda-agreed"]
    assert (standing.met, standing.answer) == (True, "met")
    assert standing.inspection == UUID(sheet.rpartition("/")[2])


def test_a_blind_sheet_hides_what_would_tell():
    shown = {name: text(pages.render(page, pages.signed_in())) for name, page in samples.sheets().items()}
    told = ("Before:", "Picked for risk", "Evidence reaches", "One note", "A gate of the claimed stage")
    assert [word for word in told if word not in shown["a sheet"]] == []
    assert [word for word in told if word in shown["a blind sheet"]] == []
    assert "Blind inspection" in shown["a blind sheet"]


async def test_only_those_who_may_see_the_deal_read_a_sheet_and_nobody_else_its_work(desk: Desk):
    cast = desk.world.cast
    async with desk.world.visit(cast.mira) as mira:
        sheet = await desk.begun(mira)
        for stranger in (cast.ada, cast.lea, cast.tom, cast.ida, cast.sam, cast.zoe):
            async with desk.world.visit(stranger) as visitor:
                assert (await visitor.get(sheet)).status_code == 404
        await post(mira, sheet, f"{sheet}/closing", looked=CASE)
    codes = {}
    for name in ("ada", "lea", "mira", "tom", "ida", "sam", "zoe"):
        async with desk.world.visit(getattr(cast, name)) as visitor:
            codes[name] = (await visitor.get(sheet)).status_code
    assert codes == {"ada": 200, "lea": 200, "mira": 200, "tom": 404, "ida": 404, "sam": 404, "zoe": 404}


async def test_a_clause_that_does_not_fit_is_sent_and_faults_keep_its_words(desk: Desk):
    async with desk.world.visit(desk.world.cast.mira) as mira:
        sheet = await desk.begun(mira)
        sent = await post(mira, sheet, f"{sheet}/misfits", clause=f"{WHY}/buyer-date", words="A tender allows no calls.")
        assert sent.status_code == 303
        failed = await post(mira, sheet, f"{sheet}/misfits", clause="gone/gone", words="Still <no>")
    assert failed.status_code == 422
    assert "Still &lt;no&gt;" in failed.text


async def test_a_row_that_does_not_apply_says_why_beside_what_its_note_lacks(desk: Desk):
    async with desk.world.visit(desk.world.cast.mira) as mira:
        sheet = await desk.begun(mira)
        wrong = {f"na.{CASE}": "other", "note": "Ask Petra.", "behaviour": STEP}
        answer = await post(mira, sheet, f"{sheet}/closing", **wrong)
    assert "2 things to fix" in answer.text
    assert "Say in a few words why it does not apply." in answer.text
    assert "No row was looked at" not in answer.text
    assert re.findall(r'name="([\w.-]+)"[^>]* autofocus', answer.text) == [f"na-words.{CASE}"]


async def test_the_deal_page_takes_proof_back_and_shows_why(desk: Desk):
    id = await desk.prove(WHY)
    async with desk.world.visit(desk.world.cast.ada) as ada:
        await send(ada, f"/deals/{desk.deal}", f"/evidence/{id}/withdrawal", why="Petra left & took it")
        shown = text((await ada.get(f"/deals/{desk.deal}")).text)
    assert "Petra left & took it" in shown
    assert "0 items" in shown


async def test_a_reply_with_proof_is_looked_at_again_and_the_rep_sees_it(desk: Desk):
    await desk.inspect(why_now_established=Done(ticked=Ticked(looked=True)))
    page, path = f"/deals/{desk.deal}/replies?behaviour={WHY}", f"/deals/{desk.deal}/replies"
    async with desk.world.visit(desk.world.cast.ada) as ada:
        shown = (await ada.get(page)).text
        sent = form_of(shown, path) | {
            "kind": "quote",
            "source": "buyer",
            "artifact": "meeting-notes",
            "dated": "2026-11-11",
        }
        sent |= {"reply": "All six were in it.", "words": "Six of six.", "sender": "", "link": "", "moment": ""}
        answer = await ada.post(path, data=sent | {"show": [f"{WHY}/{one}" for one in clauses(WHY)]}, headers={"Origin": HOME})
        assert answer.headers["location"] == page
        assert "Mira North answers by" in text((await ada.get(page)).text)
    (waiting,) = await queries.waiting_replies(desk.world.cast.mira.actor, clock.now())
    async with desk.world.visit(desk.world.cast.mira) as mira:
        assert "Six of six." in (await mira.get(f"/replies/{waiting.id}")).text
        failed = await post(mira, f"/replies/{waiting.id}", f"/replies/{waiting.id}")
        assert failed.status_code == 422
        done = await post(mira, f"/replies/{waiting.id}", f"/replies/{waiting.id}", tick=list(clauses(WHY)))
        assert done.status_code == 303
    async with desk.world.visit(desk.world.cast.ada) as ada:
        shown = text((await ada.get(page)).text)
        assert "Looked at again on" in shown
        assert "now Met, proven" in shown
        assert "Cost of missing it stated proven" in shown


async def test_what_a_note_spoke_of_and_no_sheet_asked_for_is_answered_by_evidence(desk: Desk):
    page = f"/deals/{desk.deal}/replies?behaviour={WHY}"
    async with desk.world.visit(desk.world.cast.ada) as ada:
        answer = await ada.get(page)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/deals/{desk.deal}/evidence")
        assert (await ada.get(answer.headers["location"])).status_code == 200
        assert (await ada.get(f"/deals/{desk.deal}/replies?behaviour=nothing-of-ours")).status_code == 404
    async with desk.world.visit(desk.world.cast.bo) as bo:
        assert (await bo.get(page)).status_code == 404


async def test_the_past_is_claimed_by_the_owner_and_confirmed_by_the_manager(desk: Desk):
    path = f"/deals/{desk.deal}/baseline"
    async with desk.world.visit(desk.world.cast.ada) as ada:
        assert path in (await ada.get(f"/deals/{desk.deal}")).text
        await send(ada, path, path, gate=[STEP, WHY])
        assert "Nobody has inspected this deal yet" in text((await ada.get(f"/deals/{desk.deal}")).text)
    async with desk.world.visit(desk.world.cast.mira) as mira:
        assert (await mira.get(path)).text.count("the owner says it is") == 2
        await send(mira, path, path, gate=[STEP])
        assert "Evidence reaches Discover so far" in text((await mira.get(f"/deals/{desk.deal}")).text)


async def test_nobody_inspects_their_own_deal_by_address(desk: Desk):
    async with desk.world.visit(desk.world.cast.ada) as ada:
        csrf = csrf_of((await ada.get(f"/deals/{desk.deal}")).text)
        given = {"form": str(ids.new()), "csrf": csrf, "mode": "full"}
        answer = await ada.post(f"/deals/{desk.deal}/inspections", data=given, headers={"Origin": HOME})
    assert answer.status_code == 404
