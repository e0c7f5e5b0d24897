"""A rep's five minutes in a real browser: with and without JavaScript, on a phone and at a desk, in both themes, and with the keyboard alone."""

import pytest
from playwright.async_api import Page, expect

from tests import browser
from tests.browser import Visitor
from tests.journeys.browsing import Look, enters, good, opened

LOOKS = (
    Look("Mara Lindqvist", phone=True, javascript=True, theme="light"),
    Look("Joel Okafor", phone=True, javascript=False, theme="dark"),
    Look("Ewa Dąbrowska", phone=False, javascript=True, theme="dark"),
    Look("Anouk Peeters", phone=False, javascript=False, theme="light"),
)


@pytest.mark.parametrize("look", LOOKS, ids=str)
async def test_a_rep_practises_from_the_first_question_to_the_end_of_the_day(rep_visitor: Visitor, look: Look):
    page = await opened(rep_visitor, look)
    await good(page, look)
    await page.get_by_role("link", name="Practice", exact=True).click()
    await good(page, look)
    await without_saying_how_sure(page, look)
    of = int((await page.locator(".page-head .side span").first.inner_text()).rsplit(" ", 1)[1])
    assert of == 3
    for number in range(1, of + 1):
        await expect(page.get_by_text(f"Question {number} of {of}", exact=True)).to_be_visible()
        await fill(page)
        await page.locator(".sure").get_by_text("Fairly sure").click()
        await page.get_by_role("button", name="Show the answer").click()
        await expect(page.get_by_role("heading", name="You were")).to_be_visible()
        assert "/practice/answers/" in page.url
        await good(page, look)
        if number == 1:
            await told_again(page)
        await page.locator(".next .button").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("That is all for today.")
    await good(page, look)
    await page.get_by_role("link", name="Go to today").click()
    await expect(page.get_by_text("3 questions practised")).to_be_visible()
    await good(page, look)
    assert [fault for fault in rep_visitor.faults if "422" not in fault] == []


async def without_saying_how_sure(page: Page, look: Look) -> None:
    """What is missing is said beside it, and what was answered stands there still."""
    await fill(page)
    await page.get_by_role("button", name="Show the answer").click()
    await expect(page.get_by_text("Say how sure you are, then see the answer.")).to_be_visible()
    await good(page, look)


async def told_again(page: Page) -> None:
    """Loading an answer again shows it again, and nothing is answered twice."""
    before = await page.locator("#practice").inner_text()
    await page.reload()
    assert await page.locator("#practice").inner_text() == before


async def fill(page: Page) -> None:
    """Something in every field of the question that stands there."""
    form = page.locator("form[data-question]")
    choices = form.locator(".choice input")
    if await choices.count():
        await choices.first.check()
    for place, select in enumerate(await form.locator("select").all(), start=1):
        await select.select_option(index=min(place, await select.locator("option").count() - 1))
    for field in await form.locator(".question input:not([type=radio], [type=checkbox])").all():
        await field.fill("3")


async def test_going_back_shows_the_day_as_it_is_now_and_leaves_what_was_begun(rep_visitor: Visitor):
    page = await opened(rep_visitor, Look("Yusuf Kaya", phone=True, javascript=True, theme="dark"))
    assert await page.get_by_text("practised").count() == 0
    await page.get_by_role("link", name="Practice", exact=True).click()
    await fill(page)
    await page.locator(".sure").get_by_text("Unsure").click()
    await page.get_by_role("button", name="Show the answer").click()
    await expect(page.get_by_role("heading", name="You were")).to_be_visible()
    while not page.url.endswith("/today"):
        await page.go_back()
    await expect(page.get_by_text("practised")).to_be_visible()
    desk = await rep_visitor.page()
    await enters(desk, "Ines Caldeira")
    await desk.get_by_label("partly").first.check()
    await desk.locator("main a[href^='/deals/']").first.click()
    await desk.go_back()
    await desk.wait_for_load_state()
    await expect(desk.get_by_label("partly").first).to_be_checked()


async def test_a_practice_day_has_a_deal_that_is_done_or_not_now(rep_visitor: Visitor):
    page = await opened(rep_visitor, Look("Tomás Abreu", phone=True, javascript=False, theme="light"))
    await expect(page.get_by_role("heading", level=1)).to_have_text("Three questions and one deal")
    await expect(page.get_by_text("2 min 11 s in all")).to_be_visible()
    assert await browser.sideways(page) == 0
    item = page.locator("ol.hang > li").filter(has=page.get_by_role("button", name="It is done"))
    await item.get_by_text("Not now", exact=True).first.click()
    await item.get_by_role("button", name="Not now").click()
    await expect(page.get_by_text("Say in a few words why not now.")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Why not now")).to_be_focused()
    await page.get_by_role("textbox", name="Why not now").fill("They are away until Monday.")
    await page.get_by_role("button", name="Not now").click()
    await expect(page.get_by_text("not now, and you said why.")).to_be_visible()
    await expect(page.get_by_text("1 min 21 s left")).to_be_visible()
    assert page.url.endswith("/today")


async def test_a_rep_practises_with_the_keyboard_alone(rep_visitor: Visitor):
    page = await opened(rep_visitor, Look("Lena Brandt", phone=False, javascript=True, theme="light"))
    keys = page.keyboard
    await page.goto("/practice")
    for number in (1, 2, 3):
        await expect(page.get_by_text(f"Question {number} of 3", exact=True)).to_be_visible()
        if await page.locator(".choices").count():
            await page.locator("#main").press("2")
            await expect(page.locator(".choices input:checked")).to_have_count(1)
            await keys.press("Enter")
        else:
            await fill(page)
            await page.locator(".question :is(select, input)").last.focus()
            await keys.press("Tab" if await page.locator(".question select").count() else "Enter")
        await expect(page.locator(".sure input:focus")).to_have_count(1)
        await keys.press("3")
        await expect(page.locator(".sure input:checked")).to_have_attribute("value", "2")
        await keys.press("Enter")
        await expect(page.get_by_role("heading", name="You were")).to_be_visible()
        await expect(page.locator("#practice [data-focus]:focus")).to_have_count(1)
        await keys.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("That is all for today.")
    assert rep_visitor.faults == []


async def test_at_320_pixels_practice_and_the_day_fit(rep_visitor: Visitor):
    page = await rep_visitor.page(phone=True)
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto("/sign-in")
    await page.get_by_role("button", name="Mara Lindqvist").click()
    for path in ("/practice", "/today"):
        await page.goto(path)
        assert await browser.sideways(page) == 0, path
    mine = page.get_by_role("link", name="Mara Lindqvist")
    assert await mine.evaluate("link => link.scrollWidth <= link.clientWidth")
