"""What a leader prints says what their screen says: links of their own are for the screen, a number that is one is not."""

import re

from playwright.async_api import Page

from tests.browser import Visitor
from tests.journeys.browsing import enters

SHOWN = """() => [...document.querySelectorAll("main td, main .signal p")].map((one) => one.innerText.replace(/\\s+/g, " ").trim()).filter(
  (words) => /\\d/.test(words))"""
"""What the cells and the readings say that holds a number, as it is seen."""


async def test_a_printed_page_of_a_leader_keeps_every_number(rep_visitor: Visitor):
    page = await rep_visitor.page()
    await enters(page, "Ruth Adeyemi")
    for path in ("/drift", "/drift/managers"):
        await page.goto(path)
        screen = await page.evaluate(SHOWN)
        assert len(screen) > 10
        await page.emulate_media(media="print")
        paper = await page.evaluate(SHOWN)
        assert [words for words in screen if figures(words) not in [figures(one) for one in paper]] == []
        assert await hidden_actions(page)
        assert await page.locator("main .band:visible > .body").evaluate_all(EMPTY) == []
        await page.set_viewport_size({"width": 720, "height": 1000})
        assert await page.locator(".page-head .side > span:visible").first.evaluate(BEFORE) == "none"
        await page.set_viewport_size({"width": 1280, "height": 800})
        await page.emulate_media(media="screen")
    await page.goto("/drift")
    await page.emulate_media(media="print")
    # Of these a page end leaves each chart with its words.
    assert set(await page.locator(".signals .signal").evaluate_all(WHOLE)) == {"avoid false"}


async def test_whoever_reads_in_the_dark_prints_in_ink(rep_visitor: Visitor):
    page = await rep_visitor.page(theme="dark")
    await enters(page, "Ruth Adeyemi")
    for theme in ("light", "dark", ""):
        await page.goto("/process")
        await page.evaluate("theme => theme && (document.documentElement.dataset.theme = theme)", theme)
        await page.emulate_media(media="print")
        assert await page.locator("h1").evaluate("h1 => getComputedStyle(h1).color") == "rgb(0, 0, 0)", theme
        assert await page.locator(".node").first.evaluate("node => getComputedStyle(node).colorScheme") == "light", theme
        await page.emulate_media(media="screen")


async def test_on_paper_a_choice_is_a_whole_ring_and_what_is_opened_to_be_filled_in_is_left_out(rep_visitor: Visitor):
    page = await rep_visitor.page()
    await enters(page, "Ines Caldeira")
    await page.goto("/week")
    ring = page.locator("main [name=outcome]").first
    screen = await ring.evaluate(RING)
    await page.emulate_media(media="print")
    assert await ring.evaluate(RING) == screen == ["solid"] * 4
    await page.emulate_media(media="screen")
    await page.locator("main a[href^='/deals/']").first.click()
    await page.get_by_text("Say who").wait_for()
    await page.emulate_media(media="print")
    assert not await page.get_by_text("Say who").is_visible()


async def test_a_sheet_that_was_closed_prints_on_one_page(rep_visitor: Visitor):
    page = await rep_visitor.page()
    await enters(page, "Ines Caldeira")
    await page.goto("/search?q=Northgate")
    await page.get_by_role("link", name="Northgate Dairy").first.click()
    await page.get_by_role("link", name="the last sheet").click()
    await page.get_by_text("Every row was looked at.").wait_for()
    assert len(re.findall(rb"/Type /Page\b", await page.pdf(format="A4"))) == 1


EMPTY = "all => all.filter((one) => !one.innerText.trim()).map((one) => one.parentElement.innerText)"
"""The headings below which nothing is left."""

BEFORE = "one => getComputedStyle(one, '::before').content"
"""What is written before it."""

WHOLE = """all => all.map((one) => getComputedStyle(one)).map(({ breakInside, gridTemplateRows }) =>
  `${breakInside} ${gridTemplateRows.startsWith("subgrid")}`)"""
"""Whether it may be parted at the end of a page, and whether its rows are those of all."""

RING = """one => ["Top", "Right", "Bottom", "Left"].map((side) => getComputedStyle(one)[`border${side}Style`])"""
"""How its border is drawn on each side."""


def figures(words: str) -> str:
    """The numbers of it."""
    return " ".join(part for part in words.split() if any(one.isdigit() for one in part))


async def hidden_actions(page: Page) -> bool:
    """Whether what can only be pressed is left out."""
    return await page.locator("main .button:visible").count() == 0
