"""A template in a real browser: its blank form alone on one sheet of paper, and copied by one button, or by hand where nothing else runs."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser import Visitor
from tests.journeys.browsing import sign_in

EVERY = sorted(path.stem for path in (Path(__file__).parents[2] / "lessons" / "process" / "artifacts").glob("*.md"))
FULLEST = "mutual-plan"


async def opened(visitor: Visitor, name: str, *, javascript: bool = True) -> Page:
    page = await visitor.page(javascript=javascript)
    await sign_in(page, "mara")
    await page.goto(f"/process/templates/{name}")
    return page


@pytest.mark.long
async def test_every_form_fits_one_sheet(visitor: Visitor):
    page = await opened(visitor, EVERY[0])
    sheets = {}
    for name in EVERY:
        await page.goto(f"/process/templates/{name}")
        for paper in ("A4", "Letter"):
            sheets[name, paper] = await sheets_of(page, paper)
    assert {found: count for found, count in sheets.items() if count != 1} == {}


async def test_paper_shows_the_form_alone_on_one_sheet(visitor: Visitor):
    page = await opened(visitor, FULLEST)
    assert [await sheets_of(page, paper) for paper in ("A4", "Letter")] == [1, 1]
    await page.goto("/process/templates/decision-criteria")
    await page.emulate_media(media="print")
    shown = await page.locator("body").inner_text()
    assert shown.startswith("Decision criteria")
    fields = ["Deal", "Must:", "Must:", "Where they differ", "Buyer’s confirmation"]
    assert re.findall(r"Deal|Must:|Where they differ|Buyer’s confirmation", shown) == fields
    assert re.findall(r"Plumbline|Brackwater|weakest|Proves|Copy|Today", shown) == []


async def sheets_of(page: Page, paper: str) -> int:
    return len(re.findall(rb"/Type /Page\b", await page.pdf(format=paper)))


async def test_the_form_is_copied_by_one_button(visitor: Visitor):
    page = await opened(visitor, "decision-criteria")
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Copy as Markdown").click()
    await expect(page.get_by_role("status")).to_have_text("Copied as Markdown.")
    copied = await page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("# Decision criteria\n\nDeal:")
    assert "| Criteria in order | Owner of each |" in copied
    assert "weakest" not in copied
    # Without encryption a browser has no clipboard to write to; then the words are marked where they stand.
    await page.evaluate("() => Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    await page.get_by_role("button", name="Copy as text").click()
    await expect(page.get_by_role("status")).to_have_text("Copied as text.")
    assert (await page.evaluate("() => getSelection().toString()")).startswith("Decision criteria\n\nDeal:")
    assert visitor.faults == []


async def test_without_scripts_the_form_is_a_file_and_a_block_to_select(visitor: Visitor):
    page = await opened(visitor, "decision-criteria", javascript=False)
    await expect(page.get_by_role("button", name="Copy as text")).to_have_count(0)
    await page.get_by_text("As text, to select by hand").click()
    words = await page.locator("#copy-text").inner_text()
    link = await page.get_by_role("link", name="Download as text").get_attribute("href")
    assert (await (await page.request.get(str(link))).text()).strip() == words.strip()
