"""What people do to forms: twice, raced, late, signed out, stale, empty, enormous, from elsewhere. A clear answer, no word lost, one fact."""

import asyncio
import re
from html import unescape

import pytest

from server import ids
from tests.journeys.house import HOME, House, facts_about
from tests.journeys.people import page_of
from tests.journeys.plain import Form, Plain

LESSON = "next-step-on-the-calendar"
ANSWERS = f"/lessons/{LESSON}/answers"
REP = "Sofia Papadaki"
WORDS = "We offered the pilot & they <agreed> on Tuesday, with Dana."


async def answers() -> list[str]:
    """The ids of the answers of the rep."""
    return [str(one.id) for one in await facts_about(REP) if one.fact.kind == "answer-given"]


async def filled(rep: Plain, **more: str) -> dict[str, object]:
    """The form of a typed question, filled and not sent."""
    await rep.open(f"/lessons/{LESSON}")
    return {**rep.form(id="f-days-ahead").fields, "text": "21", **more}


def held(rep: Plain) -> Form:
    """The form of the page that keeps what was sent."""
    return rep.form(button="Send it again")


async def test_a_form_that_is_sent_twice_is_one_fact_with_one_outcome(house: House):
    async with house.guest(REP) as rep:
        form = await filled(rep)
        first, second = await rep.post(ANSWERS, form), await rep.post(ANSWERS, form)
        assert (first.status_code, second.status_code) == (303, 303)
        assert first.headers["Location"] == second.headers["Location"]
    assert await answers() == [form["form"][0]]  # type: ignore[index]  # a form's fields are lists


async def test_a_form_that_is_raced_from_two_tabs_is_one_fact(house: House):
    async with house.guest(REP) as rep:
        form = await filled(rep)
        sent = await asyncio.gather(*(rep.post(ANSWERS, form) for _ in range(8)))
        assert {one.status_code for one in sent} == {303}
    assert len(await answers()) == 1


async def test_two_tabs_that_answer_the_same_question_are_a_first_answer_and_a_retry(house: House):
    async with house.guest(REP) as rep:
        forms = [await filled(rep), await filled(rep)]
        sent = await asyncio.gather(*(rep.post(ANSWERS, form) for form in forms))
        assert {one.status_code for one in sent} == {303}
    tries = [one.fact.nth for one in await facts_about(REP) if one.fact.kind == "answer-given"]  # type: ignore[attr-defined]  # the kind says so
    assert sorted(tries) == [0, 1]


async def test_other_words_under_the_same_id_are_refused_with_both(house: House):
    async with house.guest(REP) as rep:
        form = await filled(rep)
        await rep.post(ANSWERS, form)
        other = await rep.post(ANSWERS, {**form, "text": "about thirty days or so"})
        assert other.status_code == 409
        assert "sent before with different answers" in other.text
        assert "about thirty days or so" in other.text
        assert re.search(r'<p class="verbatim">\s*21', other.text)
    assert len(await answers()) == 1


async def test_an_answer_after_the_lesson_was_finished_is_kept_and_finishes_nothing_again(lived_in_house: House):
    async with lived_in_house.guest("Joel Okafor") as rep:
        await rep.open(f"/lessons/{LESSON}?again=days-ahead")
        before = len(await facts_about("Joel Okafor"))
        sent = await rep.send(rep.form(id="f-days-ahead"), "", {"text": "21"})
        assert sent.status_code == 303
    assert [one.fact.kind for one in await facts_about("Joel Okafor", after=before)][-1:] == ["answer-given"]


@pytest.mark.parametrize("way", ["cookie", "other tab"])
async def test_a_lost_session_keeps_what_was_typed_and_sending_it_again_works(house: House, way: str):
    async with house.guest("Mara Lindqvist") as rep:
        await rep.open("/deals")
        form = rep.form(action="/deals")
        typed = {**form.fields, "name": WORDS}
        before = len(await facts_about("Mara Lindqvist"))
        await sign_out(rep, way)
        rep.shown = await rep.post("/deals", typed)
        assert rep.shown.status_code == 401
        assert WORDS in unescape(rep.html)
        assert held(rep).fields["form"] == form.fields["form"]
        kept = rep.shown
        await rep.sign_in("Mara Lindqvist")
        rep.shown = kept
        await rep.press(held(rep))
        if rep.shown.status_code == 403:
            # The page was made while nobody was signed in, so it carries no token; it asks once more.
            await rep.press(held(rep))
        assert rep.shown.status_code == 200
        assert WORDS in unescape(rep.html)
    kinds = [one.fact.kind for one in await facts_about("Mara Lindqvist", after=before)]
    assert kinds.count("deal-added") == 1


async def sign_out(rep: Plain, way: str) -> None:
    if way == "cookie":
        rep.client.cookies.clear()
    else:
        await rep.open("/account")
        await rep.press(rep.form(action="/sign-out"))


@pytest.mark.parametrize("token", ["", "nonsense", "salt.signature"])
async def test_a_stale_token_asks_for_confirmation_and_loses_nothing(house: House, token: str):
    async with house.guest(REP) as rep:
        form = await filled(rep, csrf=token, text="three weeks, I think")
        rep.shown = await rep.post(ANSWERS, form)
        assert rep.shown.status_code == 403
        assert "three weeks, I think" in rep.html
        await rep.press(held(rep))
        assert rep.shown.status_code == 200
    assert len(await answers()) == 1


