"""A sheet in a real browser: worked by keys alone, kept row by row, there again after the server was killed, printed on one page."""

import re

from playwright.async_api import Browser, Page, expect

from tests import browser as browsers
from tests import served
from tests.browser import Visitor
from tests.journeys.browsing import Look, enters, good
from tests.served import Served

MANAGER = "Ines Caldeira"
LOOK = Look(MANAGER, phone=False, javascript=True, theme="light")


async def test_a_sheet_is_worked_by_keys_and_goes_on_after_a_power_cut(own_server: Served, browser: Browser):
    visitor = Visitor(browser, own_server.url)
    page = await visitor.page()
    await enters(page, MANAGER)
    deal = await some_deal(page)
    await begins(page)
    path = re.sub(r"^https?://[^/]+", "", page.url)
    asked = await page.locator("[data-row]:not(.folded)").count()
    ticked = await ticks_the_first_clause_of_each_row(page)
    assert len(ticked) == asked
    await expect(page.locator("#so-far")).to_contain_text(f"{asked} of ")
    await good(page, LOOK)
    note = "Ask her what the one who pays needs to hear."
    await page.get_by_label("One note").fill(note)
    own_server.kill()
    await page.keyboard.press("Tab")
    assert await page.get_by_label("One note").input_value() == note
    await visitor.leave()
    with served.on_file(own_server.file) as again:
        back = Visitor(browser, again.url)
        page = await back.page()
        await enters(page, MANAGER)
        await page.goto(deal)
        await page.get_by_role("button", name="Go on with the sheet").click()
        await page.wait_for_load_state()
        assert page.url.endswith(path)
        assert await page.locator("input[name=tick]:checked").evaluate_all("boxes => boxes.map(box => box.value)") == ticked
        await expect(page.locator("#so-far")).to_contain_text(f"{asked} of ")
        assert len(re.findall(rb"/Type /Page\b", await page.pdf(format="A4"))) == 1
        await page.get_by_role("button", name="Close the inspection").click()
        await expect(page.get_by_role("heading", name="What was looked at")).to_be_visible()
        await good(page, LOOK)
        assert back.faults == []
        await back.leave()


async def test_a_row_that_does_not_apply_is_told_as_nothing_else_whatever_is_ticked(own_server: Served, browser: Browser):
    visitor = Visitor(browser, own_server.url)
    page = await visitor.page(phone=True)
    await enters(page, MANAGER)
    await some_deal(page)
    await begins(page)
    row = page.locator("[data-row]:not(.folded)").first
    said, reason = row.locator(".derived > :visible"), row.locator("select")
    await row.locator("[data-looked]").check()
    await expect(said).to_have_text(["Not met"])
    await reason.select_option("renewal")
    await expect(said).to_have_text(["Does not apply"])
    for box in await row.locator("[name=tick]").all():
        await box.check()
    await expect(said).to_have_text(["Does not apply"])
    await reason.select_option("other")
    await expect(row.locator(".na-words")).to_contain_text("The row is kept once you say why.")
    assert await reason.evaluate("select => select.scrollWidth <= select.clientWidth")
    assert await browsers.sideways(page) == 0
    assert visitor.faults == []
    await visitor.leave()


async def some_deal(page: Page) -> str:
    """The first deal of the review that nobody has a sheet open of, and the path of its page."""
    await page.goto("/review")
    links = await page.locator("a[href^='/deals/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for link in dict.fromkeys(links):
        await page.goto(link)
        if await page.get_by_role("button", name="Inspect this deal").count():
            return str(link)
    raise AssertionError("every deal has an open sheet")


async def begins(page: Page) -> None:
    """Opens the sheet."""
    await page.get_by_role("button", name="Inspect this deal").click()
    await page.wait_for_load_state()
    await expect(page.get_by_role("heading", name="Tick what the evidence shows")).to_be_visible()


async def ticks_the_first_clause_of_each_row(page: Page) -> list[str]:
    """By keys alone: Enter to the next row, 1 for its first clause. What folds is left alone. Returns the clauses in their order."""
    rows = await page.locator("[data-row]").evaluate_all("rows => rows.map(row => row.classList.contains('folded'))")
    for folds in rows:
        await page.keyboard.press("Enter")
        if folds:
            continue
        async with page.expect_response(lambda answer: "/rows/" in answer.url) as kept:
            await page.keyboard.press("1")
        assert (await kept.value).status == 200
    found = await page.locator("input[name=tick]:checked").evaluate_all("boxes => boxes.map(box => box.value)")
    return [str(name) for name in found]
