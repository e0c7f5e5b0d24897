"""The pages of lessons by plain HTTP: answering, coming back, walking, promising, finishing."""

import re
from collections.abc import AsyncIterator
from datetime import date

import pytest
from msgspec.structs import replace

from server import db
from server.commitments import queries as commitments
from server.deals import queries as deals
from server.learning import queries
from server.learning.tables import Answer, Hint
from server.people import actions as people
from tests.client import form_of
from tests.databases import Database
from tests.learning import questions as q
from tests.learning.lessons import lesson
from tests.learning.reader import Reader, reading, section
from tests.learning.world import EVERY_KIND, READ, RIGHT, WALKED
from tests.people.leave import away

ONE = lesson(q.SINGLE, id="one")


@pytest.fixture
async def ada(sqlite: Database) -> AsyncIterator[Reader]:
    async with reading(sqlite, EVERY_KIND, WALKED, READ, ONE) as reader:
        yield reader


async def test_a_lesson_shows_its_prose_its_questions_and_what_finishing_takes(ada: Reader):
    html = await ada.page("/lessons/every-kind")
    assert "Deals die between two calls." in html
    assert "To finish: answer 7 questions and make the commitment, or say why not. There is no pass mark." in html
    assert "0 of 8 answered" in html
    for question in EVERY_KIND.questions:
        assert f'id="q-{question.id}"' in html
    assert html.count('class="button brass"') == 1


async def test_a_promise_is_due_after_a_leave_that_was_noted_a_moment_ago(ada: Reader):
    days: list[str] = []
    who = ada.world.cast.ada
    for _ in range(2):
        days += re.findall(r'datetime="(\d{4}-\d\d-\d\d)"', section(await ada.page("/lessons/every-kind"), "commit"))
        day = date.fromisoformat(days[-1])
        await away(who, ada.world.entry(who), day, day)
    assert len(days) == 2
    assert days[0] < days[1]