async def test_a_missing_field_is_said_beside_it_and_the_words_stay(house: House):
    async with house.guest("Ines Caldeira") as manager:
        page = await page_of("Priya Raman", manager)
        await manager.open(page)
        await manager.press(
            manager.form(action=f"{page}/assignments"), "Assign it", {"lesson": "", "reason": WORDS, "day": "2099-01-05"}
        )
        assert manager.shown.status_code == 422
        again = manager.form(action=f"{page}/assignments")
        assert again.fields["reason"] == [WORDS]
        assert again.fields["day"] == ["2099-01-05"]
        assert re.search(r'name="lesson"[^>]*aria-invalid="true"[^>]*aria-describedby="f-lesson-x"', manager.html)
        await manager.press(again, "Assign it", {"lesson": "the-confident-timeline"})
        assert (manager.shown.status_code, WORDS in unescape(manager.html)) == (200, True)


async def test_an_answer_without_anything_is_said_beside_its_question(house: House):
    async with house.guest(REP) as rep:
        await rep.open(f"/lessons/{LESSON}")
        for id in ("confirmed-one", "invite-parts", "days-ahead", "last-five", "sure"):
            await rep.press(rep.form(id=f"f-{id}"))
            assert rep.shown.status_code == 422, id
            assert f'id="q-{id}-x" role="alert"' in rep.html
            await rep.open(f"/lessons/{LESSON}")
    assert await answers() == []


async def test_a_field_of_a_megabyte_gets_a_clear_message_and_the_words_stay(house: House):
    long = "word " * 200_000
    async with house.guest("Ines Caldeira") as manager:
        page = await page_of("Priya Raman", manager)
        await manager.open(page)
        before = len(await facts_about("Priya Raman"))
        await manager.press(manager.form(action=f"{page}/notes"), "Send the note", {"words": long})
        assert manager.shown.status_code == 422
        assert "Shorten it; nothing was lost." in manager.html
        assert manager.form(action=f"{page}/notes").fields["words"][0].strip() == long.strip()
    assert len(await facts_about("Priya Raman")) == before


async def test_an_answer_of_a_megabyte_is_no_answer_and_stays_in_its_field(house: House):
    long = "word " * 200_000
    async with house.guest(REP) as rep:
        rep.shown = await rep.post(ANSWERS, await filled(rep, text=long))
        assert rep.shown.status_code == 422
        assert rep.form(id="f-days-ahead").fields["text"][0].strip() == long.strip()
    assert await answers() == []


async def test_more_than_a_form_may_carry_is_a_page_that_says_so(house: House):
    async with house.guest(REP) as rep:
        sent = await rep.post(ANSWERS, await filled(rep, text="x" * (2 * 1024 * 1024 + 1)))
        assert sent.status_code == 413
        assert "<h1>" in sent.text
        assert "content-security-policy" in sent.headers
    assert await answers() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
async def test_a_form_from_another_site_is_refused_even_with_everything_right(house: House, headers: dict[str, str]):
    async with house.guest(REP) as rep:
        sent = await rep.client.post(ANSWERS, data=await filled(rep), headers=headers)
        assert sent.status_code == 403
    assert await answers() == []


@pytest.mark.parametrize(
    "change",
    [
        {"form": ""},
        {"form": "not-an-id"},
        {"question": "no-such"},
        {"question": ""},
        {"turn": "many"},
        {"turn": "7"},
        {"turn": "-1"},
        {"seen": "0" * 64},
        {"text": "\x00"},
        {"text": "21", "choice": ["a", "b"] * 500},
    ],
)
async def test_a_form_that_no_page_of_ours_sends_is_refused_politely(house: House, change: dict[str, str]):
    async with house.guest(REP) as rep:
        sent = await rep.post(ANSWERS, {**await filled(rep), **change})
        assert sent.status_code in {303, 404, 409, 422}, sent.text[:500]
        assert "Traceback" not in sent.text
    assert len(await answers()) == (1 if sent.status_code == 303 else 0)


async def test_what_belongs_to_somebody_else_is_not_found(house: House):
    async with house.guest("Mara Lindqvist") as mara, house.guest(REP) as rep:
        await mara.open("/deals")
        deal = re.findall(r'href="(/deals/[0-9a-f-]{36})"', mara.html)[0]
        assert (await rep.client.get(deal)).status_code == 404
        await rep.open(f"/lessons/{LESSON}")
        about = {**rep.form(id="f-fix-one").fields, "deal": deal.rpartition("/")[2]}
        assert (await rep.post(f"/lessons/{LESSON}/commitment", about)).status_code == 404
        form = {"form": str(ids.new()), "csrf": about["csrf"], "name": "Mine now", "stage": "engage"}
        assert (await rep.post(deal, form)).status_code in {404, 422}
    assert "Mine now" not in (await _text(house, deal))


async def _text(house: House, path: str) -> str:
    async with house.guest("Mara Lindqvist") as mara:
        return await mara.open(path)


async def test_requests_that_make_no_sense_get_pages(house: House):
    async with house.guest(REP) as rep:
        for path in ("/nowhere", "/lessons/nowhere", "/lessons/..%2f..%2fetc", f"/deals/{ids.new()}", "/deals/x", "/people/x"):
            shown = await rep.client.get(path)
            assert shown.status_code == 404, path
            assert "content-security-policy" in shown.headers
        for body in (b"\xff\xfe", b"form=%ZZ", b"a" * 100):
            headers = {"Origin": HOME, "Content-Type": "application/x-www-form-urlencoded"}
            sent = await rep.client.post(ANSWERS, content=body, headers=headers)
            assert sent.status_code in {403, 409, 422}, body
        sent = await rep.client.post(ANSWERS, json={"form": 1}, headers={"Origin": HOME})
        assert sent.status_code < 500
