"""A manager's Monday in one sitting, from the review to the close of a sheet, and the next morning of the rep: with and without JavaScript."""

import pytest
from msgspec import Struct
from playwright.async_api import Locator, Page, expect

from tests import browser
from tests.browser import Visitor
from tests.journeys.browsing import Look, enters, good

NOTE = "You had the invite out before the call ended. Now get the <reason> in their words."
PROMISE = "Ask for the reason behind the date, and get it in a line"
AGREED = "Agree who presents it, and when"

MANAGERS = (
    Look("Ines Caldeira", phone=False, javascript=True, theme="light"),
    Look("Henrik Voss", phone=True, javascript=False, theme="dark"),
)


class Inspected(Struct, frozen=True):
    """The sheet that was closed: of which deal, whose, and the lesson that came with it."""

    deal: str
    rep: str
    lesson: str


@pytest.mark.parametrize("look", MANAGERS, ids=str)
async def test_a_monday_from_the_review_to_the_close_and_the_reps_next_morning(rep_visitor: Visitor, look: Look):
    page = await rep_visitor.page(phone=look.phone, javascript=look.javascript, theme=look.theme)
    await enters(page, look.name)
    await expect(page).to_have_url("/week")
    await good(page, look)
    await reviews(page, look)
    await follows_up(page)
    seen = await inspects(page, look)
    morning = await rep_visitor.page(phone=True, javascript=look.javascript)
    await enters(morning, seen.rep)
    await finds_it(morning, seen, look)
    assert [fault for fault in rep_visitor.faults if "422" not in fault] == []


async def reviews(page: Page, look: Look) -> None:
    """Goes through every line; on the first deal on which nothing is promised something is agreed, and its line says so.

    On some days of the demonstration something is promised on every deal: then one more thing is agreed on the last, and the deal says so.
    """
    await page.goto("/review")
    await good(page, look)
    agreed = deal = ""
    lines = await page.locator("section[aria-labelledby=h-all] tbody tr").count()
    for number in range(1, lines + 1):
        is_open = not await page.locator("#review dt", has_text="Promised").count()
        if not deal and (is_open or number == lines):
            agreed = await page.locator("#h-now").inner_text() if is_open else ""
            deal = await page.get_by_role("link", name="Open the deal").get_attribute("href") or ""
            await page.get_by_label("One commitment", exact=True).fill(AGREED)
        # A click comes back before the next line is there, and what is filled into the old one would be lost.
        async with page.expect_navigation():
            await page.locator("#review .next button").click()
    await expect(page.get_by_text("That was every deal.")).to_be_visible()
    if agreed:
        await expect(page.locator("tbody tr").filter(has_text=agreed).filter(has_text=AGREED)).to_have_count(1)
    await good(page, look)
    await page.goto(deal)
    await expect(page.get_by_text(AGREED)).to_have_count(1)


async def follows_up(page: Page) -> None:
    """Says what came of everything that is due, the form refused first for saying nothing."""
    await page.goto("/week")
    forms = page.locator("form[action^='/commitments/']")
    for _number in range(await forms.count()):
        again, because = (forms.first.locator(f"[name={name}]") for name in ("again", "because"))
        await forms.first.get_by_text("not yet: new date").click()
        assert (await again.is_visible(), await because.is_visible()) == (True, False)
        await forms.first.get_by_text("no longer needed, because …").click()
        assert (await again.is_visible(), await because.is_visible()) == (False, True)
        await page.goto("/week")
        await forms.first.get_by_role("button", name="Say what came of it").click()
        await expect(page.get_by_text("Say what came of it").first).to_be_visible()
        await page.goto("/week")
        await forms.first.get_by_text("kept", exact=True).click()
        await forms.first.get_by_role("button", name="Say what came of it").click()
        await expect(page).to_have_url("/week#follow-ups")
    await expect(forms).to_have_count(0)


async def inspects(page: Page, look: Look) -> Inspected:
    """Inspects a deal that is picked, leaves half way, comes back to every tick, and closes it."""
    deal = await opens_a_sheet(page)
    await good(page, look)
    rep = (await page.locator(".page-head .lede").inner_text()).partition(",")[0]
    await ticks(page.locator("fieldset.crit:not(.folded)").nth(0))
    await page.locator("fieldset.crit:not(.folded)").nth(1).locator("input[name=looked]").check()
    if look.javascript:
        await expect(page.locator("#so-far")).to_contain_text("2 of")
    else:
        await page.get_by_role("button", name="Save and go on later").click()
        await page.wait_for_load_state()
    sheet = page.url
    await page.goto("/week")
    await page.goto(sheet)
    await expect(page.locator("fieldset.crit:not(.folded)").nth(0).locator("input[name=tick]").first).to_be_checked()
    await expect(page.locator("fieldset.crit:not(.folded)").nth(1).locator("input[name=looked]")).to_be_checked()
    return await closes(page, look, deal, rep)


async def opens_a_sheet(page: Page) -> str:
    """The first pick whose sheet has more than one row to tick; that of a deal which was decided asks only why.

    Where nothing is due, the first pick is what comes next, and its button is the one at the end of the page.
    """
    picks = page.locator("section[aria-labelledby=picks] li")
    for number in range(await picks.count()):
        link = picks.nth(number).locator("a").first
        deal, address = await link.inner_text(), await link.get_attribute("href")
        await page.locator(f"form[action='{address}/inspections'] button").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(deal)
        if await page.locator("fieldset.crit:not(.folded)").count() > 1:
            return deal
        await page.goto("/week")
    raise AssertionError("every sheet of this week has a single row")


async def ticks(row: Locator) -> None:
    """Every clause of a row."""
    for box in await row.locator("input[name=tick]").all():
        await box.check()


async def closes(page: Page, look: Look, deal: str, rep: str) -> Inspected:
    """One note, one commitment and one lesson; a note without its label comes back with every word still there."""
    await page.get_by_label("One note").fill(NOTE)
    await page.get_by_label("One commitment").fill(PROMISE)
    lesson = page.get_by_label("One thing to practise")
    options = await lesson.locator("option:not([value=''])").all()
    await lesson.select_option(value=await options[0].get_attribute("value"))
    title = (await options[0].inner_text()).rpartition(", ")[0].rpartition(", ")[0]
    await page.get_by_role("button", name="Close the inspection").click()
    await expect(page.get_by_label("One note")).to_have_value(NOTE)
    await expect(page.locator(".errors")).to_be_visible()
    await good(page, look)
    await page.get_by_text("the step", exact=True).click()
    await page.get_by_role("button", name="Close the inspection").click()
    await expect(page.get_by_text("What was looked at")).to_be_visible()
    await good(page, look)
    return Inspected(deal, rep, title)


async def finds_it(page: Page, seen: Inspected, look: Look) -> None:
    """The note opens the day, the lesson waits with its reason, and everything that was written stands on My line."""
    await page.goto("/today")
    await expect(page.get_by_text(NOTE)).to_be_visible()
    await expect(page.get_by_text(seen.lesson).first).to_be_visible()
    assert await browser.sideways(page) == 0
    await page.goto("/my-line")
    await expect(page.get_by_text(NOTE).first).to_be_visible()
    await expect(page.get_by_text(PROMISE).first).to_be_visible()
    await expect(page.get_by_role("link", name=seen.deal).first).to_be_visible()
    assert await browser.sideways(page) == 0