async def test_whoever_leads_is_called_as_they_are_called_now(ada: Reader, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.people.queries.policy.SECONDS", 0.0)
    cast = ada.world.cast
    first = await ada.client.get("/lessons/every-kind")
    assert "Mira" in first.text
    await people.change_person(cast.zoe.actor, cast.mira.id, name="Petra Manager", entry=ada.world.entry(cast.zoe))
    later = await ada.client.get("/lessons/every-kind", headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200
    assert "Petra" in later.text
    assert "Mira" not in later.text


@pytest.mark.parametrize("question", list(RIGHT))
async def test_an_answer_leads_back_to_its_question_with_feedback(ada: Reader, question: str):
    sent = await ada.answer("every-kind", question, RIGHT[question])
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/lessons/every-kind#q-{question}")
    html = await ada.page("/lessons/every-kind")
    assert "1 of 8 answered" in html
    assert "<form" not in section(html, question)


async def test_feedback_stands_beside_every_choice_and_the_answer_is_marked(ada: Reader):
    await ada.answer("every-kind", "single", {"choice": ["a"]})
    shown = section(await ada.page("/lessons/every-kind"), "single")
    for id in "abc":
        assert f"About {id}" in shown
    assert shown.count("your answer") == 1
    assert "Not yet." in shown


async def test_with_htmx_the_same_address_answers_with_the_changed_part(ada: Reader):
    sent = await ada.answer("every-kind", "single", {"choice": ["b"]}, htmx=True)
    assert sent.status_code == 200
    assert "<html" not in sent.text
    assert "Yes." in section(sent.text, "single")
    assert "1 of 8 answered" in sent.text


async def test_trying_again_is_shown_as_a_retry(ada: Reader):
    await ada.answer("every-kind", "single", {"choice": ["a"]})
    opened = section(await ada.page("/lessons/every-kind?again=single"), "single")
    assert "Try 2. Your first answer stays as it was" in opened
    await ada.answer("every-kind", "single", {"choice": ["b"]})
    shown = section(await ada.page("/lessons/every-kind"), "single")
    assert "Try 2." in shown
    assert [row["nth"] for row in await Answer.select(Answer.nth).order_by(Answer.nth)] == [0, 1]


@pytest.mark.parametrize("htmx", [False, True])
async def test_what_cannot_be_marked_comes_back_with_its_sentence_and_every_word(ada: Reader, htmx: bool):
    sent = await ada.answer("every-kind", "gaps", {"gap-1": ["paper <b>process"], "gap-2": [""]}, htmx=htmx)
    assert sent.status_code == 422
    shown = section(sent.text, "gaps")
    assert "Fill every gap; a guess is fine." in shown
    assert 'value="paper &lt;b&gt;process"' in shown
    assert 'name="gap-2"' in shown
    assert shown.count('aria-invalid="true"') == 1
    assert await Answer.count() == 0


async def test_a_megabyte_in_a_field_is_refused_beside_it(ada: Reader):
    sent = await ada.answer("every-kind", "reflect", {"text": ["long " * 200_000]})
    assert sent.status_code == 422
    assert "longer than 4000 characters" in section(sent.text, "reflect")


async def test_a_form_without_its_id_or_question_gets_a_clear_answer(ada: Reader):
    form = await ada.form("every-kind", "single")
    lost = await ada.post("/lessons/every-kind/answers", {**form, "form": "", "choice": "b"})
    assert lost.status_code == 422
    assert "This form is incomplete." in section(lost.text, "single")
    assert (await ada.post("/lessons/every-kind/answers", {**form, "question": "nowhere", "choice": "b"})).status_code == 404
    assert (await ada.post("/lessons/every-kind/answers", {**form, "turn": "x", "choice": "b"})).status_code == 422


async def test_sent_twice_it_is_one_answer_and_with_other_words_a_conflict(ada: Reader):
    form = {**await ada.form("every-kind", "single"), "choice": "b"}
    for _ in range(2):
        assert (await ada.post("/lessons/every-kind/answers", form)).status_code == 303
    assert (await ada.post("/lessons/every-kind/answers", {**form, "choice": "a"})).status_code == 409
    assert await Answer.count() == 1


async def test_hints_come_one_by_one_and_keep_what_was_chosen(ada: Reader):
    form = await ada.form("every-kind", "single")
    first = await ada.post("/lessons/every-kind/hints", form)
    assert first.status_code == 303
    assert "Hint 1 of 2" in section(await ada.page("/lessons/every-kind"), "single")
    kept = await ada.post("/lessons/every-kind/hints", {**await ada.form("every-kind", "single"), "choice": "c"})
    assert kept.status_code == 200
    assert re.search(r'value="c" checked', section(kept.text, "single"))
    over = await ada.post("/lessons/every-kind/hints", await ada.form("every-kind", "single"))
    assert over.status_code == 409
    assert await Hint.count() == 2


async def test_a_page_that_did_not_change_is_not_sent_again(ada: Reader):
    first = await ada.client.get("/lessons/every-kind")
    same = await ada.client.get("/lessons/every-kind", headers={"If-None-Match": first.headers["ETag"]})
    assert same.status_code == 304
    await ada.answer("every-kind", "single", {"choice": ["b"]})
    changed = await ada.client.get("/lessons/every-kind", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


async def test_a_scenario_is_walked_to_its_ending_and_tried_another_way(ada: Reader):
    html = await ada.page("/lessons/walked")
    assert html.count('class="button brass"') == 1
    assert "Do this" in html
    assert (await ada.move("walked", "good")).status_code == 303
    html = await ada.page("/lessons/walked")
    assert "You chose" in html
    assert "About good" in html
    await ada.move("walked", "half")
    html = await ada.page("/lessons/walked")
    assert "The deal stalled" in html
    assert html.count('class="button brass"') == 1
    back = {**form_of(html, "/lessons/walked/rewinds"), "kept": "1"}
    assert (await ada.post("/lessons/walked/rewinds", back)).status_code == 303
    html = await ada.page("/lessons/walked")
    assert "Do this" in html
    await ada.move("walked", "well")
    assert "The deal moved" in await ada.page("/lessons/walked")
    assert "Your first one stays as it was" in await ada.page("/lessons/walked")


async def test_a_scenario_and_a_promise_have_hints_as_every_question_has(sqlite: Database):
    hints = ("<p>Think of a day.</p>", "<p>And of a name.</p>")
    whole = lesson(replace(q.SCENARIO, hints=hints), replace(q.COMMIT, hints=hints), id="bridge")
    async with reading(sqlite, whole) as ada:
        html = await ada.page("/lessons/bridge")
        assert 'formaction="/lessons/bridge/hints"' in html
        assert "Think of a day." not in html
        kept = await ada.post("/lessons/bridge/hints", {**form_of(html, "/lessons/bridge/moves"), "choice": "bad"})
        assert "Hint 1 of 2" in kept.text
        assert "Think of a day." in kept.text
        assert re.search(r'value="bad" checked', kept.text)
        await ada.move("bridge", "good")
        html = await ada.page("/lessons/bridge")
        assert "Think of a day." in html, "it stays open in the next scene"
        assert "Another hint" in html
        await ada.move("bridge", "well")
        promise = {**await ada.form("bridge", "commit"), "new_deal": "Northgate"}
        assert "A hint" in section(await ada.page("/lessons/bridge"), "commit")
        opened = section((await ada.post("/lessons/bridge/hints", promise)).text, "commit")
        assert "Think of a day." in opened
        assert 'value="Northgate"' in opened


async def test_enter_in_a_promise_makes_it(ada: Reader):
    """A browser presses the first button of the form: it was that for finishing without a commitment."""
    html = await ada.page("/lessons/every-kind")
    form = re.search(r'<form\b[^>]*id="f-commit".*?</form>', html, re.DOTALL)
    assert form
    first, *others = re.findall(r"<button\b[^>]*>", form[0])
    assert "formaction" not in first
    assert "hidden" not in first.replace("aria-hidden", ""), "Safari passes over a button that is not drawn"
    assert [one for one in others if "formaction" in one], "that declines it"


async def test_of_two_scenarios_the_second_is_walked_after_the_first(sqlite: Database):
    two = lesson(q.SCENARIO, q.SINGLE, replace(q.SCENARIO, id="second", title="Another"), q.COMMIT, id="twice")

    def there(html: str) -> list[str]:
        return [one for one in ("scenario", "single", "second", "commit") if f'id="q-{one}"' in html]

    async with reading(sqlite, two) as ada:
        html = await ada.page("/lessons/twice")
        assert there(html) == ["scenario"]
        await ada.move("twice", "good")
        await ada.move("twice", "well")
        html = await ada.page("/lessons/twice")
        assert there(html) == ["scenario", "single", "second"]
        assert html.count('class="button brass"') == 1
        await ada.answer("twice", "single", {"choice": ["b"]})
        form = {**form_of(await ada.page("/lessons/twice"), "/lessons/twice/moves"), "choice": "good"}
        swapped = (await ada.post("/lessons/twice/moves", form, htmx=True)).text
        assert there(swapped[swapped.index('id="lesson-rest"') :]) == ["single", "second"]
        await ada.move("twice", "well")
        html = await ada.page("/lessons/twice")
        assert there(html) == ["scenario", "single", "second", "commit"]
        assert "Commit and finish" in html


async def test_the_reason_of_a_promise_that_was_made_after_all_is_not_told_at_the_end(sqlite: Database):
    two = lesson(q.COMMIT, replace(q.COMMIT, id="second", title="And another"), id="twice")
    async with reading(sqlite, two) as ada:
        other_tab = {**await ada.form("twice", "commit"), "new_deal": "Northgate", "stage": "engage"}
        for id, reason in (("commit", "Not now."), ("second", "One is enough.")):
            await ada.post("/lessons/twice/completion", {**await ada.form("twice", id), "reason": reason})
        assert "None this time: Not now." in await ada.page("/lessons/twice/completion")
        await ada.post("/lessons/twice/commitment", other_tab)
        end = await ada.page("/lessons/twice/completion")
        assert "on Northgate" in end
        assert "None this time: One is enough." in end


async def test_what_follows_a_scenario_waits_for_its_ending(sqlite: Database):
    whole = lesson(q.SCENARIO, q.COMMIT, id="bridge")
    async with reading(sqlite, whole) as ada:
        assert 'id="q-commit"' not in await ada.page("/lessons/bridge")
        await ada.move("bridge", "bad")
        assert 'id="q-commit"' in await ada.page("/lessons/bridge")


async def test_a_move_without_a_choice_and_one_from_an_older_page_are_refused(ada: Reader):
    html = await ada.page("/lessons/walked")
    form = form_of(html, "/lessons/walked/moves")
    nothing = await ada.post("/lessons/walked/moves", form)
    assert nothing.status_code == 422
    assert "Choose one answer." in nothing.text
    await ada.move("walked", "good")
    assert (
        await ada.post("/lessons/walked/moves", {**form_of(html, "/lessons/walked/moves"), "choice": "bad"})
    ).status_code == 409


async def finish_questions(ada: Reader) -> None:
    for question in RIGHT:
        await ada.answer("every-kind", question, RIGHT[question])


async def test_the_lesson_ends_with_a_promise_on_a_deal_that_comes_with_it(ada: Reader):
    await finish_questions(ada)
    html = await ada.page("/lessons/every-kind")
    assert "Commit and finish" in html
    assert "Mira will ask" in html
    form = {**await ada.form("every-kind", "commit"), "new_deal": "Alder & Quay", "stage": "engage"}
    sent = await ada.post("/lessons/every-kind/commitment", form)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/lessons/every-kind/completion")
    end = await ada.page("/lessons/every-kind/completion")
    assert "Done: A lesson" in end
    assert "6 of 6 questions right the first time." in end
    assert "Alder &amp; Quay" in end
    (deal,) = await deals.open_deals(ada.world.cast.ada.id)
    assert deal.name == "Alder & Quay"
    (made,) = await commitments.open_of(ada.world.cast.ada.id)
    assert made.deal == deal.id
    assert "On Alder &amp; Quay." in await ada.page("/lessons/every-kind")


async def test_a_promise_needs_a_deal(ada: Reader):
    sent = await ada.post("/lessons/every-kind/commitment", await ada.form("every-kind", "commit"))
    assert sent.status_code == 422
    assert "Choose the deal, or name one that is not here yet." in section(sent.text, "commit")


async def test_finishing_without_a_promise_needs_a_reason(ada: Reader):
    await finish_questions(ada)
    without = await ada.post("/lessons/every-kind/completion", await ada.form("every-kind", "commit"))
    assert without.status_code == 422
    assert "Say in a few words why not." in section(without.text, "commit")
    sent = await ada.post("/lessons/every-kind/completion", {**await ada.form("every-kind", "commit"), "reason": "No open deal."})
    assert sent.headers["Location"] == "/lessons/every-kind/completion"
    assert "None this time: No open deal." in await ada.page("/lessons/every-kind/completion")


async def test_a_lesson_that_is_only_read_is_finished_by_a_button(ada: Reader):
    html = await ada.page("/lessons/read")
    sent = await ada.post("/lessons/read/completion", form_of(html, "/lessons/read/completion"))
    assert sent.headers["Location"] == "/lessons/read/completion"
    assert await queries.completed(ada.world.cast.ada.id) == {"read"}


async def test_an_unfinished_lesson_has_no_end_yet(ada: Reader):
    assert (await ada.client.get("/lessons/one/completion")).headers["Location"] == "/lessons/one"
    assert (await ada.client.get("/lessons/nowhere/completion")).status_code == 404


async def test_a_finished_lesson_is_taken_again(ada: Reader):
    await ada.answer("one", "single", {"choice": ["a"]})
    html = await ada.page("/lessons/one/completion")
    sent = await ada.post("/lessons/one/takes", form_of(html, "/lessons/one/takes"))
    assert sent.headers["Location"] == "/lessons/one"
    assert "0 of 1 answered" in await ada.page("/lessons/one")
    await ada.answer("one", "single", {"choice": ["b"]})
    assert [row["nth"] for row in await Answer.select(Answer.nth)] == [0, 0]


async def test_the_academy_shows_how_far_one_is(ada: Reader):
    await ada.answer("one", "single", {"choice": ["b"]})
    await ada.answer("every-kind", "single", {"choice": ["b"]})
    html = await ada.page("/lessons")
    assert "1 of 7 answered" in html
    assert "done" in html
    assert 'href="/lessons/walked"' in html


async def test_whom_no_lesson_is_for_is_not_told_that_there_is_none(ada: Reader):
    async with ada.world.visit(ada.world.cast.sam) as author:
        html = (await author.get("/lessons")).text
    assert "No lesson is for your role" in html
    assert re.search(r'href="/process"[^>]*>Read the process', html)
    assert "No lesson is live yet" not in html


async def test_a_lesson_that_is_not_there_is_not_found(ada: Reader):
    assert (await ada.client.get("/lessons/nowhere")).status_code == 404


@pytest.mark.usefixtures("still")
async def test_a_lesson_page_costs_a_fixed_number_of_statements(ada: Reader):
    await ada.page("/lessons/every-kind")
    with db.counted() as few:
        await ada.page("/lessons/every-kind")
    await finish_questions(ada)
    for n in range(5):
        await ada.answer("every-kind", "single", {"choice": ["abc"[n % 3]]})
    with db.counted() as many:
        await ada.page("/lessons/every-kind")
    assert few.n <= 8, few.sql
    assert many.n <= 10, many.sql


async def test_an_optional_promise_can_still_be_made_when_the_lesson_is_done(sqlite: Database):
    async with reading(sqlite, lesson(q.SINGLE, replace(q.COMMIT, optional=True), id="free")) as ada:
        assert ">Commit to it</button>" not in section(await ada.page("/lessons/free"), "commit"), "the page ends with it"
        await ada.answer("free", "single", {"choice": ["b"]})
        html = await ada.page("/lessons/free")
        assert 'href="/lessons/free/completion"' in html
        assert ">Commit to it</button>" in section(html, "commit")
        made = {**await ada.form("free", "commit"), "new_deal": "Northgate", "stage": "engage"}
        await ada.post("/lessons/free/commitment", made)
        assert "On Northgate." in section(await ada.page("/lessons/free"), "commit")


async def test_of_two_promises_each_says_its_own(sqlite: Database):
    two = lesson(q.COMMIT, replace(q.COMMIT, id="second", title="And another"), id="twice")
    async with reading(sqlite, two) as ada:
        first = {**await ada.form("twice", "commit"), "new_deal": "Northgate", "stage": "engage"}
        await ada.post("/lessons/twice/commitment", first)
        html = await ada.page("/lessons/twice")
        assert "On Northgate." in section(html, "commit")
        assert "Northgate, " in section(html, "second"), "the deals to choose from"
        await ada.post("/lessons/twice/completion", {**await ada.form("twice", "second"), "reason": "One is enough."})
        html = await ada.page("/lessons/twice")
        assert "On Northgate." in section(html, "commit")
        assert "On Northgate." not in section(html, "second")
        assert "One is enough." in section(html, "second")
        assert "None this time: One is enough." in await ada.page("/lessons/twice/completion")
        await ada.post("/lessons/twice/takes", form_of(await ada.page("/lessons/twice/completion"), "/lessons/twice/takes"))
        for id, deal in (("commit", "Alder"), ("second", "Birch")):
            made = {**await ada.form("twice", id), "new_deal": deal, "stage": "engage"}
            await ada.post("/lessons/twice/commitment", made)
        html, end = await ada.page("/lessons/twice"), await ada.page("/lessons/twice/completion")
        assert ("On Alder." in section(html, "commit"), "On Birch." in section(html, "second")) == (True, True)
        assert ("on Alder" in end, "And another, on Birch" in end) == (True, True)
